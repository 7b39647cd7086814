"""Reading a paper: what of its text has become records, and whether the records say what stands there."""
