"""A scenario that is wrong: each fault is a sentence with file and key, and nothing is played."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.__main__ import main
from mailbot.complaints import Complaint
from mailbot.scenarios.scenario import ScenarioError, read_scenario
from mailbot.scenarios.simulate import simulate
from tests.factory import office
from tests.workbench import TERM, configured

HEAD = """
config = "{config}"
start = 2026-10-01T08:00:00
end = 2026-10-02T18:00:00
"""
AT = "at = 2026-10-01T09:00:00\n"

Say = Callable[[str], str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration in it."""
    folder = tmp_path_factory.mktemp("scenario")
    configured(folder, office("southwark", terms=TERM))
    (folder / "one.eml").write_bytes(b"From: a@b.example\r\n\r\nHello\r\n")
    return folder


def config_of(place: Path) -> str:
    return next(path.name for path in place.glob("*.toml") if path.name != "story.toml")


def written(place: Path, text: str, head: str = HEAD) -> Path:
    path = place / "story.toml"
    path.write_text(head.format(config=config_of(place)) + text, encoding="utf-8")
    return path


def faults(place: Path, text: str, head: str = HEAD) -> list[str]:
    """Return the sentences that a scenario is refused with."""
    with pytest.raises(ScenarioError) as wrong:
        read_scenario(written(place, text, head))
    return str(wrong.value).splitlines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail = 3", "mail: must be a list of tables: write [[mail]] above each"),
        ("mail = [3]", "mail[1]: must be a table with keys of its own"),
        ("[mail]\n" + AT, "mail: must be a list of tables: write [[mail]] above each"),
        ("[[maill]]\n" + AT, "maill: no such key"),
        ("[[mail]]\neml = 'one.eml'", "mail[1].at: is missing"),
        ("[[mail]]\n" + AT, "mail[1]: names neither eml nor from"),
        ("[[mail]]\n" + AT + "eml = 'two.eml'", "mail[1].eml: two.eml: there is no such file"),
        ("[[mail]]\n" + AT + "eml = 7", "mail[1].eml: write text in quotes"),
        ("[[mail]]\n" + AT + "eml = 'one.eml'\nhue = 1", "mail[1].hue: no such key"),
        (
            "[[mail]]\n" + AT + 'from = "a@b.example\\nBcc: c@d.example"',
            "mail[1].from: must be one line of text",
        ),
        (
            "[[mail]]\n" + AT + "from = 'a@b.example'\nattach = 3",
            'mail[1].attach: write a list of files, such as ["mm1.pdf"]',
        ),
        (
            "[[mail]]\n" + AT + "from = 'a@b.example'\nattach = ['mm1.pdf']",
            "mail[1].attach: mm1.pdf: there is no such file",
        ),
        (
            "[[mail]]\n" + AT + "from = 'a@b.example'\nreply_to = {to = 'x@y.example'}",
            "mail[1].reply_to.kind: is missing",
        ),
        (
            "[[mail]]\n" + AT + "from = 'a@b.example'\nreply_to = 'review_chase'",
            "mail[1].reply_to: must be a table with keys of its own",
        ),
        (
            "[[mail]]\nat = 2026-10-01\neml = 'one.eml'",
            "mail[1].at: write a local time such as 2026-10-05T09:12:00",
        ),
        (
            "[[mail]]\nat = 1066-10-14T09:00:00\neml = 'one.eml'",
            "mail[1].at: write a year from 2000 to 2099",
        ),
        ("[[staff]]\n" + AT, "staff[1]: must say one of expect, held and review"),
        (
            "[[staff]]\n" + AT + "pupil = 'A B'\nheld = 'form'\nreview = {held = 2026-10-01}",
            "staff[1]: must say one of expect, held and review",
        ),
        (
            "[[staff]]\n" + AT + "expect = {home = 'Alder', receiving = 'Beck'}",
            "staff[1].expect.pupil: is missing",
        ),
        (
            "[[staff]]\n" + AT + "expect = {pupil = 'Kit', home = 'Alder', receiving = 'Beck'}",
            "staff[1].expect.pupil: write first name and surname",
        ),
        (
            "[[staff]]\n" + AT + "expect = {pupil = 'K M', home = true, receiving = 'Beck'}",
            "staff[1].expect.home: write a URN, or a school's name as the register has it",
        ),
        (
            "[[staff]]\n" + AT + "expect = {pupil = 'K M', home = 'Nowhere', receiving = 999999}",
            "staff[1].expect.home: the register has no such school",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nheld = 'form'",
            "staff[1].decision: is missing",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nheld = 'form'\ndecision = 'maybe'",
            "staff[1].decision: write 'accept' or 'reject'",
        ),
        ("[[staff]]\n" + AT + "held = 'form'\ndecision = 'accept'", "staff[1].pupil: is missing"),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nheld = 'forms'\ndecision = 'accept'",
            "staff[1].held: write 'breakdown', 'home_notice', 'parent_notice', 'form' or 'outbox'",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nheld = 'form'\ndecision = 'accept'\nset = 3",
            "staff[1].set: must be a table with keys of its own",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nheld = 'form'\ndecision = 'accept'\n"
            "set = {pupil.dob = 0001-01-01}",
            "staff[1].set.pupil.dob: write a year from 1900 to 2099",
        ),
        ("[[staff]]\n" + AT + "review = {held = 2026-10-01}", "staff[1].pupil: is missing"),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nreview = {}",
            "staff[1].review: says neither held nor final",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'K M'\nreview = {held = '1 October'}",
            "staff[1].review.held: write a day such as 2026-10-05",
        ),
        ("[[closure]]\n" + AT, "closure[1].date: is missing"),
        (
            "[[closure]]\n" + AT + "date = 2026-10-01T00:00:00",
            "closure[1].date: write a day such as 2026-10-05",
        ),
        (
            "[[closure]]\n" + AT + "date = 2026-10-01\nschool = 'Nowhere'",
            "closure[1].school: the register has no such school",
        ),
        (
            "[[closure]]\n" + AT + "date = 2026-10-01\nschool = 999999",
            "closure[1].school: the register has no such school",
        ),
        ("[[term]]\n" + AT + "first = 2026-10-01", "term[1].last: is missing"),
        (
            "[[term]]\n" + AT + "first = 2026-10-01\nlast = 2026-09-01",
            "term[1].last: is before first",
        ),
        (
            "[[term]]\n" + AT + "first = 2026-10-01\nlast = 2026-12-01\nschool = 'Nowhere'",
            "term[1].school: the register has no such school",
        ),
        ("[[outage]]\nfrom = 2026-10-01T09:00:00", "outage[1].to: is missing"),
        (
            "[[outage]]\nfrom = 2026-10-02T09:00:00\nto = 2026-10-01T09:00:00",
            "outage[1].to: is before from",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_key(place: Path, text: str, said: str) -> None:
    assert f"story.toml: {said}" in faults(place, text)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("start = 2026-10-01T08:00:00\nend = 2026-10-02T18:00:00\n", "config: is missing"),
        (
            "config = 3\nstart = 2026-10-01T08:00:00\nend = 2026-10-02T18:00:00\n",
            "config: write text in quotes",
        ),
        (
            "config = 'none.toml'\nstart = 2026-10-01T08:00:00\nend = 2026-10-02T18:00:00\n",
            "config: none.toml: there is no such file",
        ),
        (
            "config = '{config}'\nstart = 2026-10-01\nend = 2026-10-02T18:00:00\n",
            "start: write a local time such as 2026-10-05T09:12:00",
        ),
        (
            "config = '{config}'\nstart = 2026-10-01T08:00:00\nend = 'soon'\n",
            "end: write a local time such as 2026-10-05T09:12:00",
        ),
        (
            "config = '{config}'\nstart = 2026-10-02T08:00:00\nend = 2026-10-01T08:00:00\n",
            "end: is before start",
        ),
        (
            "config = '{config}'\nstart = 2026-10-02T08:00:00\nend = 2026-10-02T08:00:00+08:00\n",
            "end: is before start",
        ),
    ],
)
def test_a_wrong_frame_is_said_with_its_key(place: Path, head: str, said: str) -> None:
    assert faults(place, "", head) == [f"story.toml: {said}"]


