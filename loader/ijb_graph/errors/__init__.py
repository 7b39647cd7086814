"""What can be wrong with the input: each kind of problem has a class with an id, and all its words in one place.

``base`` holds what all kinds share; beside it lies one file of kinds for each stage of the work. Every class
in these files is a kind of problem, and public.
"""

from ijb_graph.errors.base import FILL_IN, InputError, Problem, Problems, nearest, problem_kinds, shown

__all__ = ["FILL_IN", "InputError", "Problem", "Problems", "nearest", "problem_kinds", "shown"]
