"""The page of findings: whole by itself, readable without scripts, and tried in a browser."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.check.findings import Acceptance, Finding
from ijb_graph.check.report_html import PageData, as_html, read_page_data
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from rule_cases import ALL_RULES

RULES = ALL_RULES
JUDGE = next(rule for rule in RULES if rule.validates_acceptances)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
EMPTY = {"meta", "link", "input", "br", "img"}
ODD = """<script>alert("1")</script> & 'it' {{ 7 * 6 }}"""


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    own: str = ""

    @property
    def text(self) -> str:
        return self.own + " ".join(child.text for child in self.children)

    def all(self, name: str = "") -> list[Element]:
        here = [child for child in self.children if name in ("", child.name)]
        return here + [one for child in self.children for one in child.all(name)]


class Reader(HTMLParser):
    """Reads a page into elements; one that is closed by another's end tag is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open = [Element("page", {})]
        self.feed(text)
        assert [one.name for one in self.open] == ["page"], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(attrs) == len(element.attributes), f"an attribute twice on {tag}"
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].own += data


@pytest.fixture(scope="module")
def facts(engine: Embedded) -> PageData:
    return read_page_data(engine, PROJECT.queries)


@pytest.fixture(scope="module")
def found(engine: Embedded) -> list[Finding]:
    return check(engine, RULES)


@pytest.fixture(scope="module")
def findings(found: list[Finding]) -> list[Finding]:
    """The project's findings: one of them odd, one accepted, and an acceptance of something that has vanished."""
    odd = replace(found[0], subject=ODD, message=f"MUST: {ODD}")
    acceptance = Acceptance("x:", "", "", "", "", "", "", f"Known: {ODD}", "Audit Committee, item 4", "2020-03-02")
    accepted = replace(found[1], acceptance=acceptance)
    gone = replace(found[2], rule=JUDGE.id, level="must", subject="direction-measure: D99", message="It MUST fit.")
    return [gone, odd, accepted, *found[2:]]


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


def test_every_finding_is_there_with_all_that_it_says(tree: Element, findings: list[Finding]) -> None:
    """Who, what, lines, rule in words, basis and how sure it is, what to do; all of it visible without a script."""
    shown: Counter[tuple[str, ...]] = Counter()
    for group in not_empty(tree.all("section")):
        if "rule" not in group.attributes.get("class", "").split():
            continue
        title = next(one.text for one in group.children if one.name == "h5")
        basis = next(one.text for one in group.children if one.attributes.get("class") == "basis")
        for block in not_empty(
            one for one in (group, *group.children) if "ul" in [child.name for child in one.children]
        ):
            said = [one.own for one in block.children if one.attributes.get("class") == "do"]
            for one in not_empty(item for ul in block.children if ul.name == "ul" for item in ul.children):
                parts = {part.attributes.get("class", ""): part.own for part in one.all()}
                (message,) = said or [parts["do"]]
                at = one.attributes
                assert at["data-paper"].startswith(f"{at['data-board']} ")
                key = (at["data-level"], at["data-rule"], at["data-paper"], parts["subject"], parts.get("lines", ""))
                shown[(*key, message)] += 1
                rule = next(rule for rule in RULES if rule.id == at["data-rule"])
                assert rule.title in title
                assert all(part in basis for part in (rule.id, "Rests on"))
                (source,) = {one.basis for one in findings if one.rule == rule.id}
                for part in source.split("; "):
                    assert all(word in basis for word in part.rstrip(")").rsplit(" (", 1)), part
    expected = Counter(
        (one.level, one.rule, f"{one.board} {one.paper}", one.subject, _lines(one.lines), one.message)
        for one in findings
        if one.rule != JUDGE.id
    )
    assert shown == expected
    assert [one.name for one in tree.all() if "hidden" in one.attributes] == ["form"]


def _lines(lines: str) -> str:
    return f"line{'' if lines.isdecimal() else 's'} {lines}" if lines else ""


def test_boards_and_papers_are_headings_and_what_matters_comes_first(tree: Element, facts: PageData) -> None:
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
    assert boards == sorted({head.board_name for head in facts.papers})
    for paper in not_empty(one for one in tree.all("section") if one.attributes.get("class") == "paper"):
        levels = [one.attributes["class"].split()[1] for one in paper.children if one.name == "section"]
        assert levels == sorted(levels, key=["must", "should", "may"].index)


def _markup(tree: Element) -> str:
    """The page in document order, with headings as elements: ``Element.all`` goes level by level."""
    inside = tree.own + "".join(_markup(child) for child in tree.children)
    return f"<{tree.name}>{inside}</{tree.name}>" if re.fullmatch("h[1-6]", tree.name) else inside


def test_what_a_finding_says_is_text_and_never_markup(page: str, tree: Element) -> None:
    assert ODD not in page
    assert len(tree.all("script")) == 1
    assert sum(one.own == ODD for one in tree.all("span")) == 1
    assert any(ODD in one.own for one in tree.all("p") if one.attributes.get("class") == "reason")
    assert "alert" in unescape(page)


