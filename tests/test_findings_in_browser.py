"""The page of findings in a browser: its filters, a narrow window, and print."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from assertions import not_empty
from conftest import PROJECT
from findings_page import JUDGE, with_odd_ones
from ijb_graph.check.acceptances import fitting
from ijb_graph.check.findings import Acceptance, Finding, finding_address
from ijb_graph.check.report_html import as_html, read_page_data
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.records.schema import read_schema
from places import CHROMIUM
from rule_cases import ALL_RULES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def findings(engine: Embedded) -> list[Finding]:
    return with_odd_ones(check(engine, ALL_RULES))


@pytest.fixture(scope="module")
def page(engine: Embedded, findings: list[Finding]) -> str:
    return as_html(findings, ALL_RULES, read_page_data(engine, PROJECT.queries))


def browse(page: str, script: str, folder: Path, address: str = "", width: int = 1200) -> Any:
    """What a script finds on the page in a real browser; ``out`` is what it returns, as JSON.

    ``address`` is what the page's own ends with. What the browser keeps lies in the folder.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    probe = f"""<script>(async () => {{
      const out = {{}};
      try {{ {script} }} catch (error) {{ out.error = String(error) }}
      const pre = document.createElement("pre"); pre.id = "probe"; pre.textContent = JSON.stringify(out);
      document.body.append(pre) }})()</script></body>"""
    file = folder / "page.html"
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += [f"--window-size={width},900", "--virtual-time-budget=5000", "--dump-dom", file.as_uri() + address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    match = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert match, done.stderr[-2000:]
    out = json.loads(unescape(match[1]))
    assert "error" not in out, out["error"]
    return out


VISIBLE = """
  const visible = (node) => node.checkVisibility({ visibilityProperty: true });
  const seen = () => [...document.querySelectorAll("[data-finding]")].filter(visible).map((one) => one.dataset);
  const keys = (key) => [...new Set(seen().map((one) => one[key]))].sort();
  const form = document.getElementById("filters");
  const set = (name, value) => { form.elements[name].value = value;
    form.elements[name].dispatchEvent(new Event("input", { bubbles: true })) };
  const status = () => document.getElementById("shown").textContent;
  const number = (selector) => [...document.querySelectorAll(selector)].filter(visible).length;
  const unfold = () => { for (const one of document.querySelectorAll("details")) one.open = true };
  const settled = () => new Promise((done) => setTimeout(done, 100));
  const entry = (address) => document.querySelector(`[data-finding="${address}"]`);
