"""``python -m ijb_graph`` is the same as ``ijb``."""

from ijb_graph.cli import main

main()
