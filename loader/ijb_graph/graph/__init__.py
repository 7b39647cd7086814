"""The graph: records become triples here and nowhere else.

Knows no paper text, except to add the wording on request.
"""
