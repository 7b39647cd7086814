"""A connection to a server over HTTP: login, time limits, bounded retries; whatever goes wrong is one clear error."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    HTTPRedirectHandler,
    Request,
    build_opener,
)

from ijb_graph.engine.credentials import Credentials
from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.engine import (
    IncompleteAnswer,
    InvalidServerAddress,
    LoginInAddress,
    LoginNeeded,
    RedirectedRequest,
    RefusedRequest,
    ServerUnreachable,
)

__all__ = ["Connection", "Reply"]

# A server that is busy or starting again: the same request may be answered in a moment.
_BUSY = (429, 502, 503, 504)
_REFUSALS = {
    403: ("no permission", "Ask whoever runs the server for it, or log in as another."),
    404: ("no such address", "Check the address."),
    410: ("no such address", "Check the address."),
    **dict.fromkeys(_BUSY, ("a server that is busy or away", "Try again later.")),
}
_MOVED = (301, 302, 303, 307, 308)
_LONGEST = 160
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Reply:
    """A server's answer: its body, its media type without parameters, and its headers by lower-case name."""

    body: bytes
    kind: str
    headers: dict[str, str]


class _NoRedirect(HTTPRedirectHandler):
    """A server that sends us elsewhere gets no login there, and its page there is no answer."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Follow nothing."""
        return None


class _Digest(HTTPDigestAuthHandler):
    """Digest login that answers a server's last challenge beforehand: it need not refuse each request first."""

    challenge: dict[str, str] | None = None

    def get_authorization(self, req: Request, chal: Any) -> Any:
        """Answer a challenge, and remember it."""
        self.challenge = chal
        return super().get_authorization(req, chal)

    def http_request(self, req: Request) -> Request:
        """Send the login along, once there was a challenge."""
        if self.challenge and not req.has_header(self.auth_header):
            answer = super().get_authorization(req, self.challenge)
            req.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return req

    https_request = http_request


def _first_line(body: bytes) -> str:
    """The first line of what a server says of an error, in brackets; nothing of a page of HTML."""
    text = body.decode("utf-8", "replace").strip()
    if not text or text.startswith("<"):
        return ""
    line = re.sub(r"[^\x20-\x7e]", "?", text.splitlines()[0].strip())
    return f" ({line if len(line) <= _LONGEST else line[:_LONGEST] + ' ...'})"


def _may_pass(error: Exception) -> bool:
    """Whether the same request may be answered in a moment."""
    if isinstance(error, HTTPError):
        return error.code in _BUSY
    return isinstance(getattr(error, "reason", error), ConnectionResetError | BrokenPipeError | IncompleteRead)


class Connection:
    """Requests to one server.

    ``seconds`` is how long an answer may take in all; ``waits`` how long to wait before each further try.
    """

    def __init__(
        self, url: str, login: Credentials, option: str, seconds: float = 300, waits: tuple[float, ...] = (0.5, 1, 2)
    ) -> None:
        """Keep the address; InputError where it is none, or holds a password. ``option`` is where the user gave it."""
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise LoginInAddress(option).error()
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\x00-\x20\x7f-\uffff]", url):
            raise InvalidServerAddress(option, url).error()
        self.url, self._login, self._seconds, self._waits = url, login, seconds, waits
        self._opener = build_opener(_NoRedirect)
        if login.user:
            # The server's challenge says which of the two it wants; without a challenge it learns neither.
            passwords = HTTPPasswordMgrWithPriorAuth()
            passwords.add_password(None, f"{parts.scheme}://{parts.netloc}/", login.user, login.password)
            self._opener = build_opener(_NoRedirect, _Digest(passwords), HTTPBasicAuthHandler(passwords))

    def send(self, request: Request, what: str) -> Reply:
        """The answer to a request that may be sent again; ``what`` names it in errors.

        Whatever the server does wrong is one InputError.
        """
        if self._login.token:
            request.add_unredirected_header("Authorization", f"Bearer {self._login.token}")
        waits = iter(self._waits)
        while True:
            try:
                return self._once(request)
            except (OSError, HTTPException, ValueError) as error:
                wait = next(waits, None) if _may_pass(error) else None
                if wait is None:
                    raise self._problem(error, what).error() from error
            time.sleep(wait)

    def log_in(self, url: str, what: str) -> None:
        """Let the server ask for the login by a small request: it may hang up on a large one that comes without."""
        try:
            self.send(Request(url), what)
        except InputError as error:
            refused = error.__cause__
            if not isinstance(refused, HTTPError) or refused.code not in (404, 405):
                raise

    def _once(self, request: Request) -> Reply:
        until = time.monotonic() + self._seconds
        response: HTTPResponse
        with self._opener.open(request, timeout=self._seconds) as response:
            parts = []
            while part := response.read1(_CHUNK):
                parts.append(part)
                if time.monotonic() > until:
                    raise TimeoutError
            if response.length:
                raise IncompleteRead(b"".join(parts), response.length)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(b"".join(parts), response.headers.get_content_type(), headers)

    def _problem(self, error: Exception, what: str) -> Problem:
        if isinstance(error, HTTPError):
            with error:
                return self._refusal(error, what)
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return IncompleteAnswer(self.url, f"no whole answer in {self._seconds:g} seconds", what)
        if isinstance(error, IncompleteRead):
            broken = f"an answer that breaks off after {len(error.partial)} bytes"
            return IncompleteAnswer(self.url, broken, what)
        return ServerUnreachable(self.url, what, str(reason) or type(reason).__name__)

    def _refusal(self, error: HTTPError, what: str) -> Problem:
        """What an HTTP status says."""
        if error.code in _MOVED:
            place = urlsplit(error.headers.get("Location", ""))
            address = f"{place.scheme}://{place.hostname}{place.path}" if place.hostname else place.path
            return RedirectedRequest(self.url, what, error.code, address or "nowhere")
        if error.code == 401:
            is_given = self._login.user or self._login.token
            found, action = ("a refusal of the login", "Check") if is_given else ("a demand to log in", "Set")
            return LoginNeeded(self.url, what, found, action)
        found, action = _REFUSALS.get(error.code, ("a refusal", "Check the query and the server's log."))
        times = f", {len(self._waits) + 1} times" if error.code in _BUSY else ""
        return RefusedRequest(self.url, found, what, error.code, times + _first_line(error.read(_CHUNK)), action)
