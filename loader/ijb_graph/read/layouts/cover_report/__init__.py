"""The cover of a report to a board: title, author, recommendations, and what it says follows from it."""
