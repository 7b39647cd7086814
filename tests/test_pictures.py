"""The pictures: each says what its questions answer, and nothing else; its texts fit; without data there is none."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.ask.questions import Question, read_questions
from ijb_graph.engine import Embedded, query_in_base, select_texts
from ijb_graph.site.pictures.drawn import money
from ijb_graph.site.pictures.drawn.ratings import short_codes
from ijb_graph.site.pictures.gallery import Gallery, find_pictures
from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import EVERYWHERE, Picture, Place
from ijb_graph.site.pictures.shapes import Area, Label, Link, Mark, Panel, Shape
from ijb_graph.site.pictures.text_width import text_width, wrapped
from ijb_graph.site.pictures.time_line import TimeLine
from question_cases import given_graph

QUESTIONS = {one.name: one for one in read_questions(PROJECT.queries)}
EAST_LOTHIAN = ("board", "id/board/east-lothian", ("east-lothian",))
DIRECTIONS = ("paper", "id/paper/east-lothian/2019-10-31-directions", ("east-lothian", "2019-10-31-directions"))
EDINBURGH = ("edinburgh", "2020-02-04-integration-reviews-update")
UPDATE = ("paper", "id/paper/edinburgh/2020-02-04-integration-reviews-update", EDINBURGH)


@pytest.fixture(scope="module")
def gallery(engine: Embedded) -> Gallery:
    return Gallery(engine, QUESTIONS, {"east-lothian": "East Lothian Integration Joint Board"})


def answer(engine: Embedded, name: str, **values: str) -> list[dict[str, str]]:
    """The rows of a question as `ijb ask` gives them: its columns alone."""
    found = query_in_base(engine, QUESTIONS[name].with_values(values), name)
    return not_empty(dict(zip(found.columns, row, strict=True)) for row in found.texts())


def drawn(gallery: Gallery, name: str, kind: str, address: str, key: tuple[str, ...]) -> Picture:
    picture = gallery.draw(name, kind, address, key)
    assert picture is not None
    return picture


def shapes_of(picture: Picture) -> list[Shape]:
    def flat(shapes: Sequence[Shape]) -> Iterator[Shape]:
        for one in shapes:
            yield one
            if isinstance(one, Link):
                yield from flat(one.shapes)

    return [one for part in picture.parts for panel in part.panels for one in flat(panel.shapes)]


def links(picture: Picture) -> list[Link]:
    return not_empty(one for one in shapes_of(picture) if isinstance(one, Link))


def looks(shapes: Sequence[Shape]) -> Counter[str]:
    return Counter(one.look for one in shapes if isinstance(one, Area | Mark))


def rows_of(picture: Picture, *columns: int) -> list[tuple[str, ...]]:
    return [tuple(row[column].text for column in columns) for row in picture.table]


def test_each_picture_stands_where_its_board_or_paper_has_something_to_show(gallery: Gallery) -> None:
    assert list(gallery.on_page(*EAST_LOTHIAN)) == ["oversight", "ratings", "money", "carriers"]
    assert list(gallery.on_page(*DIRECTIONS)) == ["oversight", "money"]
    assert list(gallery.on_page(*UPDATE)) == ["actions"]
    fife = gallery.on_page("board", "id/board/fife", ("fife",))
    assert fife == {}
    assert [name for name in gallery.kinds if gallery.draw(name, EVERYWHERE, "", ())] == ["oversight", "ratings"]


def test_a_graph_with_nothing_to_draw_has_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "given.trig").write_text(
        """@prefix ijb: <https://w3id.org/ijb/def#> .
        <https://w3id.org/ijb/id/graph/reference> { <https://w3id.org/ijb/id/board/x> a ijb:IntegrationJointBoard }""",
        encoding="utf-8",
    )
    empty = Gallery(Embedded(given_graph(tmp_path / "given.trig", tmp_path)), QUESTIONS, {})
    for name, kind in not_empty(empty.kinds.items()):
        assert [empty.draw(name, place, "", ()) for place in kind.places] == [None] * len(kind.places)


def test_a_picture_whose_question_is_not_there_is_not_drawn(engine: Embedded) -> None:
    some = {name: one for name, one in QUESTIONS.items() if name != "ratings"}
    assert set(find_pictures()) - set(Gallery(engine, some, {}).kinds) == {"ratings"}


