"""A connection to a server over HTTP: login, time limits, bounded retries; whatever goes wrong is one clear error."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    HTTPRedirectHandler,
    Request,
    build_opener,
)

from ijb_graph.engine.credentials import PASSWORD, TOKEN, USER, Credentials
from ijb_graph.errors import InputError

__all__ = ["Connection", "Reply"]

# A server that is busy or starting again: the same request may be answered in a moment.
_BUSY = (429, 502, 503, 504)
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
            found, fix = "an address with a login in it", f"Take it out, and set {USER} and {PASSWORD}."
            raise InputError.of(option, found, "an address without", fix)
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\x00-\x20\x7f-\uffff]", url):
            raise InputError.of(option, repr(url), "an http or https address of a server", "Correct it.")
        self.url, self._login, self._seconds, self._waits = url, login, seconds, waits
        self._opener = build_opener(_NoRedirect)
        if login.user:
            # The server's challenge says which of the two it wants; without a challenge it learns neither.
            passwords = HTTPPasswordMgrWithPriorAuth()
            passwords.add_password(None, f"{parts.scheme}://{parts.netloc}/", login.user, login.password)
            self._opener = build_opener(_NoRedirect, _Digest(passwords), HTTPBasicAuthHandler(passwords))

    def send(self, request: Request, what: str) -> Reply:
        """The answer to a request that may be sent again; ``what`` names it in errors."""
        if self._login.token:
            request.add_unredirected_header("Authorization", f"Bearer {self._login.token}")
        with self._errors(what):
            for wait in self._waits:
                try:
                    return self._once(request)
                except HTTPError as error:
                    if error.code not in _BUSY:
                        raise
                    error.close()
                except (ConnectionResetError, BrokenPipeError, IncompleteRead):
                    pass
                except URLError as error:
                    if not isinstance(error.reason, ConnectionResetError | BrokenPipeError):
                        raise
                time.sleep(wait)
            return self._once(request)

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
                    raise TimeoutError("timed out")
            if response.length:
                raise IncompleteRead(b"".join(parts), response.length)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(b"".join(parts), response.headers.get_content_type(), headers)

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Whatever a server does wrong, said as one problem."""

        def problem(found: str, fix: str) -> InputError:
            return InputError.of(self.url, found, "an answer of a SPARQL 1.1 server", fix)

        try:
            yield
        except HTTPError as error:
            raise problem(*self._refusal(error, what)) from error
        except (TimeoutError, URLError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                found = f"no whole answer to {what} in {self._seconds:g} seconds"
                raise problem(found, "Ask for less, or see why the server is slow.") from error
            raise problem(f"no answer ({reason})", "Check that the server runs at this address.") from error
        except IncompleteRead as error:
            found = f"an answer to {what} that breaks off after {len(error.partial)} bytes"
            raise problem(found, "See the server's log; nothing of it was used.") from error
        except (OSError, HTTPException, ValueError) as error:
            raise problem(
                f"no HTTP answer to {what} ({type(error).__name__})",
                "Check that a SPARQL server runs at this address.",
            ) from error

    def _refusal(self, error: HTTPError, what: str) -> tuple[str, str]:
        """What an HTTP status says, and what to do about it."""
        status = f"HTTP status {error.code}"
        if error.code in _MOVED:
            place = urlsplit(error.headers.get("Location", ""))
            shown = f"{place.scheme}://{place.hostname}{place.path}" if place.hostname else place.path
            return (
                f"a redirect of {what} to {shown or 'nowhere'} ({status})",
                f"Give that address if it is the server's; a page for logging in means: set {USER} and {PASSWORD}, "
                f"or {TOKEN}.",
            )
        if error.code == 401:
            given = self._login.user or self._login.token
            fix = f"Check {TOKEN if self._login.token else f'{USER} and {PASSWORD}'}."
            return (
                f"a refusal of the login for {what} ({status})"
                if given
                else f"a demand to log in for {what} ({status})",
                fix if given else f"Set {USER} and {PASSWORD}, or {TOKEN}.",
            )
        if error.code == 403:
            return f"no permission for {what} ({status})", "Ask whoever runs the server for it, or log in as another."
        if error.code in (404, 410):
            return f"nothing at this address ({status})", "Check the address."
        if error.code in _BUSY:
            tries = len(self._waits) + 1
            return f"a server that is busy or away: {status} in answer to {what}, {tries} times", "Try again later."
        with error:
            said = _first_line(error.read(_CHUNK))
        return f"a refusal of {what}: {status}{said}", "Check the query and the server's log."
