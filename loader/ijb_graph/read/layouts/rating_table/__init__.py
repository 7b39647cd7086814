"""Ratings of proposals."""
