"""A table of improvement actions, with who leads each and by when."""
