"""The live site: a read-only SPARQL endpoint over the graph, as an ASGI application."""