def test_the_oversight_map_has_each_direction_at_its_level_and_rings_those_that_nobody_watches(
    gallery: Gallery, engine: Embedded
) -> None:
    picture = drawn(gallery, "oversight", *EAST_LOTHIAN)
    levels = answer(engine, "completeness", board="east-lothian")
    assert sorted(rows_of(picture, 0, 5, 6)) == sorted((one["code"], one["level"], one["missing"]) for one in levels)
    tiles = {one.address: looks(one.shapes) for one in links(picture)}
    assert {one["uri"]: f"level-{one['level']}" for one in levels} == {
        address: next(look for look in tile if look.startswith("level-")) for address, tile in tiles.items()
    }
    lacking = answer(engine, "directions-lacking-oversight", board="east-lothian")
    alone = {one["code"] for one in lacking if "body" in one["lacks"].split("; ")}
    assert {address.rpartition("/")[2] for address, tile in tiles.items() if tile["ring"]} == alone != set()
    everywhere = drawn(gallery, "oversight", EVERYWHERE, "", ())
    assert len(everywhere.table) == len(answer(engine, "completeness")) == len(links(everywhere))


def test_a_ring_leads_to_the_missing_overseer_and_the_map_names_what_demands_oversight(publication: Path) -> None:
    page = (publication / "id/board/east-lothian.html").read_text(encoding="utf-8")
    figure = page[page.index('id="picture-oversight"') : page.index("</figure>")]
    ringed = re.findall(r'href="([^"]+)#picture-thread" aria-label="(D[0-9a-z]+),', figure)
    assert [code for _, code in ringed] == ["D04c", "D12j", "D15i", "D15l"]
    for path, _ in not_empty(ringed):
        there = (publication / "id/board" / path).read_text(encoding="utf-8")
        thread = there[there.index('id="picture-thread"') :]
        assert "<td>(missing)</td>" in thread[thread.index(">overseer</th>") :][:80]
    assert "statutory guidance on directions, January 2020, 1.3</a>" in figure
    assert "For the oversight of D12g, D12j, D15g, D15j, D15l the paper names what is no body" in figure


def test_a_map_of_very_many_directions_says_what_it_leaves_out() -> None:
    kind = find_pictures()["oversight"]
    levels = [
        {"uri": f"u{number}", "code": f"D{number}", "board": f"board-{number // 100}", "suite": "2019-20", "level": "1"}
        | {"missing": "body", "paper": "p", "lines": "1"}
        for number in range(3000)
    ]
    rows = {"completeness": levels, "directions": [], "directions-lacking-oversight": []}
    picture = kind.draw(rows, Place(EVERYWHERE, ""))
    assert picture is not None
    assert 0 < len(links(picture)) <= 400
    assert len(links(picture)) == len(picture.table)
    assert "board-29, 2019-20 (100)" in picture.notes[0]
    one_suite = [row | {"board": "x"} for row in levels]
    picture = kind.draw(rows | {"completeness": one_suite}, Place(EVERYWHERE, ""))
    assert picture is not None
    assert len(links(picture)) == len(picture.table) == 400
    assert "x, 2019-20 (2600)" in picture.notes[0]


def test_ratings_of_very_many_boards_leave_out_where_they_are_least_apart() -> None:
    proposals = [
        {"proposal": f"{one}.1", "thing": f"p{one}", "name": "Kites", "apart": str(5 - one)}
        | {"lowest": "established", "highest": "exemplary"}
        for one in range(1, 5)
    ]
    ratings = [
        {
            "proposal": f"{one}.1",
            "board": f"board-{number}",
            "rating": "established",
            "partner": "",
            "date": "2019-01-01",
        }
        | {"source": "s", "paper": "p", "lines": "1"}
        for one in range(1, 5)
        for number in range(300)
    ]
    rows = {"ratings-side-by-side": proposals, "ratings": ratings, "national-progress": []}
    picture = find_pictures()["ratings"].draw(rows, Place(EVERYWHERE, ""))
    assert picture is not None
    assert {code for (code,) in rows_of(picture, 0)} == {"1.1", "2.1"}
    assert picture.notes == ("Left out, as they are too many for a page: 3.1, 4.1. The questions have them.",)


