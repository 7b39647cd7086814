"""A connection to a server over HTTP: login, limits, bounded retries; whatever goes wrong is one clear error."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    HTTPRedirectHandler,
    Request,
    build_opener,
)

from ijb_graph.engine.credentials import Credentials
from ijb_graph.engine.interface import short_reason
from ijb_graph.engine.query_budget import Budget
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.timed_http import timed_handlers
from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.engine import (
    ForeignAnswer,
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
_MOVED = (300, 301, 302, 303, 305, 307, 308)
_LONGEST = 160
_CHUNK = 1 << 16
# How long we wait for the words that go with an HTTP status, and how many bytes of them we read.
_SECONDS_FOR_WORDS, _MOST_WORDS = 2, 1 << 12


@dataclass(frozen=True)
class Reply:
    """A server's answer: its body, its media type without parameters, and its headers by lower-case name.

    ``has_length`` says whether HTTP says where the body ends: otherwise it ends where the connection does.
    """

    body: bytes
    kind: str
    headers: dict[str, str]
    status: int = 200
    has_length: bool = True


class _NoRedirect(HTTPRedirectHandler):
    """A server that sends us elsewhere gets no login there, and its page there is no answer."""

    def http_error_302(self, req: Request, fp: Any, code: int, msg: str, headers: Any) -> None:
        """Follow nothing, and do not even read the other address."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


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


def _parts(address: str) -> SplitResult | None:
    """The parts of an address of http or https; None where it is none, or has characters that such addresses have not.

    The host is part of it, and the port a number that there is.
    """
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    is_plain = not re.search(r"[^\x21-\x7e]", address)
    return parts if parts.scheme in ("http", "https") and has_host and is_plain else None


def _shown_address(location: str) -> str:
    """Where a server sends us, with its port: without its query, which can hold a secret, and without a login."""
    parts = _parts(location)
    if parts:
        location = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return short_reason(re.split("[?#]", location)[0]) or "nowhere"


def _first_line(body: bytes) -> str:
    """The first line of what a server says of an error, in brackets; nothing of a page of HTML."""
    text = body.decode("utf-8", "replace").strip()
    if not text or text.startswith("<"):
        return ""
    line = text.splitlines()[0].strip()
    return f" ({line if len(line) <= _LONGEST else line[:_LONGEST] + ' ...'})"


def _may_pass(error: Exception) -> bool:
    """Whether the same request may be answered in a moment."""
    if isinstance(error, HTTPError):
        return error.code in _BUSY
    return isinstance(getattr(error, "reason", error), ConnectionResetError | BrokenPipeError | IncompleteRead)


