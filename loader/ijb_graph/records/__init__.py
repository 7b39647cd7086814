"""Records: what the papers say, as typed rows checked against one CSVW schema. Knows no RDF."""