def test_the_thread_is_that_of_the_question_with_an_empty_box_for_what_is_missing(
    gallery: Gallery, engine: Embedded
) -> None:
    for one in not_empty(answer(engine, "completeness", board="east-lothian")[::7]):
        picture = drawn(gallery, "thread", "direction", one["uri"], (one["uri"],))
        thread = answer(engine, "direction-thread", board=one["board"], suite=one["suite"], code=one["code"])
        shown = [(link, text) for link, text in rows_of(picture, 0, 1) if link != "overseer" or text != "(missing)"]
        assert Counter(text for _, text in shown) == Counter(
            row["answer"] for row in thread if row["link"] != "overseer" or row["answer"] != "(missing)"
        )
        links = dict.fromkeys(link for link, _ in rows_of(picture, 0, 1))
        missing = [link for link, text in rows_of(picture, 0, 1) if text == "(missing)"]
        assert looks(shapes_of(picture))["missing"] == len(missing)
        assert looks(shapes_of(picture))["stated"] == len(links) - len(missing)


def test_nobody_stands_as_overseer_in_a_thread_where_the_map_says_that_nobody_watches(
    gallery: Gallery, engine: Embedded
) -> None:
    lacking = answer(engine, "directions-lacking-oversight", board="east-lothian")
    alone = {row["code"] for row in lacking if "body" in row["lacks"].split("; ")}
    told = {}
    for one in not_empty(answer(engine, "completeness", board="east-lothian")):
        picture = drawn(gallery, "thread", "direction", one["uri"], (one["uri"],))
        overseers = [text for link, text in rows_of(picture, 0, 1) if link == "overseer"]
        told[one["code"]] = [link for link, _ in rows_of(picture, 0, 1)]
        assert (overseers == ["(missing)"]) == (one["code"] in alone), one["code"]
    assert "gets a general report" in told["D04c"]
    assert "named, but no overseer" in told["D15l"]


def test_the_ratings_stand_in_the_order_and_the_column_of_their_level(gallery: Gallery, engine: Embedded) -> None:
    picture = drawn(gallery, "ratings", EVERYWHERE, "", ())
    side_by_side = answer(engine, "ratings-side-by-side")
    shown = [row["proposal"] for row in side_by_side]
    assert list(dict.fromkeys(code for (code,) in rows_of(picture, 0)))[: len(shown)] == shown
    ratings = answer(engine, "ratings")
    nation = answer(engine, "national-progress")
    said = Counter((row["proposal"], row["rating"].replace("-", " ")) for row in ratings)
    said.update((row["proposal"], row["rag"]) for row in nation)
    assert Counter(rows_of(picture, 0, 5)) == said
    chips = [one for one in shapes_of(picture) if isinstance(one, Area) and one.look.startswith("chip ")]
    assert Counter(one.look.removeprefix("chip ") for one in chips) == Counter(one["rating"] for one in ratings)
    ends: dict[str, list[float]] = {}
    for chip in not_empty(chips):
        ends.setdefault(chip.look.removeprefix("chip "), []).append(chip.x)
    order = [one for one in ("not-yet-established", "partly-established", "established", "exemplary") if one in ends]
    for lower, higher in not_empty(pairwise(order)):
        assert max(ends[lower]) < min(ends[higher])


def test_a_proposal_s_page_shows_how_each_board_rated_it_beside_the_national_colour(
    gallery: Gallery, engine: Embedded
) -> None:
    ratings, nation = answer(engine, "ratings"), answer(engine, "national-progress")
    addresses = select_texts(
        engine,
        """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?proposal ?number { ?proposal a ijb:Proposal ; skos:notation ?number }""",
        "proposals",
    )
    for address, number in not_empty(addresses):
        told = Counter(one["rating"].replace("-", " ") for one in ratings if one["proposal"] == number)
        if not told:
            assert gallery.draw("ratings", "proposal", address, (address,)) is None
            continue
        picture = drawn(gallery, "ratings", "proposal", address, (address,))
        chips = [one for one in shapes_of(picture) if isinstance(one, Area) and one.look.startswith("chip ")]
        assert Counter(one.look.removeprefix("chip ").replace("-", " ") for one in chips) == told
        # It fits a phone, and what is rated higher stands lower.
        assert picture.parts[0].panels[0].width <= 340
        levels = ("not-yet-established", "partly-established", "established", "exemplary")
        found = [levels.index(level) for one in chips if (level := one.look.removeprefix("chip ")) in levels]
        assert found == sorted(found)
        assert [one.y for one in chips] == sorted(one.y for one in chips)
        told.update(one["rag"] for one in nation if one["proposal"] == number)
        assert {row[0].text for row in picture.table} == {number}
        assert Counter(row[5].text for row in picture.table) == told
        assert all(row[6].paper and row[6].lines for row in not_empty(picture.table))
    assert {one["proposal"] for one in ratings} < {number for _, number in addresses}