def test_accepted_findings_have_reason_and_decision_and_stale_ones_come_first(tree: Element, page: str) -> None:
    (reason,) = [one for one in tree.all("p") if one.attributes.get("class") == "reason"]
    assert reason.text.split()[-1] == "ACCEPTED" or "ACCEPTED" in reason.text
    assert "Audit Committee, item 4" in reason.text
    assert [one.attributes["datetime"] for one in reason.all("time")] == ["2020-03-02"]
    assert page.index("Look here first: 1 acceptance does not fit one finding") < page.index('<h2 id="findings"')
    assert page.index("direction-measure: D99") < page.index('<h2 id="findings"')


def test_counts_are_those_of_the_findings(tree: Element, findings: list[Finding], facts: PageData) -> None:
    (table,) = [one for one in tree.all("table") if one.attributes.get("class") == "counts"]
    rows = [[cell.own for cell in row.children] for row in table.all("tr")]

    def counted(some: list[Finding]) -> list[str]:
        counts = Counter("accepted" if one.acceptance else one.level for one in some)
        return [str(counts[name] or "–") for name in ("must", "should", "may", "accepted")]

    assert rows[0] == ["Paper", "MUST", "SHOULD", "MAY", "accepted"]
    assert [row[1:] for row in rows[1:-1]] == [
        counted([one for one in findings if (one.board, one.paper) == (head.board, head.slug)]) for head in facts.papers
    ]
    assert rows[-1] == ["All", *counted(findings)]


