"""How well weak office passwords are told from strong ones: a labelled set, and its measurement."""
