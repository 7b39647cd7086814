"""Who stands where: whom a board may direct, what rests on a body, and how pages call a relation from its other end."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import term
from ijb_graph.engine import Embedded
from ijb_graph.site.relation_words import NAMES, SEEN_FROM_VALUE, WEAKER

_BODY = "id/body/east-lothian/mental-health-and-substance-misuse-change-board.html"


def _text(publication: Path, path: str) -> str:
    return (publication / path).read_text(encoding="utf-8")


def _section(page: str, start: str) -> str:
    at = page.index(start)
    return page[at : page.index("</section>", at)]


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _rows(page: str) -> dict[str, list[str]]:
    """The rows of the table of a section, by the name in each."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index("<tbody>") :], re.DOTALL)
    cells = [[_words(one) for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]
    return {row[1] if row[0].isdecimal() else row[0]: row for row in cells}


def test_a_board_says_whom_it_may_direct_and_whom_not_and_on_which_law(publication: Path) -> None:
    section = _section(_text(publication, "id/board/midlothian.html"), '<h2 id="powers">')
    assert "may direct Midlothian Council and NHS Lothian , or a part of them, and nobody else" in _words(section)
    assert "https://www.legislation.gov.uk/asp/2014/9/section/26" in section
    rows = _rows(section)
    assert rows["NHS Lothian"][1].startswith("yes")
    for name, codes in (("services", "1.2 7.2 7.3"), ("nobody is addressed", "6.2 9.1")):
        assert rows[name][1].startswith("no")
        assert rows[name][3] == codes
    assert "id/direction/midlothian/2023-24/7.3.html" in section.replace("../", "id/")
    page = _text(publication, "id/board/midlothian.html")
    assert 'href="#powers"' in page[: page.index("<h2")]


def test_every_board_says_whom_it_may_direct_though_it_has_no_paper(publication: Path) -> None:
    with (PROJECT.data / "reference/integration-authorities.csv").open(encoding="utf-8") as file:
        for row in not_empty(list(csv.DictReader(file))):
            page = _text(publication, f"id/board/{row['slug']}.html")
            rows = _rows(_section(page, '<h2 id="powers">'))
            for name in not_empty([*row["councils"].split("; "), row["health_board"]]):
                assert rows[name][1].startswith("yes")


def test_directions_to_a_body_are_as_many_as_the_question_counts(publication: Path) -> None:
    with (publication / "ask/who-must-act.csv").open(encoding="utf-8") as file:
        counted = {(row["board"], row["addressee"]): row for row in csv.DictReader(file)}
    for board in ("east-lothian", "midlothian"):
        rows = _rows(_section(_text(publication, f"id/board/{board}.html"), '<h2 id="powers">'))
        for (of, name), row in not_empty(counted.items()):
            if of == board:
                shown, may = rows[name or "nobody is addressed"], name and row["standing"] != "neither"
                assert (shown[1][:2], shown[2]) == ("ye" if may else "no", row["directions"])


def test_a_body_says_first_what_rests_on_it_beside_others(publication: Path) -> None:
    page = _text(publication, _BODY)
    assert page.index('<h2 id="load">') < page.index('<h2 id="wrong">')
    section = _section(page, '<h2 id="load">')
    with (publication / "ask/who-carries-most.csv").open(encoding="utf-8") as file:
        counted = [row for row in csv.DictReader(file) if row["board"] == "east-lothian"]
    own = next(row for row in counted if row["name"].startswith("Mental Health and Substance"))
    above = sum(int(row["total"]) > int(own["total"]) for row in counted)
    numbers = [own[one] for one in ("directed", "oversees", "carries", "leads", "total")]
    assert _rows(section)[own["name"]] == [str(above + 1), own["name"], *numbers]
    assert f"the {above + 1}rd of {len(counted)} bodies" in _words(section)
    assert 'class="own"' in section


def test_a_body_names_each_direction_once_for_what_it_does(publication: Path) -> None:
    section = _section(_text(publication, _BODY), "<h2>Where else it stands</h2>")
    said = dict(re.findall(r"<dt>([^<]*)</dt>(.*?)</div>", section, re.DOTALL))
    oversees = re.findall(r"/(D[0-9]+[a-z]?)\.html", said["oversees"])
    assert sorted(set(oversees)) == oversees == ["D02k", "D15c", "D15g", "D15h", "D15j", "D15k", "D15m"]
    # With the line that says it, though the link to the direction is derived.
    assert said["oversees"].count("#line-") >= len(oversees)
    assert len(re.findall(r"/plan-action/", said["carries"])) == 11
    for gone in ("has overseer", "is carried by", "oversight of D02k", "is performed by"):
        assert gone not in section


def test_the_words_of_relations_are_of_properties_that_there_are(engine: Embedded) -> None:
    known = {one for (one,) in engine.query("SELECT DISTINCT ?p WHERE { ?p a ?kind }", "q").texts()}
    assert not [one for one in {**NAMES, **SEEN_FROM_VALUE} if term(one) not in known]
    assert {word for weak, strong in WEAKER.items() for word in (weak, *strong)} <= set(SEEN_FROM_VALUE.values())


def test_no_relation_of_the_papers_is_called_by_its_wrong_end(publication: Path) -> None:
    """A property that is new, and has no word from its value's end yet, is shown with its label and a comma."""
    for file in not_empty(sorted(publication.glob("id/**/*.html"))):
        assert ", said of</dt>" not in file.read_text(encoding="utf-8"), file


def test_a_function_says_which_law_lets_it_be_delegated(publication: Path) -> None:
    page = _section(_text(publication, "id/function/east-lothian/nhs-lothian/10.html"), '<h2 id="law">')
    assert "2014 Act, section 1(6) and (8)" in page
    assert "https://www.legislation.gov.uk/asp/2014/9/section/1" in page
    council = next((publication / "id/function/east-lothian/east-lothian-council").glob("*.html"))
    assert "https://www.legislation.gov.uk/ssi/2014/345" in council.read_text(encoding="utf-8")
    assert "2014 Act, section 1(6)" not in council.read_text(encoding="utf-8")