class Connection:
    """Requests to one server.

    ``limits`` hold for all requests since `begin`; ``waits`` is how long to wait before each further try. ``progress``
    gets what a person at the terminal waits for.
    """

    def __init__(
        self,
        url: str,
        login: Credentials,
        option: str,
        limits: Limits | None = None,
        waits: tuple[float, ...] = (0.5, 1, 2),
        progress: Callable[[str], None] = lambda step: None,
    ) -> None:
        """Keep the address; InputError where it is none, or holds a password. ``option`` is where the user gave it."""
        if "@" in re.split("[/?#]", url.partition("://")[2])[0]:
            raise LoginInAddress(option).error()
        parts = _parts(url)
        if parts is None:
            raise InvalidServerAddress(option, url).error()
        self.url, self._login, self._waits, self._progress = url, login, waits, progress
        self._limits = limits or Limits()
        self.budget = Budget(url, self._limits)
        handlers: list[Any] = [_NoRedirect, *timed_handlers(self.budget)]
        if login.user:
            # The server's challenge says which of the two it wants; without a challenge it learns neither.
            passwords = HTTPPasswordMgrWithPriorAuth()
            passwords.add_password(None, f"{parts.scheme}://{parts.netloc}/", login.user, login.password)
            handlers += [_Digest(passwords), HTTPBasicAuthHandler(passwords)]
        self._opener = build_opener(*handlers)

    def begin(self, limits: Limits | None = None) -> None:
        """Begin a query: the clock and the size start anew, with the limits of the connection or with others."""
        self.budget.restart(limits or self._limits)

    def send(self, request: Request, what: str) -> Reply:
        """The answer to a request that may be sent again; ``what`` names it in errors.

        Whatever the server does wrong is one InputError.
        """
        if self._login.token:
            request.add_unredirected_header("Authorization", f"Bearer {self._login.token}")
        waits, self.budget.request = iter(self._waits), what
        while True:
            try:
                return self._once(request, what)
            except (OSError, HTTPException, ValueError) as error:
                wait = next(waits, None) if _may_pass(error) else None
                if wait is None:
                    raise self._problem(error, what).error() from error
            self._progress(f"the server is busy or hung up; asking again for {what}")
            try:
                time.sleep(min(wait, self.budget.seconds_left()))
            except TimeoutError as error:
                raise self.budget.out_of_time().error() from error

    def log_in(self, url: str, what: str) -> None:
        """Let the server ask for the login by a small request: it may hang up on a large one that comes without."""
        try:
            self.send(Request(url), what)
        except InputError as error:
            refused = error.__cause__
            if not isinstance(refused, HTTPError) or refused.code not in (404, 405):
                raise

    def _once(self, request: Request, what: str) -> Reply:
        response: HTTPResponse
        with self._opener.open(request, timeout=self.budget.seconds_left()) as response:
            has_length = response.length is not None or response.chunked
            self.budget.announce(response.length or 0)
            parts = []
            try:
                while part := response.read(_CHUNK):
                    parts.append(part)
            except IncompleteRead as error:
                raise IncompleteRead(b"".join([*parts, error.partial])) from error
            if response.length:
                raise IncompleteRead(b"".join(parts), response.length)
            headers = {name.lower(): value for name, value in response.headers.items()}
            coding = headers.get("content-encoding", "identity")
            if coding.lower() not in ("", "identity"):
                compressed = f"an answer compressed as {short_reason(coding)!r}, which was not asked for"
                raise ForeignAnswer(self.url, compressed, what).error()
            kind = response.headers.get_content_type()
            return Reply(b"".join(parts), kind, headers, response.status, has_length)

    def _problem(self, error: Exception, what: str) -> Problem:
        if isinstance(error, HTTPError):
            with error:
                return self._refusal(error, what)
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return self.budget.out_of_time()
        if isinstance(error, IncompleteRead):
            broken = f"an answer that breaks off after {len(error.partial)} bytes"
            return IncompleteAnswer(self.url, broken, what)
        return ServerUnreachable(self.url, what, short_reason(reason) or type(reason).__name__)

    def _refusal(self, error: HTTPError, what: str) -> Problem:
        """What an HTTP status says."""
        if error.code in _MOVED:
            address = _shown_address(error.headers.get("Location", ""))
            return RedirectedRequest(self.url, what, error.code, address)
        if error.code == 401:
            is_given = self._login.user or self._login.token
            found, action = ("a refusal of the login", "Check") if is_given else ("a demand to log in", "Set")
            return LoginNeeded(self.url, what, found, action)
        found, action = _REFUSALS.get(error.code, ("a refusal", "Check the query and the server's log."))
        times = f", {len(self._waits) + 1} times" if error.code in _BUSY else ""
        return RefusedRequest(self.url, found, what, error.code, times + self._words(error), action)

    def _words(self, error: HTTPError) -> str:
        """What a server says of an error, where it does so soon: the status alone is an answer."""
        self.budget.hurry(_SECONDS_FOR_WORDS)
        response: Any = error.fp
        words = b""
        with suppress(OSError, HTTPException, ValueError):
            while len(words) < _MOST_WORDS and (part := response.read1(_MOST_WORDS)):
                words += part
        return _first_line(words)
