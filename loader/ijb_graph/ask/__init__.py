"""Questions: each a folder under ``queries/``, asked of any engine, answered with cited rows."""