def test_a_board_s_page_shows_its_own_ratings_and_no_other_s(gallery: Gallery, engine: Embedded) -> None:
    ratings = answer(engine, "ratings")
    for board in not_empty({one["board"] for one in ratings}):
        picture = drawn(gallery, "ratings", "board", f"id/board/{board}", (board,))
        own = [one for one in ratings if one["board"] == board]
        rated = [row for row in picture.table if row[3].text != "national report"]
        assert Counter((row[0].text, row[5].text) for row in rated) == Counter(
            (one["proposal"], one["rating"].replace("-", " ")) for one in own
        )
        assert {row[6].board for row in rated} == {board}
        shown = list(dict.fromkeys(code for (code,) in rows_of(picture, 0)))
        assert shown == sorted(shown, key=in_order)
        chips = [one for one in shapes_of(picture) if isinstance(one, Area) and one.look.startswith("chip ")]
        assert len(chips) == len(own)


def test_the_actions_stand_at_their_days_and_are_late_as_the_question_says(gallery: Gallery, engine: Embedded) -> None:
    picture = drawn(gallery, "actions", *UPDATE)
    board, paper = EDINBURGH
    actions = [one for one in answer(engine, "improvement-actions", board=board) if one["paper"] == paper]
    assert sorted(rows_of(picture, 0, 1)) == sorted((one["proposal"], one["action"]) for one in actions)
    late = [one for one in answer(engine, "late-actions", board=board) if one["paper"] == paper]
    drawn_late = {row[1].text for row in picture.table if row[5].text.split(", ")[0] == "late"}
    assert drawn_late == {one["action"] for one in late if one["late"] == "the action"} != set()
    marks = [one for one in shapes_of(picture) if isinstance(one, Mark)]
    assert sum(one.look == "due late" for one in marks) == len(drawn_late)
    # Due days from left to right are due days in time.
    due = {one["due_by"] for one in actions if one["due_by"]}
    assert len({round(one.x) for one in marks if one.look.startswith("due")}) == len(due)
    moved = [one for one in answer(engine, "dates-revised", board=board) if one["paper"] == paper]
    changed = [one for one in moved if one["milestones_by"] and one["milestones_by"] != one["revised_to_by"]]
    assert sum(one.look == "was-due" for one in marks) == len(changed) > 0
    assert "meeting of 2020-02-04" in picture.parts[0].about


def test_the_money_is_all_there_once_and_as_long_as_its_amount(gallery: Gallery, engine: Embedded) -> None:
    picture = drawn(gallery, "money", *DIRECTIONS)
    lines = answer(engine, "budget-lines", board="east-lothian")
    assert sorted(row for row in rows_of(picture, 1, 2, 3) if row[0]) == sorted(
        (one["service"], one["category"], one["amount_k"]) for one in lines
    )
    groups = {one["group"] for one in answer(engine, "group-budgets", board="east-lothian")}
    assert groups <= {name for (name,) in rows_of(picture, 0)}
    amounts = {one["uri"]: int(one["amount_k"]) for one in lines}
    lead = {one["uri"]: f"{one['service']}, {one['category']}: £{amounts[one['uri']]:,}k" for one in lines}
    named = {one.name.partition(";")[0]: one for one in links(picture)}
    assert named.keys() == set(lead.values())
    bars = {address: named[name].shapes[0] for address, name in lead.items()}
    widths = {address: bar.width + 1 for address, bar in bars.items() if isinstance(bar, Area)}
    # What is wide enough for a finger is a link.
    assert {address for address in lead if named[lead[address]].address} == {
        address for address, width in widths.items() if width > 24
    }
    largest = max(amounts, key=lambda one: amounts[one])
    for address, amount in not_empty(amounts.items()):
        assert widths[address] == pytest.approx(max(2, amount * widths[largest] / amounts[largest]), abs=0.1)
    pays = "SELECT DISTINCT ?line WHERE { ?line <https://w3id.org/ijb/def#paysFor> ?what }"
    paying = {line for (line,) in query_in_base(engine, pays, "what pays").texts()}
    unclaimed = {address for address, bar in bars.items() if isinstance(bar, Area) and "unclaimed" in bar.look}
    assert unclaimed == amounts.keys() - paying != set()
    total, lost = sum(amounts.values()), sum(amounts[one] for one in unclaimed)
    (about,) = (part.about for part in picture.parts)
    assert [f"£{one:,}k" in about for one in (total, total - lost, lost)] == [True, True, True]


