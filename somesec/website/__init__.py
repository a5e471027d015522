"""The organisation's own website: its pages fetched within bounds, and the links read from them."""