def test_every_fault_is_said_at_once(place: Path) -> None:
    text = f"[[closure]]\n{AT}[[mail]]\neml = 3\n[[staff]]\n{AT}"
    assert len(faults(place, text)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "9" * 5000,
        "a = 2026-02-30",
        'mail = [{at = 2026-10-01T09:00:00, eml = "\\u0000"}]',
        'mail = [{at = 2026-10-01T09:00:00, eml = "' + "e" * 5000 + '"}]',
        "[[closure]]\n" + AT + "date = 2026-10-01\nschool = '" + "1" * 5000 + "'",
    ],
)
def test_the_oddest_file_is_refused_in_one_sentence(place: Path, text: str) -> None:
    (said,) = faults(place, text)
    assert said.startswith("story.toml: ")


def test_a_folder_is_no_scenario(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(place), "--out", str(tmp_path)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_wrong_scenario_ends_with_one_and_plays_nothing(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = written(place, "[[closure]]\n" + AT), tmp_path / "out"
    assert main(["simulate", str(path), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert said == "mailbot simulate: story.toml: closure[1].date: is missing\n"
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[[staff]]\n" + AT + "pupil = 'Kit Marlow'\nreview = {held = 2026-10-01}",
            "staff[1]: pupil: no move of this pupil is known",
        ),
        (
            "[[staff]]\n" + AT + "pupil = 'Kit Marlow'\nheld = 'form'\ndecision = 'accept'",
            "staff[1]: held: nothing of the sort 'form' waits for this pupil",
        ),
        (
            "[[staff]]\n" + AT + "expect = {{pupil = 'Kit Marlow', home = '{a}', "
            "receiving = '{b}'}}\n[[staff]]\nat = 2026-10-01T10:00:00\npupil = 'Kit Marlow'\n"
            "review = {{held = 2026-10-02}}",
            "staff[2]: --held: this day is still to come",
        ),
    ],
)
def test_a_refused_entry_of_staff_is_named(
    place: Path, tmp_path: Path, text: str, said: str
) -> None:
    schools = office("southwark", terms=TERM).schools
    text = text.format(a=schools["alder"].name, b=schools["beck"].name) if "{a}" in text else text
    with pytest.raises(ScenarioError) as wrong:
        simulate(written(place, text), tmp_path)
    assert str(wrong.value) == f"story.toml: {said}"


def test_a_story_goes_on_after_what_staff_could_not_decide(place: Path, tmp_path: Path) -> None:
    schools = office("southwark", terms=TERM).schools
    text = (
        f"[[staff]]\n{AT}pupil = 'Kit Marlow'\nheld = 'form'\ndecision = 'accept'\n"
        "[[staff]]\nat = 2026-10-01T10:00:00\nexpect = {pupil = 'Kit Marlow', "
        f"home = '{schools['alder'].name}', receiving = '{schools['beck'].name}'}}"
    )
    with pytest.raises(ScenarioError):
        simulate(written(place, text), tmp_path)
    assert '"expected"' in (tmp_path / "moves.jsonl").read_text()


def test_a_right_scenario_is_read_as_it_is_written(place: Path) -> None:
    beck = office("southwark", terms=TERM).schools["beck"]
    scenario = read_scenario(
        written(
            place,
            f"""name = "All there is"
[[mail]]
at = 2026-10-01T09:00:00
from = "a@b.example"
attach = "one.eml"
reply_to = {{kind = "review_chase"}}
[[staff]]
at = 2026-10-01T08:30:00
pupil = "Kit Marlow"
held = "breakdown"
decision = "accept"
set = {{decision_date = 2026-10-01, pupil.forename = "Kit"}}
[[outage]]
from = 2026-10-01T10:00:00
to = 2026-10-01T11:00:00
[[closure]]
at = 2026-10-01T08:15:00
school = "{beck.name}"
date = 2026-10-02
[[term]]
at = 2026-10-01T08:10:00
school = ""
first = 2027-09-01
last = 2027-12-17
""",
        )
    )
    term, closure, staff, arrived = scenario.happenings
    assert [one.what for one in scenario.happenings] == ["term", "closure", "staff", "mail"]
    assert (term.row["school"], closure.row["school"]) == (None, beck.urn)
    assert set(staff.row["set"]) == {"decision_date", "pupil.forename"}
    assert arrived.row["attach"] == ["one.eml"]
    assert scenario.name == "All there is"


# ------------------------------------------------------------------------ any TOML at all

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
_WORDS = st.sampled_from(
    ["", "accept", "form", "K M", "one.eml", "2026-10-01", "review_chase", "held", "at", "."]
)
_SCALAR: st.SearchStrategy[Any] = st.one_of(
    _TEXT.map(lambda text: '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'),
    _WORDS.map(lambda word: f'"{word}"'),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.booleans().map(lambda value: str(value).lower()),
    st.dates().map(lambda day: day.isoformat()),
    st.times().map(lambda time: time.isoformat()),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.sampled_from(["nan", "-inf", "2026-10-01T09:00:00Z", "9999-12-31T23:59:59-23:59"]),
)
_KEYS = """
    at eml from to subject body attach reply_to kind expect pupil home receiving start held decision
    set review final school date why first last config end name mail staff x
"""
_KEY = st.sampled_from(_KEYS.split())


def _inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    table = st.dictionaries(_KEY, inner, max_size=4).map(
        lambda rows: "{" + ", ".join(f"{key} = {value}" for key, value in rows.items()) + "}"
    )
    return table | st.lists(inner, max_size=3).map(lambda rows: "[" + ", ".join(rows) + "]")


_VALUE = st.recursive(_SCALAR, _inline, max_leaves=6)
_ROW = st.dictionaries(_KEY, _VALUE, max_size=5)
_TABLES = st.lists(
    st.tuples(st.sampled_from(["mail", "staff", "outage", "closure", "term", "odd"]), _ROW),
    max_size=3,
)
_HEADS = st.dictionaries(st.sampled_from(["config", "start", "end", "name", "mail"]), _VALUE)


@settings(
    max_examples=200, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(head=_HEADS, rows=_TABLES)
def test_any_tables_are_a_scenario_or_a_complaint(
    place: Path, head: dict[str, str], rows: list[tuple[str, dict[str, str]]]
) -> None:
    lines = {
        "config": f'"{config_of(place)}"', "start": "2026-10-01T08:00:00",
        "end": "2026-10-02T18:00:00", **head,
    }  # fmt: skip
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    for what, row in rows:
        text += f"[[{what}]]\n" + "".join(f"{key} = {value}\n" for key, value in row.items())
    path = place / "story.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read_scenario(path)
    except Complaint as wrong:
        assert str(wrong)  # noqa: PT017 - either is right


@settings(max_examples=200, deadline=None, derandomize=True)
@given(raw=st.binary(max_size=60))
def test_any_bytes_are_a_scenario_or_a_complaint(place: Path, raw: bytes) -> None:
    path = place / "story.toml"
    path.write_bytes(raw)
    with pytest.raises(Complaint):
        read_scenario(path)
