"""The addresses below ``/-/review/``: the drafts in a folder, each with the page of its next open cell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ijb_graph.errors import InputError
from ijb_graph.input_files import folders_in
from ijb_graph.jinja_templates import fill_template
from ijb_graph.read.review.review import Review, open_review
from ijb_graph.serve.http_error import HttpError
from ijb_graph.serve.reviews.guard import HEADERS, Guard
from ijb_graph.serve.reviews.review_page import as_address, decide, page_of, place_from, places_of
from ijb_graph.serve.sparql_endpoint import body_of

__all__ = ["DraftsApplication", "with_drafts"]

_ROOT = "/-/review/"
_HERE = Path(__file__).parent
_FILES = {"review.css": "text/css", "review.js": "text/javascript"}
_FORM = "application/x-www-form-urlencoded"
# The longest form, in bytes.
_MOST_BYTES = 1 << 17


class DraftsApplication:
    """Answers for the drafts in a folder; ``data`` are the records that say what names mean.

    A client has ``patience`` seconds to send a form. What is decided is on disk when the answer comes.
    """

    def __init__(self, drafts: Path, data: Path, patience: float) -> None:
        """Nothing is read yet."""
        self._drafts, self._data, self._patience = drafts, data, patience
        self._guard, self._lock = Guard(), Lock()
        self._reviews: dict[tuple[str, int], Review] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HttpError as error:
            response = error.response(request)
        except InputError as error:
            response = HttpError(HTTPStatus.CONFLICT, str(error)).response(request)
        except OSError as error:
            detail = f"The draft cannot be read or written: {error.strerror}."
            response = HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, detail).response(request)
        response.headers.update(HEADERS)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        self._guard.check(request)
        path = request.url.path.removeprefix(_ROOT)
        if request.method not in ("GET", "POST") or (request.method == "POST" and path in ("", *_FILES)):
            raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.method} is not for {request.url.path}.")
        if path in _FILES:
            return Response((_HERE / path).read_bytes(), media_type=_FILES[path])
        if not path:
            return await to_thread.run_sync(self._list)
        name = path.removesuffix("/second")
        reader = 1 if name == path else 2
        if request.method == "GET":
            return await to_thread.run_sync(self._show, name, reader, request.query_params.get("at", ""))
        if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
            raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{_FORM} was expected.")
        body = await body_of(request, _MOST_BYTES, self._patience)
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        self._guard.check_token(form.get("token", ""))
        return await to_thread.run_sync(self._take, name, reader, form)

    def _folders(self) -> dict[str, Path]:
        """The folders of drafts by board and paper."""
        boards = folders_in(self._drafts) if self._drafts.is_dir() else []
        return {f"{one.parent.name}/{one.name}": one for board in boards for one in folders_in(board)}

    def _review(self, name: str, reader: int) -> Review:
        """The review of a draft, as it stands on disk now; HttpError where there is no such draft."""
        folder = self._folders().get(name)
        if folder is None:
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is no draft {name}.")
        review = self._reviews.get((name, reader))
        if review is None:
            review = self._reviews[name, reader] = open_review(folder, self._data, reader)
        review.read_again()
        return review

    def _list(self) -> Response:
        drafts = []
        with self._lock:
            for name in self._folders():
                try:
                    first, second = (len(places_of(self._review(name, reader))) for reader in (1, 2))
                    drafts.append({"name": name, "open": first, "again": second, "fault": ""})
                except InputError as error:
                    drafts.append({"name": name, "open": 0, "again": 0, "fault": str(error)})
        return _page(fill_template(_HERE / "drafts.html.jinja", {"drafts": drafts}, is_html=True))

    def _show(self, name: str, reader: int, at: str) -> Response:
        with self._lock:
            review = self._review(name, reader)
            places = places_of(review)
            place = place_from(review, at) if at else None
            # The second reader sees no cell but those that are to be read again.
            if place is None or (reader != 1 and place not in places):
                place = places[0] if places else None
            return _page(page_of(review, _address(name, reader), self._guard.token, place, {}, []))

    def _take(self, name: str, reader: int, form: Mapping[str, str]) -> Response:
        with self._lock:
            review = self._review(name, reader)
            place = place_from(review, form.get("at", ""))
            needs_place = form.get("do") not in ("undo", "add")
            if needs_place and (place is None or (reader != 1 and place not in places_of(review))):
                raise HttpError(HTTPStatus.CONFLICT, "The cell is not there any more: somebody has decided meanwhile.")
            outcome = decide(review, place, form)
            address = _address(name, reader)
            if outcome.problems:
                page = page_of(review, address, self._guard.token, place, form, outcome.problems)
                return _page(page, HTTPStatus.UNPROCESSABLE_ENTITY)
            at = f"?at={quote(as_address(outcome.go_to))}" if outcome.go_to else ""
            return RedirectResponse(f"{address}{at}", HTTPStatus.SEE_OTHER)


def _address(name: str, reader: int) -> str:
    return f"{_ROOT}{quote(name)}{'' if reader == 1 else '/second'}"


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(html, status, media_type="text/html")


def with_drafts(site: ASGIApp, drafts: DraftsApplication) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """A site with the reviews of drafts beside it: what the site allows other origins does not hold for them."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_review = scope["type"] == "http" and scope["path"].startswith(_ROOT)
        await (drafts if is_review else site)(scope, receive, send)

    return answer
