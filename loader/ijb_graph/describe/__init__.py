"""Descriptions of what a graph holds: its classes, one term, one thing. As data; rendering is a module of its own."""
