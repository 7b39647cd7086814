"""ijb-graph: how Scotland's Integration Joint Boards govern, as linked data.

As a library it has five functions: `build`, `open`, `ask`, `select` and `check` (see :mod:`ijb_graph.library`).

Data flows one way: paper -> records -> graph -> (findings | answers).

- :mod:`ijb_graph.paper_text` reads a paper's text and knows no RDF;
- :mod:`ijb_graph.records` reads and checks the records under ``data/``;
- :mod:`ijb_graph.graph` is the only part that knows how a record becomes triples;
- :mod:`ijb_graph.ask`, :mod:`ijb_graph.check` and :mod:`ijb_graph.describe` see only the graph.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ijb_graph.library import ask, build, check, open, select  # noqa: A004

__all__ = ["ask", "build", "check", "open", "select"]

# Two functions have the names of packages, which Python puts here when it first imports one. So it does that now, and
# never again.
for _name in ("ask", "check"):
    import_module(f"{__name__}.{_name}")
    del globals()[_name]


def __getattr__(name: str) -> Any:
    """A function of the library, imported where it is asked for: every command imports this package."""
    if name in __all__:
        return getattr(import_module(f"{__name__}.library"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
