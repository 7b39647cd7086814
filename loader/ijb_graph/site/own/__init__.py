"""Pages about the site itself and what it is made from: one module each, with the files that it adds to the site."""
