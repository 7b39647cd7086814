"""The pictures there are: a module each, found by its place, with a query of its own beside it where it needs one."""
