"""A person decides the cells of a draft, until it can become the records of a paper."""
