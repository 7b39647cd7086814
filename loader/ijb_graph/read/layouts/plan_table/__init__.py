"""A delivery plan."""
