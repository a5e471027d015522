"""Forms in which an audit is handed over, a module a form."""
