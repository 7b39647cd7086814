"""Cells that a program of the user's choice proposes: what it is asked, how it runs, and what of its answer stands.

A program is a plug, never a part: a gate of closed grammars decides on each cell that it proposes, whatever it says of
itself. What passes is proposed, and no build takes it until a person has confirmed it.
"""
