"""A finance report: budgets, what is spent, projected, saved and held in reserve, as at a day of the year."""
