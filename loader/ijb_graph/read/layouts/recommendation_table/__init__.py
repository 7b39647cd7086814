"""A table of recommendations that a body has made, with what is done about them."""
