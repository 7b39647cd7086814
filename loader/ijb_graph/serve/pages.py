"""The pages, and the data behind each address, from the graph that is served now."""

from __future__ import annotations

import gc
import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from threading import Lock
from types import MappingProxyType

import pyoxigraph
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ijb_graph.addresses import rebase, term
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine
from ijb_graph.engine.written_answer import write_triples
from ijb_graph.errors import InputError
from ijb_graph.publish.vocabulary_files import PARTS
from ijb_graph.serve.http_error import DATA_HEADERS, POLICY, HttpError, http_error_of
from ijb_graph.serve.negotiation import preferred
from ijb_graph.serve.withdrawn_source import WithdrawnSource
from ijb_graph.site.page_paths import INDEX
from ijb_graph.site.site import Site
from ijb_graph.site.thing_data import graph_data, thing_data

__all__ = ["Pages", "entity_tag", "page_response"]

_log = logging.getLogger("uvicorn.error")
_SUFFIXES = {
    ".html": "text/html",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
_OF_SITE = (
    *("text/html", "text/css", "text/javascript", "image/svg+xml"),
    *("text/csv", "text/plain", "application/atom+xml"),
)
_MEDIA = {
    **_SUFFIXES,
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".atom": "application/atom+xml",
}
# What addresses of ours begin with, after the base: things, the ontology, concepts and rules.
_NAMESPACES = ("id", "def", "scheme", "shape")
_TURTLE = pyoxigraph.RdfFormat.TURTLE
_PATH = re.compile(r"[A-Za-z0-9._~/-]+")


def entity_tag(body: bytes) -> str:
    """What names the bytes of an answer."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


class Pages:
    """Answers every address that is a page, a file of the site, a thing of the graph, a term or a rule.

    ``site`` makes the site of a graph, which takes some seconds: `warm` does it beside the requests. Until then they
    get pages of the graph before, or 503. ``withdrawn`` has the addresses that publications had.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        site: Callable[[Engine], Site],
        rules: Iterable[Rule],
        withdrawn: WithdrawnSource,
    ) -> None:
        self._engine, self._make, self._withdrawn = engine, site, withdrawn
        self._rules = {one.id: one for one in rules}
        self._lock, self._asking, self._warming = Lock(), Lock(), Lock()
        self._site: Site | None = None
        self.fault = ""
        self._made: dict[str, tuple[bytes, str]] = {}

    def warm(self) -> None:
        """Make the site of the graph that is served now, and put it in the place of the one before.

        Where it cannot be made, that one stays, ``fault`` says so, and the log why.
        """
        # One at a time: a slow one of an older graph would end last, and its pages stay.
        with self._warming:
            try:
                site = self._make(self._engine())
                site.prepare()
            except Exception as error:  # queries are answered, and the next graph is served, whatever was wrong
                if isinstance(error, InputError):
                    _log.error("The pages cannot be made; queries are answered all the same. %s", error)
                else:
                    _log.exception("The pages cannot be made; queries are answered all the same.")
                self.fault = "The pages of this graph cannot be made; the server's log says why."
                return
            with self._lock:
                self._site, self._made, self.fault = site, {}, ""
        # The site before and its graph hold each other: Python would keep them until it looks for such circles.
        gc.collect()

    @property
    def is_ready(self) -> bool:
        """Whether there are pages, or it is known that there can be none."""
        return self._site is not None or bool(self.fault)

    def _current(self) -> Site:
        """The site that there is; HttpError where there is none."""
        if self._site is None:
            if self.fault:
                raise HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, self.fault)
            detail = "The pages are being made. Ask again in a few seconds."
            raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "5"})
        return self._site

    def made(self, make: Callable[[Site], bytes]) -> bytes:
        """What a function makes of the site that there is; HttpError where there is none."""
        with self._lock:
            return make(self._current())

    def _file(self, path: str) -> tuple[bytes, str] | None:
        """A file of the site and its entity tag; HttpError where there is no site."""
        # One at a time: what a page shows is read already, and it is made once.
        with self._lock:
            site = self._current()
            if path not in self._made:
                body = site.file(path)
                if body is None:
                    return None
                self._made[path] = body, entity_tag(body)
            return self._made[path]

    def _data(self, path: str, media: str) -> bytes | None:
        """What the graph says of the thing at a path, in a format of RDF; None where it says nothing."""
        engine = self._engine()
        if path.startswith("shape/"):
            return self._shape(path.removeprefix("shape/"), engine.base, media)
        # One at a time, as an engine that asks another server wants it.
        with self._asking:
            if path.partition("/")[0] == "def":
                if path not in self._vocabulary(engine):
                    return None
                return graph_data(engine, f"{engine.base}id/graph/ontology", media)
            return thing_data(engine, engine.base + path, media)

    @staticmethod
    def _vocabulary(engine: Engine) -> set[str]:
        """The paths of the ontology and of its other files, each also with the version that the ontology states."""
        ontology = f"{engine.base}def"
        query = f"SELECT ?version {{ <{ontology}> <{term('owl:versionIRI')}> ?version }}"
        rows = engine.query(query, "the version of the ontology").rows
        versions = {
            "",
            *(row[0].value.removeprefix(ontology) for row in rows if isinstance(row[0], pyoxigraph.NamedNode)),
        }
        # The first file is that of the ontology's own address.
        return {f"def{part}{version}" for part in ("", *(f"/{one}" for one in PARTS[1:])) for version in versions}

    def _shape(self, rule: str, base: str, media: str) -> bytes | None:
        """The shape of a rule, which the graph does not hold; None where there is no such rule."""
        if rule not in self._rules:
            return None
        turtle = rebase(self._rules[rule].turtle.decode(), base)
        return write_triples((quad.triple for quad in pyoxigraph.parse(turtle.encode(), _TURTLE)), media)

    async def __call__(self, request: Request) -> Response:
        """Answer one address: a file; a thing by 303, to its page or its data; or 404."""
        try:
            return await self._answer(request)
        except InputError as error:
            raise http_error_of(error) from error

    async def _answer(self, request: Request) -> Response:
        root = request.scope.get("root_path", "")
        path = request.scope["path"].removeprefix(root).removeprefix("/") or INDEX
        stem, dot, suffix = path.rpartition(".")
        media = _MEDIA.get(dot + suffix)
        if not _PATH.fullmatch(path) or ".." in path.split("/"):
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is nothing at /{path}.")
        if media in _OF_SITE:
            # What is made already needs no thread: that is most of what is asked for.
            found = self._made.get(path) or await to_thread.run_sync(self._file, path)
            if found is not None:
                return page_response(request, found[0], media, tag=found[1])
        elif media:
            data = await to_thread.run_sync(self._data, stem, media)
            if data is not None:
                return page_response(request, data, media)
        elif path.partition("/")[0] in _NAMESPACES:
            found_at = await self._see_other(request, path)
            if found_at is not None:
                return found_at
        raise self._gone_or_missing(path, stem if media in _SUFFIXES.values() else path)

    def _gone_or_missing(self, path: str, thing: str) -> HttpError:
        """410 for an address that a publication had, with what replaced it; else 404."""
        went = self._withdrawn.by_address.get(self._engine().base + thing)
        if went is None:
            return HttpError(HTTPStatus.NOT_FOUND, f"There is nothing at /{path}.")
        when = f" on {went.day}" if went.day else ""
        detail = f"{went.uri} ({went.label or went.kind}) was withdrawn{when}. "
        if not went.replaced_by:
            return HttpError(HTTPStatus.GONE, f"{detail}Nothing is known to replace it.")
        header = {"Link": f'<{went.replaced_by}>; rel="successor-version"'}
        return HttpError(HTTPStatus.GONE, f"{detail}What replaced it:", header, replaced_by=went.replaced_by)

    async def _see_other(self, request: Request, path: str) -> Response | None:
        """A thing is no document: the answer says where its page or its data are. None where there is neither."""
        page = await to_thread.run_sync(self._page_of, path)
        has_page = bool(page)
        if not has_page and await to_thread.run_sync(self._data, path, "application/n-triples") is None:
            return None
        offers = {media: suffix for suffix, media in _SUFFIXES.items() if has_page or suffix != ".html"}
        media = preferred(", ".join(request.headers.getlist("accept")), tuple(offers))
        if media is None:
            # A browser is better served with data than with a refusal.
            media = next(iter(offers)) if "text/html" in request.headers.get("accept", "") else None
        if media is None:
            raise HttpError(HTTPStatus.NOT_ACCEPTABLE, f"This is given as {', '.join(offers)}.")
        root = request.scope.get("root_path", "")
        headers = {"Vary": "Accept"}
        place = page if media == "text/html" else f"{path}{offers[media]}"
        return RedirectResponse(f"{root}/{place}", HTTPStatus.SEE_OTHER, headers)

    def _page_of(self, path: str) -> str:
        """Where the page of a thing is, or its place on one; empty where it has none."""
        own = f"{path}.html"
        if self._file(own) is not None:
            return own
        with self._lock:
            site = self._current()
            return site.places.of(site.base + path)


def page_response(
    request: Request, body: bytes, media: str, further: Mapping[str, str] = MappingProxyType({}), tag: str = ""
) -> Response:
    """A page or data, with ``further`` headers: nothing of it where the client has it already, by its entity tag."""
    tag = tag or entity_tag(body)
    headers = {
        "ETag": tag,
        "Cache-Control": "max-age=0, must-revalidate",
        "X-Content-Type-Options": "nosniff",
        **further,
    }
    if media not in ("text/html", "text/css", "text/javascript"):
        # A page says itself whether search engines may list it; data have no place to say so.
        headers |= DATA_HEADERS
    if media == "text/html":
        headers |= {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    wanted = request.headers.get("if-none-match", "")
    if wanted == "*" or tag in wanted:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media, headers=headers)