def test_a_line_without_money_and_a_group_without_a_line_are_told(gallery: Gallery) -> None:
    where = {"board": "x", "paper": "p", "lines": "1", "suite": "2030-31"}
    line = {"uri": "line", "category": "kites", "service": "Kites", "amount_k": "", "refs_printed": ""} | where
    group = {"uri": "group", "group": "D1 Kites", "amount_k": ""} | where
    rows = {"budget-lines": [line], "group-budgets": [group], "money": []}
    picture = money.PICTURE.draw(rows, Place("paper", ""))
    assert picture is not None
    texts = [" ".join(one.lines) for one in shapes_of(picture) if isinstance(one, Label)]
    assert {"no budget line names it", "£0k in 1 line", "Kites (names none)"} <= set(texts)


def test_bodies_carry_in_the_picture_what_the_question_counts(gallery: Gallery, engine: Embedded) -> None:
    picture = drawn(gallery, "carriers", *EAST_LOTHIAN)
    roles = ("directed", "oversees", "carries", "leads")
    counted = {
        (row["name"], role, row[role])
        for row in answer(engine, "who-carries-most", board="east-lothian")
        for role in roles
        if row[role] != "0"
    }
    assert {row for row in rows_of(picture, 0, 2, 3) if row[0] != "nobody"} == counted
    lacking = answer(engine, "directions-lacking-oversight", board="east-lothian")
    alone = {one["code"] for one in lacking if "body" in one["lacks"].split("; ")}
    nobody = next(row for row in picture.table if (row[0].text, row[2].text) == ("nobody", "oversees"))
    assert {text for text, _ in nobody[4].links} == alone
    assert looks(shapes_of(picture))["nobody oversees"] == len(alone)
    unled = drawn(gallery, "carriers", "board", "id/board/edinburgh", ("edinburgh",))
    actions = answer(engine, "improvement-actions", board="edinburgh")
    told = [row[4].links for row in unled.table if row[0].text == "nobody"]
    assert told
    without = {one["proposal"] for one in actions if not one["leads"]}
    assert {text for some in told for text, _ in some} <= without


def test_very_many_columns_are_left_to_the_table() -> None:
    body = {"thing": "b", "name": "Kite Group", "kind": "team", "directed": "0", "oversees": "400", "carries": "0"}
    seen = [
        {"thing": "b", "role": "oversees", "what": f"d{number}", "column": f"d{number}", "code": f"D{number}"}
        | {"suite": "2019-20", "board": "x"}
        for number in range(400)
    ]
    rows = {"who-carries-most": [body | {"leads": "0"}], "directions-lacking-oversight": [], "carriers": seen}
    picture = find_pictures()["carriers"].draw(rows, Place("board", ""))
    assert picture is not None
    assert looks(shapes_of(picture))["role oversees"] == 144
    assert picture.notes == ("256 more columns are in the table only.",)
    assert len(picture.table[0][4].links) == 400


def test_very_many_actions_are_left_to_the_table() -> None:
    one = {"proposal": "1.1", "action": "Fly", "due": "2030", "due_from": "2030-01-01", "due_by": "2030-12-31"}
    one |= {"status": "", "completed_on": "", "timescale": "", "board": "x", "paper": "p", "lines": "1"}
    undated = {"due": "", "due_from": "", "due_by": "", "number": "9", "uri": "u"}
    actions = [one | {"number": str(number), "uri": f"u{number}"} for number in range(300)] + [one | undated]
    rows = {"improvement-actions": actions, "dates-revised": [], "late-actions": [], "progress": []}
    rows["papers"] = [{"meeting_date": "2029-05-01"}]
    picture = find_pictures()["actions"].draw(rows, Place("paper", ""))
    assert picture is not None
    assert looks(shapes_of(picture))["due "] == 200
    assert picture.notes == ("100 more are in the table only.",)
    assert len(picture.table) == 301
    assert "No day is named for 1 of them" in picture.parts[0].about