def test_completeness_is_what_the_question_answers(tree: Element, engine: Embedded) -> None:
    query = (PROJECT.queries / "completeness" / "query.rq").read_text(encoding="utf-8")
    answer = [[term.value if term else "" for term in row] for row in engine.query(query, "completeness").rows]
    tables = [one for one in tree.all("table") if one.attributes.get("class") == "completeness"]
    assert len(tables) == len({(row[0], row[1]) for row in answer})
    shown = [
        [cell.own.strip() for cell in row.children] for table in tables for row in table.all("tr") if row.all("td")
    ]
    assert [(row[0].split()[0], row[2], row[3]) for row in shown] == [
        (code, level, missing or "nothing: complete") for _, _, code, level, missing in answer
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
    assert "What the rule <strong>A direction SHOULD have something measurable</strong> finds" in one_rule
    empty = as_html([], RULES, facts)
    assert "Nothing was found." in empty
    Reader(empty)


def test_people_who_use_a_keyboard_or_a_screen_reader_are_not_left_out(page: str, tree: Element) -> None:
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    links = {one.attributes["href"][1:] for one in tree.all("a") if one.attributes["href"].startswith("#")}
    named = {one.attributes.get("aria-labelledby") for one in tree.all("section")} - {None}
    assert links | named <= set(ids)
    labelled = {one.attributes["for"] for one in tree.all("label")}
    assert {one.attributes["id"] for one in [*tree.all("select"), *tree.all("input")]} == labelled
    assert {one.text for one in tree.all("label")} == {"Board", "Paper", "Level", "Rule", "Words"}
    assert all(one.attributes.get("scope") in ("col", "row") for one in not_empty(tree.all("th")))
    assert len(tree.all("table")) == len(tree.all("caption"))
    assert 'lang="en"' in page
    assert 'role="status"' in page
    assert "focus-visible" in page


def test_colours_can_be_read(page: str) -> None:
    """WCAG AA: at least 4.5 to 1, for text on the page, on its grey panels, and white on the badges."""
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", page))

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    assert round(contrast("#000", "#ffffff")) == 21
    for ink in ("ink", "soft", "link"):
        for ground in ("paper", "wash"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for badge in ("must", "should", "may", "ok", "soft"):
        assert contrast("#fff", colours[badge]) >= 4.5, badge


def browse(page: str, script: str, folder: Path, width: int = 1200) -> Any:
    """What a script finds on the page in a real browser; ``out`` is what it returns, as JSON."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    probe = f"""<script>(async () => {{
      const out = {{}};
      const later = () => new Promise((done) => setTimeout(done, 20));
      try {{ {script} }} catch (error) {{ out.error = String(error) }}
      const pre = document.createElement("pre"); pre.id = "probe"; pre.textContent = JSON.stringify(out);
      document.body.append(pre) }})()</script></body>"""
    file = folder / "page.html"
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += [f"--window-size={width},900", "--virtual-time-budget=5000", "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    match = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert match, done.stderr[-2000:]
    out = json.loads(unescape(match[1]))
    assert "error" not in out, out["error"]
    return out


VISIBLE = """
  const visible = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
  const seen = () => [...document.querySelectorAll("[data-finding]")].filter(visible).map((one) => one.dataset);
  const keys = (key) => [...new Set(seen().map((one) => one[key]))].sort();
  const form = document.getElementById("filters");
  const set = (name, value) => { form.elements[name].value = value;
    form.elements[name].dispatchEvent(new Event("input", { bubbles: true })) };
  const status = () => document.getElementById("shown").textContent;
  const headings = (level) => [...document.querySelectorAll(level)].filter(visible).length;
"""


@pytest.mark.slow
def test_filters_in_a_browser(page: str, findings: list[Finding], tmp_path: Path) -> None:
    """Each filter shows its findings and no other, says how many, and hides the headings above nothing."""
    script = (
        VISIBLE
        + """
      out.before = [seen().length, status(), visible(form), headings("h3")];
      set("board", "midlothian"); out.board = [seen().length, keys("board"), status(), headings("h3")];
      set("level", "may"); out.both = [seen().length, status(), headings("h4"), headings("h5")];
      form.querySelector("[type=reset]").click(); await later(); out.reset = [seen().length, status()];
      set("paper", "edinburgh 2020-02-04-integration-reviews-update");
      out.paper = [seen().length, keys("paper"), document.querySelectorAll("[data-of-board]:not([hidden])").length];
      form.reset(); await later();
      set("level", "must"); out.level = [seen().length, keys("level")];
      form.reset(); await later();
      set("rule", "direction-measure"); out.rule = [seen().length, keys("rule"), headings("h5")];
      out.count = document.querySelector(".rule:not([hidden]) [data-count]").textContent;
      form.reset(); await later();
      set("words", "  SDS  implementation "); out.words = keys("board"); out.wordsShown = seen().length;
      out.status = status();
      set("words", "counted or measured"); out.saidOfSeveral = [seen().length, keys("rule")];
      out.resources = performance.getEntriesByType("resource").length;
    """
    )
    out = browse(page, script, tmp_path)
    listed = [one for one in findings if one.rule != JUDGE.id]
    boards = len({one.board for one in listed})
    midlothian = [one for one in listed if one.board == "midlothian"]
    may = [one for one in midlothian if one.level == "may"]
    update = [one for one in listed if one.paper == "2020-02-04-integration-reviews-update"]
    measure = [one for one in listed if one.rule == "direction-measure"]
    total = len(listed)
    assert out["before"] == [total, f"All {total} findings shown", True, boards]
    of_midlothian = f"{len(midlothian)} of {total} findings shown: Midlothian Integration Joint Board"
    assert out["board"] == [len(midlothian), ["midlothian"], of_midlothian, 1]
    assert out["both"] == [
        len(may),
        f"{len(may)} of {total} findings shown: Midlothian Integration Joint Board; MAY",
        len({one.paper for one in may}),
        len({one.rule for one in may}),
    ]
    assert out["reset"] == [total, f"All {total} findings shown"]
    assert out["paper"] == [len(update), ["edinburgh 2020-02-04-integration-reviews-update"], 0]
    assert out["level"] == [sum(one.level == "must" for one in listed), ["must"]]
    papers = len({(one.board, one.paper) for one in measure})
    assert out["rule"] == [len(measure), ["direction-measure"], papers]
    first = sorted({(one.board, one.paper) for one in measure})[0]
    assert out["count"] == f"{sum((one.board, one.paper) == first for one in measure)} findings"
    sds = [
        one
        for one in listed
        if all(word in f"{one.subject} {one.message}".lower() for word in ("sds", "implementation"))
    ]
    assert (out["words"], out["wordsShown"]) == (["east-lothian"], len(sds))
    assert out["status"] == f"{len(sds)} of {total} findings shown: the words sds, implementation"
    assert out["saidOfSeveral"] == [len(measure), ["direction-measure"]]
    assert out["resources"] == 0


@pytest.mark.slow
def test_a_narrow_window_and_paper(page: str, tmp_path: Path) -> None:
    """On a telephone nothing sticks out; in print there are no filters, and there is room for a pen."""
    script = f"""{VISIBLE}
      const phone = document.createElement("iframe");
      phone.style.width = "360px";
      const copy = document.documentElement.cloneNode(true);
      for (const script of copy.querySelectorAll("script")) script.remove();
      phone.srcdoc = "<!doctype html>" + copy.outerHTML;
      document.body.append(phone);
      await new Promise((done) => {{ phone.onload = done }});
      const root = phone.contentDocument.documentElement;
      out.narrow = [root.clientWidth < 361, root.scrollWidth - root.clientWidth];
      phone.remove();
      // A headless browser cannot be asked how print looks, so the rules for print are made those of the screen.
      const sheet = document.styleSheets[0];
      const print = [...sheet.cssRules].find((rule) => rule.media?.mediaText === "print");
      for (const rule of print.cssRules)
        if (rule instanceof CSSStyleRule) sheet.insertRule(rule.cssText, sheet.cssRules.length);
      out.print = [visible(form), visible(document.querySelector(".pen")), visible(document.querySelector("footer"))];
      out.line = getComputedStyle(document.querySelector("[data-finding] .thing"), "::after").borderBottomStyle;
      out.box = getComputedStyle(document.querySelector(".accepted .box")).display;
      out.all = seen().length === document.querySelectorAll("[data-finding]").length;
    """
    assert browse(page, script, tmp_path) == {
        "narrow": [True, 0],
        "print": [False, True, False],
        "line": "dotted",
        "box": "none",
        "all": True,
    }
    # Planted: something wider than the window is seen.
    planted = page.replace("<footer>", '<p style="width: 500px">wide</p><footer>')
    assert browse(planted, script, tmp_path)["narrow"][1] > 100