"""


def _listed(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.rule != JUDGE.id]


def _status(listed: list[Finding], some: list[Finding], names: str = "") -> str:
    """What the page says of what is shown: the appendices and what is accepted are counted apart."""

    def main(found: list[Finding]) -> int:
        return sum(not one.acceptance and one.section != "appendix" for one in found)

    aside = sum(not one.acceptance and one.section == "appendix" for one in some)
    accepted = sum(1 for one in some if one.acceptance)
    total = f"{main(listed)} findings shown"
    parts = [f"{main(some)} of {total}" if names else f"All {total}"]
    parts += [f"{aside} in the appendices"] if aside else []
    parts += [f"{accepted} accepted"] if accepted else []
    return ", ".join(parts) + (f": {names}" if names else "")


def test_filters_in_a_browser(page: str, findings: list[Finding], tmp_path: Path) -> None:
    """Each filter shows its findings and no other, says how many, and hides the headings above nothing."""
    script = (
        VISIBLE
        + """
      out.folded = number("details .item"); unfold();
      out.before = [seen().length, status(), visible(form), number("h3")];
      set("board", "midlothian"); out.board = [seen().length, keys("board"), status(), number("h3")];
      set("level", "may"); out.both = [seen().length, status(), number("h4"), number(".item")];
      form.querySelector("[type=reset]").click(); await settled(); out.reset = [seen().length, status()];
      set("paper", "edinburgh 2020-02-04-integration-reviews-update");
      out.paper = [seen().length, keys("paper"), document.querySelectorAll("[data-of-board]:not([hidden])").length];
      form.reset(); await settled();
      set("demand", "law"); out.demand = [seen().length, keys("demand")];
      form.reset(); await settled();
      set("rule", "RULE"); out.rule = [seen().length, keys("rule"), number(".item")];
      const counts = document.querySelectorAll(".paper:not([hidden]) > * > [data-count]");
      out.counts = [...counts].map((one) => one.textContent);
      form.reset(); await settled();
      set("words", "  SDS  implementation "); out.words = keys("board"); out.wordsShown = seen().length;
      out.status = status();
      set("words", "counted or measured"); out.saidOfSeveral = [seen().length, keys("rule")];
      set("words", "no such words anywhere"); out.none = [seen().length, number("h3"), status()];
      out.resources = performance.getEntriesByType("resource").length;
    """
    )
    listed = _listed(findings)
    often = Counter(one.rule for one in listed if one.rank and one.section == "main").most_common(1)[0][0]
    out = browse(page, script.replace("RULE", often), tmp_path)
    boards = len({one.board for one in listed})
    midlothian = [one for one in listed if one.board == "midlothian"]
    may = [one for one in midlothian if one.level == "may"]
    update = [one for one in listed if one.paper == "2020-02-04-integration-reviews-update"]
    measure = [one for one in listed if one.rule == "direction-measure"]
    of_often = [one for one in listed if one.rule == often]
    board = "Midlothian Integration Joint Board"
    assert out["folded"] == 0
    assert out["before"] == [len(listed), _status(listed, listed), True, boards]
    assert out["board"] == [len(midlothian), ["midlothian"], _status(listed, midlothian, board), 1]
    assert out["both"] == [
        len(may),
        _status(listed, may, f"{board}; MAY"),
        len({one.paper for one in may}),
        len({(one.paper, one.rank) for one in may}),
    ]
    assert out["reset"] == [len(listed), _status(listed, listed)]
    assert out["paper"] == [len(update), ["edinburgh 2020-02-04-integration-reviews-update"], 0]
    assert out["demand"] == [sum(one.demanded_by == "law" for one in listed), ["law"]]
    items = sorted({(one.board, one.paper, one.rank) for one in of_often if one.rank})
    assert out["rule"] == [len(of_often), [often], len(items)]
    first = [
        one for one in of_often if (one.board, one.paper) == items[0][:2] and one.section != "appendix" and one.rank
    ]
    expected = {"item": len({one.rank for one in first}), "finding": len(first)}
    assert out["counts"][:2] == [f"{some} {name}{'' if some == 1 else 's'}" for name, some in expected.items()]
    sds = [
        one
        for one in listed
        if all(word in f"{one.subject} {one.message}".lower() for word in ("sds", "implementation"))
    ]
    assert (out["words"], out["wordsShown"]) == (["east-lothian"], len(sds))
    assert out["status"] == _status(listed, sds, "the words sds, implementation")
    assert out["saidOfSeveral"] == [len(measure), ["direction-measure"]]
    assert out["none"] == [0, 0, _status(listed, [], "the words no, such, words, anywhere")]
    assert out["resources"] == 0


def test_filters_stand_in_the_address_and_in_sight(page: str, findings: list[Finding], tmp_path: Path) -> None:
    """They come back with the page and with the browser's back; a link leads to its finding, whatever hides it."""
    listed = _listed(findings)
    folded = next(one for one in listed if one.section == "appendix" and one.board != "midlothian" and one.rank)
    anchor = re.search(rf'id="({folded.rule}-[0-9a-f]{{16}})"[^>]*data-section="appendix"', page)
    assert anchor
    script = (
        VISIBLE
        + f"""
      const anchor = "{anchor[1]}";
      out.loaded = [keys("board"), keys("level"), form.elements.board.value];
      const sticks = () => {{ const at = form.getBoundingClientRect(); return at.top <= 1 && at.bottom > 20 }};
      scrollTo(0, document.body.scrollHeight / 2); await settled(); out.sticks = sticks();
      set("level", ""); out.address = location.hash;
      set("words", "d"); set("words", "di"); set("words", "dir"); out.typed = location.hash;
      const back = async () => {{ history.back(); await new Promise((done) => addEventListener("hashchange", done));
        await settled() }};
      await back(); out.back = [location.hash, form.elements.words.value, form.elements.level.value];
      await back(); out.backAgain = [location.hash, form.elements.level.value, keys("level")];
      document.querySelector(`[href="#basis-L4"]`).click(); await settled();
      out.link = [location.hash, form.elements.board.value];
      location.hash = anchor; await settled();
      const target = document.getElementById(anchor);
      const clear = () => target.getBoundingClientRect().top >= form.getBoundingClientRect().bottom;
      const isFocused = document.activeElement === target;
      out.target = [location.hash, visible(target), isFocused, clear(), form.elements.board.value];
    """
    )
    out = browse(page, script, tmp_path, "#board=midlothian&level=should")
    assert out == {
        "loaded": [["midlothian"], ["should"], "midlothian"],
        "sticks": True,
        "address": "#board=midlothian",
        "typed": "#board=midlothian&words=dir",
        "back": ["#board=midlothian", "", ""],
        "backAgain": ["#board=midlothian&level=should", "should", ["should"]],
        "link": ["#board=midlothian&level=should&at=basis-L4", "midlothian"],
        "target": [f"#{anchor[1]}", True, True, True, ""],
    }
    script = f"""{VISIBLE} await settled();
      out.target = [document.activeElement.id, visible(document.activeElement), form.elements.board.value]"""
    address = f"#board={folded.board}&at={anchor[1]}"
    assert browse(page, script, tmp_path, address) == {"target": [anchor[1], True, folded.board]}


TICKS = (
    VISIBLE
    + """
  const tick = (node) => node.querySelector(".tick");
  const note = (node, text) => { node.querySelector(".noting").click(); const field = node.querySelector(".note");
    field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })) };
  const take = (paper) => document.querySelector(`[data-take="${paper}"]`);
"""
)