def test_a_question_asked_of_everything_gives_the_rows_of_each(engine: Embedded) -> None:
    question = QUESTIONS["direction-thread"]
    found = query_in_base(engine, question.of_everything(["direction"]), "thread")
    one = "https://w3id.org/ijb/id/direction/midlothian/2023-24/4.1"
    rows = sorted(row[:-1] for row in found.texts() if row[-1] == one)
    assert found.columns[-1] == "direction"
    asked = question.with_values({"board": "midlothian", "suite": "2023-24", "code": "4.1"})
    assert rows == sorted(query_in_base(engine, asked, "thread").texts())


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_every_question_can_have_more_columns(question: Question, engine: Embedded) -> None:
    names = query_in_base(engine, question.of_everything(["made_up"]), question.name).columns
    assert names == [*question.columns, "made_up"]


@pytest.mark.parametrize("width", [40, 90, 200])
@pytest.mark.parametrize("most", [1, 2, 99])
def test_lines_fit_and_keep_whole_words(width: int, most: int) -> None:
    texts = ["Shifting the Balance of Care", "WWWWWWWWWWWWWWWWWWWW", "a", "£10,638k in 1 line", "東京都 Ünïcödé …", ""]
    for text in not_empty(texts):
        lines = wrapped(text, width, 12, most)
        assert len(lines) <= most
        assert max((text_width(line, 12) for line in lines), default=0) <= width
        if most == 99:
            assert "".join(lines).replace(" ", "") == text.replace(" ", "")
            fitting = {word for word in text.split() if text_width(word, 12) <= width}
            assert fitting <= {word for line in lines for word in line.split()}


def test_time_goes_from_left_to_right_and_names_days() -> None:
    days = [date(2019, 2, 10), date(2020, 7, 31), date(2019, 11, 30)]
    line = TimeLine(days, 100, 400)
    places = [line.x(day) for day in sorted(days)]
    assert 100 <= places[0] < places[1] < places[2] <= 500
    assert line.named()[0] == ("2019-01", 100)
    assert TimeLine([date(2019, 1, 1)], 0, 10).x(date(2019, 1, 1)) == 0
    assert [name for name, _ in TimeLine([date(1990, 1, 1), date(2035, 1, 1)], 0, 10).named()][:2] == ["1990", "1995"]


def test_every_board_has_a_code_of_its_own() -> None:
    with (PROJECT.data / "reference" / "integration-authorities.csv").open(encoding="utf-8") as file:
        names = [row["slug"] for row in csv.DictReader(file)]
    codes = short_codes([*names, "a", "A"])
    assert len(names) >= 31
    assert len({one.casefold() for one in codes.values()}) == len(codes)
    assert codes["east-lothian"] == "EL"


def test_codes_are_in_the_order_in_which_people_count() -> None:
    codes = ["10.1", "2.1", "D10a", "D2b", "", "D2"]
    assert sorted(codes, key=in_order) == ["", "2.1", "10.1", "D2", "D2b", "D10a"]


def test_the_shapes_of_a_panel_stand_within_it(gallery: Gallery) -> None:
    places = [("oversight", EVERYWHERE, "", ()), ("ratings", EVERYWHERE, "", ())]
    pictures = [drawn(gallery, *place) for place in places]
    reserves = "https://w3id.org/ijb/id/proposal/2.4"
    pictures.append(drawn(gallery, "ratings", "proposal", reserves, (reserves,)))
    pictures += [*gallery.on_page(*EAST_LOTHIAN).values(), *gallery.on_page(*UPDATE).values()]
    panels: list[Panel] = [panel for one in pictures for part in one.parts for panel in part.panels]
    for panel in not_empty(panels):
        inner = [*panel.shapes, *(one for link in panel.shapes if isinstance(link, Link) for one in link.shapes)]
        for one in not_empty(inner):
            if isinstance(one, Area):
                assert one.x >= 0
                assert one.x + one.width <= panel.width + 0.1
                assert one.y + one.height <= panel.height + 0.1
            elif isinstance(one, Label):
                assert one.bottom <= panel.height
                longest = max(text_width(line, one.size, "bold" in one.look.split()) for line in one.lines)
                assert one.anchor != "start" or one.x + longest <= panel.width + 1
