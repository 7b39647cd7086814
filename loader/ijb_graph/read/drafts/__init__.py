"""Records on their way from a paper to its folder: drafts, each cell of which has a status until it is decided."""
