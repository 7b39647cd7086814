"""Which media type a client gets."""

from __future__ import annotations

import pytest
from ijb_graph.serve.negotiation import preferred

OFFERS = ("text/turtle", "text/html", "application/ld+json")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML ; q=0.5, text/turtle;q=0.4", "text/html"),
        # The most specific range counts, whatever weight a wider one has.
        ("*/*, text/turtle;q=0", "text/html"),
        ("text/*;q=0.9, text/turtle;q=0.1, application/ld+json;q=0.5", "text/html"),
        ("application/*", "application/ld+json"),
        ('application/ld+json;profile="x", text/html;q=0.1', "application/ld+json"),
        # Of equals, the server's own order.
        ("text/html, text/turtle", "text/turtle"),
        ("image/png", None),
        ("text/html;q=0", None),
        ("text/html;q=high", None),
        ("text/html;q=nan, text/turtle;q=0.1", "text/turtle"),
        ("nonsense", None),
        ("image/png, */*;q=0.1", "text/turtle"),
    ],
)
def test_what_is_wanted_most(accept: str | None, chosen: str | None) -> None:
    assert preferred(accept, OFFERS) == chosen
