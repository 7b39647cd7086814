"""Who may see and decide: requests from a page of ours, in a browser at this machine.

Another site that is open in the same browser can send requests to this machine. It can neither read our pages (no
header allows that) nor name its own machine as ours (the header Host), and does not know the token of our forms.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request

from ijb_graph.serve.http_error import HttpError

__all__ = ["HEADERS", "Guard", "is_loopback"]

# Nothing from anywhere else, no page of others around ours, and nothing kept. The address of the page goes to nobody
# else; without any, a browser would not say where a form comes from.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def is_loopback(host: str) -> bool:
    """Whether an address or name is one of this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Checks requests; ``token`` stands in each form, and is another one each time the server starts."""

    def __init__(self) -> None:
        """Draw the token."""
        self.token = secrets.token_urlsafe(32)

    def check(self, request: Request) -> None:
        """HttpError where a request names another machine, or comes from a page of another site."""
        host = request.headers.get("host", "")
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            name = ""
        if not is_loopback(name):
            raise HttpError(HTTPStatus.FORBIDDEN, "Drafts are reviewed at this machine alone.")
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
        if origin not in (None, f"http://{host}") or (request.method != "GET" and site != "same-origin"):
            raise HttpError(HTTPStatus.FORBIDDEN, "Decisions are taken from the pages of this server alone.")

    def check_token(self, token: str) -> None:
        """HttpError where a form is not ours, or is one of an earlier start of the server."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise HttpError(
                HTTPStatus.FORBIDDEN, "This form is of an earlier start of the server: load the page again."
            )
