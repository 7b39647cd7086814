"""ijb-graph: how Scotland's Integration Joint Boards govern, as linked data.

Data flows one way: paper -> records -> graph -> (findings | answers).

- :mod:`ijb_graph.paper_text` reads a paper's text and knows no RDF;
- :mod:`ijb_graph.records` reads and checks the records under ``data/``;
- :mod:`ijb_graph.graph` is the only part that knows how a record becomes triples;
- :mod:`ijb_graph.ask` and :mod:`ijb_graph.check` see only the graph.
"""
