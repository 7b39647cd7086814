"""The page of findings: whole by itself, and readable without scripts."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from assertions import not_empty
from conftest import PROJECT
from findings_page import JUDGE, ODD, Element, Reader, contrast, with_odd_ones
from ijb_graph.check.acceptances import fitting
from ijb_graph.check.findings import DEMAND_NAMES, Acceptance, Finding, finding_address, quote_parts
from ijb_graph.check.page_layout import words_apart
from ijb_graph.check.report_html import PageData, as_html, read_page_data
from ijb_graph.check.rules import DEMANDS
from ijb_graph.check.worklist import FIRST_ITEMS
from ijb_graph.engine import Embedded
from rule_cases import ALL_RULES

RULES = ALL_RULES


@pytest.fixture(scope="module")
def facts(engine: Embedded) -> PageData:
    return read_page_data(engine, PROJECT.queries)


@pytest.fixture(scope="module")
def found(all_findings: tuple[Finding, ...]) -> list[Finding]:
    return list(all_findings)


@pytest.fixture(scope="module")
def findings(found: list[Finding]) -> list[Finding]:
    return with_odd_ones(found)


@pytest.fixture(scope="module")
def page(findings: list[Finding], facts: PageData) -> str:
    return as_html(findings, RULES, facts)


@pytest.fixture(scope="module")
def tree(page: str) -> Element:
    return Reader(page).open[0]


def test_nothing_is_loaded_from_elsewhere(page: str, tree: Element) -> None:
    assert not any({"src", "srcset", "action", "data"} & set(one.attributes) for one in tree.all())
    assert not {one.name for one in tree.all()} & {"link", "img", "iframe", "object", "embed", "base"}
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", page)
    away = {one.attributes["href"] for one in tree.all("a") if not one.attributes["href"].startswith("#")}
    assert away
    assert all(address.startswith("http://www.legislation.gov.uk/id/") for address in not_empty(away))


def _clauses(text: str) -> Counter[str]:
    return Counter(one.rstrip(".;") for one in re.split(r"(?<=[.!?;])\s+", " ".join(text.split())) if one)


def _shown(item: Element, entry: Element) -> tuple[str, str, str]:
    """Subject, place and message of a finding as a reader finds them: some of it stands above, for several at once."""
    own = [one.text for one in entry.of_class("said")]
    alike = [block for block in item.of_class("alike") if entry in block.all("li")]
    above = [one.text for block in alike for one in block.of_class("own")]
    asked = [one.text for block in item.of_class("asked") if entry in block.all("li") for one in block.of_class("task")]
    shared = [one.text for line in item.of_class("shared") for one in line.of_class("said")]
    (heading,) = item.all("h6")
    (subject,) = entry.of_class("subject") or heading.of_class("subject")
    lines = entry.of_class("lines") or (heading.of_class("lines") if heading.of_class("subject") else [])
    return subject.text, "".join(one.text for one in lines), " ".join([*own, *above, *asked, *shared])


def test_every_finding_is_there_with_all_that_it_says(tree: Element, findings: list[Finding], facts: PageData) -> None:
    """Who, lines, what demands it, the texts it rests on, what to do, the quotation; all of it without a script."""
    listed = [one for one in findings if one.rule != JUDGE.id]
    by_address = {finding_address(one, facts.base): one for one in listed}
    assert len(by_address) == len(listed)
    seen, quoted = [], 0
    for paper in not_empty(tree.of_class("paper")):
        for item in not_empty(paper.of_class("item")):
            for entry in not_empty(one for one in item.all("li")):
                one = by_address[entry.attributes["data-finding"]]
                seen.append(one)
                subject, lines, message = _shown(item, entry)
                assert (subject, lines) == (one.subject, _lines(one.lines))
                assert _clauses(message) == _clauses(one.message)
                said = f"{item.text} {entry.text}"
                if one.kind and one.lines and not item.of_class("shared") and not entry.of_class("subject"):
                    assert [kind.text for kind in item.of_class("kind")] == [f"{one.kind},"]
                line = next(block for block in (entry, item) if block.of_class("source"))
                assert line.of_class("badge")[0].text == DEMAND_NAMES[one.demanded_by]
                source = line.of_class("source")[0]
                links = {link.attributes["href"]: link.text for link in source.all("a")}
                assert links[f"#rule-{one.rule}"] == one.rule
                for basis in not_empty(one.bases):
                    is_text = basis.status not in ("good-governance", "data-integrity")
                    assert links.get(f"#basis-{basis.id}") == (basis.source if is_text else None)
                assert bool([*source.of_class("reading"), *entry.of_class("reading")]) == one.by_reading
                assert [block.text for block in entry.of_class("why")] == (
                    [f"Our reading: {' '.join(one.reasons)}"] if one.reasons else []
                )
                assert all(part in said for part in not_empty(quote_parts(one.quote)))
                quoted += bool(quote_parts(one.quote)[1])
                assert entry.attributes["id"] == "-".join(entry.attributes["data-finding"].split("/")[-2:])
                data = {
                    name: entry.attributes[f"data-{name}"] for name in ("board", "paper", "rule", "level", "demand")
                }
                expected = (one.board, f"{one.board} {one.paper}", one.rule, one.level, one.demanded_by)
                assert tuple(data.values()) == expected
    assert quoted
    assert Counter(seen) == Counter(one for one in listed if not one.acceptance)
    assert {one.name for one in tree.all() if "hidden" in one.attributes} == {"form"}


def _lines(lines: str) -> str:
    return f"line{'' if lines.isdecimal() else 's'} {lines}" if lines else ""


def test_each_rule_and_basis_is_explained_once(tree: Element, findings: list[Finding]) -> None:
    by_id = {rule.id: rule for rule in RULES}
    rows = {row.attributes.get("id", ""): row.text for row in tree.all("tr")}
    for one in not_empty(findings):
        if one.rule == JUDGE.id:
            continue
        row = rows[f"rule-{one.rule}"]
        assert all(part in row for part in (by_id[one.rule].title, one.rule, by_id[one.rule].why))
        for basis in not_empty(one.bases):
            assert basis.source in row
            assert basis.status.replace("-", " ") in row
            assert basis.demand in rows[f"basis-{basis.id}"]


def test_the_items_of_a_paper_go_by_rank_in_their_parts(tree: Element, findings: list[Finding]) -> None:
    """First what fills a screen, the rest, what is for other authors; the appendix, folded; then what is accepted."""
    order = ["first", "rest", "national", "appendix", "accepted"]
    parts_seen = set()
    for paper in not_empty(tree.of_class("paper")):
        parts = [one for one in paper.children if "part" in one.classes]
        names = [one.classes[1] for one in parts]
        assert names == [one for one in order if one in names]
        parts_seen |= set(names)
        ranks = [int(one.text.rstrip(".")) for part in parts for one in _in_order(part, "rank")]
        assert ranks == sorted(set(ranks))
        for part in not_empty(parts):
            number = len(part.of_class("item"))
            sections = {one.attributes["data-section"] for one in part.all("li")}
            assert sections == {{"first": "main", "rest": "main"}.get(part.classes[1], part.classes[1])}
            assert (part.name == "details") == (part.classes[1] == "appendix")
            assert "open" not in part.attributes
            if part.classes[1] == "first" and "rest" in names:
                assert number == FIRST_ITEMS
    assert parts_seen == set(order)
    causes = [one for one in tree.of_class("item") if one.of_class("shared")]
    for item in not_empty(causes):
        assert len({entry.attributes["data-rule"] for entry in item.all("li")}) == 1
    items = {(one.board, one.paper, one.rank) for one in findings if one.rank and one.rule != JUDGE.id}
    assert len(tree.of_class("item")) == len(items)


def _in_order(tree: Element, name: str) -> list[Element]:
    """The elements of a class, in the order of the document."""
    below = [one for child in tree.children for one in _in_order(child, name)]
    return ([tree] if name in tree.classes else []) + below


def test_an_acceptance_that_the_page_writes_fits_one_finding(tree: Element, findings: list[Finding]) -> None:
    """Its words tell a finding from those of the same rule, subject and lines."""
    several = 0
    for entry in not_empty(one for item in tree.of_class("item") for one in item.all("li")):
        at = {name: entry.attributes[f"data-{name}"] for name in ("rule", "subject", "lines", "words")}
        board, _, paper = entry.attributes["data-paper"].partition(" ")
        written = Acceptance("x:", at["rule"], board, paper, at["subject"], at["lines"], at["words"], "", "", "")
        fits = fitting([written], findings)[written]
        assert len({one.message for one in fits}) == 1
        several += bool(at["words"])
    assert several


def test_words_apart_are_few_and_in_no_other_message() -> None:
    assert words_apart("It is late.", []) == ""
    assert words_apart("The lead is Ann Low.", ["The lead is Bob Low.", "No lead is named."]) == "Ann"
    assert words_apart("It is due in May 2020", ["It was in May; due 2020", "May is due in"]) == "It is"
    assert words_apart("the same", ["the same"]) == "the same"


def test_boards_and_papers_are_headings(tree: Element, facts: PageData) -> None:
    headings = [
        (int(one.name[1]), " ".join(one.text.split())) for one in tree.all() if re.fullmatch("h[1-6]", one.name)
    ]
    document_order = [
        (int(level), " ".join(re.sub("<[^>]*>", " ", text).split()))
        for level, text in re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", _markup(tree), flags=re.DOTALL)
    ]
    assert len(document_order) == len(headings)
    for (above, _), (below, name) in not_empty(itertools.pairwise(document_order)):
        assert below <= above + 1, f"{name} skips a level"
    assert [text for level, text in document_order if level == 1] == ["Findings in board papers"]
    boards = [text for level, text in document_order if level == 3]
    assert boards == [*sorted({head.board_name for head in facts.papers}), "Of no single paper"]


def _markup(tree: Element) -> str:
    """The page in document order, with headings as elements: ``Element.all`` goes level by level."""
    inside = tree.own + "".join(_markup(child) for child in tree.children)
    return f"<{tree.name}>{inside}</{tree.name}>" if re.fullmatch("h[1-6]", tree.name) else inside


def test_what_a_finding_says_is_text_and_never_markup(page: str, tree: Element) -> None:
    assert ODD not in page
    assert len(tree.all("script")) == 1
    assert any(one.own == ODD for one in tree.of_class("subject"))
    assert any(ODD in one.own for one in tree.all("blockquote"))
    assert any(ODD in one.own for one in tree.all("p") if one.attributes.get("class") == "reason")
    assert "alert" in unescape(page)


def test_accepted_findings_have_reason_and_decision_and_stale_ones_come_first(
    tree: Element, page: str, findings: list[Finding]
) -> None:
    (reason,) = [one for one in tree.all("p") if one.attributes.get("class") == "reason"]
    (accepted,) = [one for one in tree.all("li") if one.attributes.get("data-section") == "accepted"]
    (one,) = [one for one in findings if one.acceptance]
    assert [badge.text for badge in accepted.of_class("badge")] == ["accepted", DEMAND_NAMES[one.demanded_by]]
    assert all(part in accepted.text for part in (one.subject, one.message, _lines(one.lines), reason.own.strip()))
    assert "Audit Committee, item 4" in reason.text
    assert [one.attributes["datetime"] for one in reason.all("time")] == ["2020-03-02"]
    assert page.index("Look here first: 1 acceptance does not fit one finding") < page.index('<h2 id="findings"')
    assert page.index("direction-measure: D99") < page.index('<h2 id="findings"')


def test_counts_are_those_of_the_findings(tree: Element, findings: list[Finding], facts: PageData) -> None:
    (table,) = [one for one in tree.all("table") if one.attributes.get("class") == "counts"]
    rows = [[cell.own for cell in row.children] for row in table.all("tr")]

    listed = [one for one in findings if one.rule != JUDGE.id]
    aside = [one for one in listed if not one.acceptance and one.section == "appendix"]
    open_ones = [one for one in listed if not one.acceptance and one.section != "appendix"]
    demands = [one for one in DEMANDS if any(one == finding.demanded_by for finding in open_ones)]

    def counted(paper: tuple[str, str] | None) -> list[str]:
        def of(some: list[Finding]) -> list[Finding]:
            return [one for one in some if paper in (None, (one.board, one.paper))]

        items = {(one.board, one.paper, one.rank) for one in of(open_ones)}
        by_demand = [sum(one.demanded_by == demand for one in of(open_ones)) for demand in demands]
        accepted = [one for one in of(listed) if one.acceptance]
        numbers = [len(items), len(of(open_ones)), *by_demand, len(of(aside)), len(accepted)]
        return [str(number or "–") for number in numbers]

    names = [DEMAND_NAMES[one] for one in demands]
    assert rows[0] == ["Paper", "items", "findings", *names, "appendix", "accepted"]
    papers = [*((head.board, head.slug) for head in facts.papers), ("", "")]
    assert [row[1:] for row in rows[1:-1]] == [counted(paper) for paper in papers]
    assert rows[-1] == ["All", *counted(None)]
    glance = dict(zip(demands, tree.of_class("number"), strict=True))
    assert {name: one.text for name, one in glance.items()} == dict(zip(demands, rows[-1][3:-2], strict=True))


def test_completeness_is_what_the_question_answers(tree: Element, engine: Embedded) -> None:
    query = (PROJECT.queries / "completeness" / "query.rq").read_text(encoding="utf-8")
    answer = [[term.value if term else "" for term in row] for row in engine.query(query, "completeness").rows]
    tables = [one for one in tree.all("table") if one.attributes.get("class") == "completeness"]
    assert len(tables) == len({(row[0], row[1]) for row in answer})
    shown = [
        [cell.own.strip() for cell in row.children] for table in tables for row in table.all("tr") if row.all("td")
    ]
    assert [(row[0].split()[0], row[2], row[3]) for row in shown] == [
        (code, level, missing or "nothing: complete") for _, _, code, level, missing, *_ in answer
    ]


def test_a_narrowed_page_tells_of_what_was_asked_for_only(engine: Embedded, found: list[Finding]) -> None:
    board = "east-lothian"
    facts = read_page_data(engine, PROJECT.queries, board)
    page = as_html([one for one in found if one.board == board], RULES, facts, date(2021, 2, 3))
    assert "judged as of <strong>3 February 2021</strong>" in page
    papers = len(facts.papers)
    assert f"{papers} paper{'s' if papers > 1 else ''} of 1 board" in page
    assert papers < len(read_page_data(engine, PROJECT.queries).papers)
    assert "Midlothian Integration" not in page
    assert [one.slug for one in read_page_data(engine, PROJECT.queries, paper="2019-10-31-directions").papers] == [
        "2019-10-31-directions"
    ]
    one_rule = as_html([], RULES, facts, only="direction-measure")
    assert next(f"What the rule <strong>{one.title}<" for one in RULES if one.id == "direction-measure") in one_rule
    empty = as_html([], RULES, facts)
    assert "Nothing was found." in empty
    assert not Reader(empty).open[0].of_class("item")


def test_people_who_use_a_keyboard_or_a_screen_reader_are_not_left_out(page: str, tree: Element) -> None:
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    links = {one.attributes["href"][1:] for one in tree.all("a") if one.attributes["href"].startswith("#")}
    named = {one.attributes.get("aria-labelledby") for one in tree.all("section")} - {None}
    assert links | named <= set(ids)
    labelled = {one.attributes["for"] for one in tree.all("label")}
    assert {one.attributes["id"] for one in [*tree.all("select"), *tree.all("input")]} == labelled
    (filters,) = [one for one in tree.all("form") if one.attributes.get("id") == "filters"]
    names = ["Board", "Paper", "Demanded by", "Level", "Rule", "Words", "Hide what is ticked"]
    assert sorted(one.text for one in filters.all("label")) == sorted(names)
    for table in not_empty(tree.of_class("wide")):
        # What scrolls sideways can be reached with the keyboard, and has a name.
        assert table.attributes["tabindex"] == "0"
        assert table.attributes["aria-labelledby"] in ids
    assert all(one.attributes.get("scope") in ("col", "row") for one in not_empty(tree.all("th")))
    assert len(tree.all("table")) == len(tree.all("caption"))
    assert 'lang="en"' in page
    assert 'role="status"' in page
    assert "focus-visible" in page


def test_colours_can_be_read(page: str) -> None:
    """WCAG AA, light and dark: 4.5 to 1 for text on every ground and in every badge; 3 to 1 for the edges of fields."""
    assert round(contrast("#000", "#ffffff")) == 21
    light, dark = (
        dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", part)) for part in re.findall(r":root \{([^}]*)\}", page)
    )
    assert set(light) == set(dark)
    badges = dict(re.findall(r"\.badge\.([\w-]+) \{ background: var\(--(\w+)\) \}", page))
    assert set(badges) == {*DEMAND_NAMES, "ok"}
    for colours in (light, dark):
        for ink in ("ink", "soft", "link"):
            for ground in ("paper", "wash", "here"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for badge in (*badges.values(), "soft"):
            assert contrast(colours["badge"], colours[badge]) >= 4.5, badge
        assert contrast(colours["law"], colours["paper"]) >= 4.5
        assert min(contrast(colours["edge"], colours[ground]) for ground in ("paper", "wash")) >= 3