def test_ticks_and_notes_are_kept_and_taken_out(
    page: str, findings: list[Finding], engine: Embedded, tmp_path: Path
) -> None:
    """They are there when the page is opened again; the rows that are taken out each accept the finding meant."""
    by_key: dict[tuple[str, ...], list[Finding]] = {}
    for one in _listed(findings):
        by_key.setdefault((one.rule, one.board, one.paper, one.subject, one.lines), []).append(one)
    # One that its rule found several of, and two of the same paper, one of them left without a note.
    several = next(some[0] for some in by_key.values() if len(some) > 1 and some[0].rank)
    paper = [one for one in _listed(findings) if (one.board, one.paper) == (several.board, several.paper) and one.rank]
    alone = next(one for one in paper if len(by_key[one.rule, one.board, one.paper, one.subject, one.lines]) == 1)
    bare = next(one for one in paper if one.rule not in (several.rule, alone.rule))
    addresses = json.dumps([finding_address(one, engine.base) for one in (several, alone, bare)])
    name = json.dumps(f"{several.board} {several.paper}")
    first = f"""{TICKS} unfold();
      const [several, alone, bare] = {addresses}.map(entry);
      out.before = visible(take({name}));
      for (const one of [several, alone, bare]) tick(one).click();
      note(several, 'It says "so",\\nand means it'); note(alone, "Known");
      out.after = [visible(take({name})), take({name}).querySelector(".ticked").textContent];
      out.key = {addresses}.map((one) => JSON.parse(localStorage.getItem(one)).ticked);"""
    assert browse(page, first, tmp_path) == {
        "before": False,
        "after": [True, "3 ticked, 2 with a note."],
        "key": [True, True, True],
    }
    again = f"""{TICKS} unfold();
      const [several, alone, bare] = {addresses}.map(entry), form_ = take({name}), shownAtFirst = seen().length;
      out.kept = [several, alone, bare].map((one) => [tick(one).checked, one.querySelector(".note").value]);
      out.status = form_.querySelector(".ticked").textContent;
      let blob, file;
      URL.createObjectURL = (one) => {{ blob = one; return "blob:" }};
      HTMLAnchorElement.prototype.click = function () {{ file = this.download }};
      form_.querySelector("button").click(); out.refused = blob === undefined;
      form_.elements.decision.value = "Audit Committee, item 4"; form_.elements.decided.value = "2031-06-02";
      form_.querySelector("button").click();
      out.file = file; out.rows = await blob.text();
      form.elements.hide.click(); out.hidden = [shownAtFirst - seen().length, location.hash, visible(several)];
      form.elements.hide.click();
      const item = document.querySelector(".item.many"), all = [...item.querySelectorAll("[data-finding]")];
      const wasTicked = all.filter((one) => tick(one).checked).length;
      const head = item.querySelector("h6 .tick"); out.some = wasTicked === 0 || head.indeterminate;
      if (!head.checked) head.click(); out.all = all.every((one) => tick(one).checked);
      tick(all[0]).click(); out.mixed = [head.checked, head.indeterminate];
      for (const one of [several, alone, bare]) if (tick(one).checked) tick(one).click();
      note(several, ""); out.gone = localStorage.getItem({addresses}[0]);"""
    out = browse(page, again, tmp_path)
    rows = out.pop("rows")
    assert out == {
        "kept": [[True, 'It says "so",\nand means it'], [True, "Known"], [True, ""]],
        "status": "3 ticked, 2 with a note.",
        "refused": True,
        "file": "accepted-findings.csv",
        "hidden": [3, "#hide=ticked", False],
        "some": True,
        "all": True,
        "mixed": [False, True],
        "gone": None,
    }
    read = list(csv.DictReader(io.StringIO(rows)))
    kind = read_schema(PROJECT.data).kinds["accepted-findings"]
    assert list(read[0]) == [column.name for column in kind.columns]
    assert {row["reason"]: (row["rule"], row["decision"], row["decided"]) for row in read} == {
        'It says "so", and means it': (several.rule, "Audit Committee, item 4", "2031-06-02"),
        "Known": (alone.rule, "Audit Committee, item 4", "2031-06-02"),
    }
    pairs = zip(sorted(read, key=lambda row: row["reason"]), (several, alone), strict=True)
    for row, meant in not_empty(list(pairs)):
        written = Acceptance(address="x:", board=meant.board, paper=meant.paper, **row)
        assert fitting([written], findings)[written] == [meant]


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
      out.line = getComputedStyle(document.querySelector("[data-finding]"), "::after").borderBottomStyle;
      out.tick = visible(document.querySelector("[data-finding] .tick"));
      out.accepted = getComputedStyle(document.querySelector("[data-section=accepted]"), "::after").borderBottomStyle;
      out.folded = number("details .item");
      out.all = seen().length === document.querySelectorAll("[data-finding]:not([data-section=appendix])").length;
    """
    assert browse(page, script, tmp_path) == {
        "narrow": [True, 0],
        "print": [False, True, False],
        "line": "dotted",
        "tick": True,
        "accepted": "none",
        "folded": 0,
        "all": True,
    }
    # Planted: something wider than the window is seen.
    planted = page.replace("<footer>", '<p style="width: 500px">wide</p><footer>')
    assert browse(planted, script, tmp_path)["narrow"][1] > 100
