"""The findings over HTTP: /findings, all or those of a board, a paper or a rule."""

from __future__ import annotations

from http import HTTPStatus

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from ijb_graph.ask.questions import Parameter
from ijb_graph.check import report_formats
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import Rule
from ijb_graph.errors import nearest
from ijb_graph.serve.http_error import HttpError
from ijb_graph.serve.pages import Pages, page_response
from ijb_graph.serve.parameters import PAGE, data_links, media_of, values_of
from ijb_graph.site.site import Site

__all__ = ["FINDINGS_FORMATS", "FINDINGS_PARAMETERS", "FindingsApi"]

FINDINGS_FORMATS = {"json": "application/json", "csv": "text/csv", "ttl": "text/turtle", "html": PAGE}
FINDINGS_PARAMETERS = [
    Parameter("board", "text", "those of this authority's papers only, such as east-lothian", "", 0),
    Parameter("paper", "text", "those of this paper only, by the name of its folder", "", 0),
    Parameter("rule", "text", "those of this rule only, by its id", "", 0),
    Parameter("level", "text", "those of this level only: must, should or may", "", 0),
]


class FindingsApi:
    """Answers with what the rules find in the graph whose site ``pages`` gives; ``rules`` are all rules."""

    def __init__(self, pages: Pages, rules: list[Rule]) -> None:
        self._pages, self._rules = pages, rules

    async def __call__(self, request: Request) -> Response:
        """The findings, in the format that the client wants most."""
        media = media_of(request, FINDINGS_FORMATS, tuple(FINDINGS_FORMATS.values()))
        given = values_of(request, [one.name for one in FINDINGS_PARAMETERS], media)
        body = await to_thread.run_sync(self._pages.made, lambda site: self._written(site, given, media))
        return page_response(request, body, media, {"Vary": "Accept"})

    def _written(self, site: Site, given: dict[str, str], media: str) -> bytes:
        choices = site.choices()
        for name, value in given.items():
            known = [one for one, _ in choices[name]]
            if value not in known:
                detail = (
                    f"Parameter {name}: found {value!r}; expected one of {', '.join(known)}. {nearest(value, known)}"
                )
                raise HttpError(HTTPStatus.NOT_FOUND, detail.rstrip())
        found = [one for one in site.findings if all(getattr(one, name) == value for name, value in given.items())]
        return self._page(site, found, given) if media == PAGE else self._data(site, found, media).encode()

    def _data(self, site: Site, found: list[Finding], media: str) -> str:
        if media == FINDINGS_FORMATS["csv"]:
            return report_formats.as_csv(found)
        if media == FINDINGS_FORMATS["ttl"]:
            return report_formats.as_turtle(found, site.base)
        return report_formats.as_json(found, self._rules)

    @staticmethod
    def _page(site: Site, found: list[Finding], given: dict[str, str]) -> bytes:
        return site.live_page(
            "findings.html",
            "findings",
            findings=[one for one in found if one.acceptance is None],
            given=given,
            parameters=FINDINGS_PARAMETERS,
            choices=site.choices(),
            as_data=data_links("findings", FINDINGS_FORMATS, tuple(FINDINGS_FORMATS.values()), given),
        )
