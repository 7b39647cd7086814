"""A document as lines, pages and cells, whatever format it came in, and what several formats need to read one."""
