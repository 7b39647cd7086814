"""Drafts of papers reviewed in a browser, at this machine alone."""
