"""On which line of a TOML text each key stands."""

import tomllib
from pathlib import Path

import pytest

from mailbot.rules.keylines import Place, key_lines
from mailbot.shelf import protocol_files, shipped_protocols

TEXT = '''# a comment with = and [brackets]
id = "x = [1]"   # and another

[placement]
note = """
[no.table]
key = 1
"""
a.b = 1
reviews = [
    "week 4",   # first
    { name = "x", title = "y" },
    ["in", "in"],
]

[[condition]]
when = "ehcp"
[condition.inside]
deep = 1
[[condition]]
"quoted" = 'lit#eral'
last = 2
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 2),
        (("placement",), 4),
        (("placement", "note"), 5),
        (("placement", "a", "b"), 9),
        (("placement", "reviews"), 10),
        (("placement", "reviews", 0), 11),
        (("placement", "reviews", 1), 12),
        (("placement", "reviews", 1, "title"), 12),
        (("placement", "reviews", 2, 1), 13),
        (("condition", 0), 16),
        (("condition", 0, "when"), 17),
        (("condition", 0, "inside", "deep"), 19),
        (("condition", 1), 20),
        (("condition", 1, "quoted"), 21),
        (("condition", 1, "last"), 22),
    ],
)
def test_a_key_is_found_on_its_line(place: Place, line: int) -> None:
    assert key_lines(TEXT)[place] == line


def test_what_only_looks_like_a_table_is_none() -> None:
    tomllib.loads(TEXT)  # the text is TOML
    assert ("no", "table") not in key_lines(TEXT)
    assert ("key",) not in key_lines(TEXT)


@pytest.mark.parametrize("text", ["", "\n\n", "[", "a = [", "a = {", '"', "= 1", "[[a]", "]", "a"])
def test_what_is_no_toml_costs_nothing(text: str) -> None:
    assert isinstance(key_lines(text), dict)


def _places(value: object, place: Place = ()) -> list[Place]:
    found = [place] if place else []
    if isinstance(value, dict):
        found += [p for key, item in value.items() for p in _places(item, (*place, key))]
    if isinstance(value, list):
        found += [p for n, item in enumerate(value) for p in _places(item, (*place, n))]
    return found


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_key_of_a_shipped_file_has_its_line(name: str) -> None:
    for path in protocol_files(name, Path()):
        text = path.read_text(encoding="utf-8")
        lines, written = key_lines(text), text.splitlines()
        for place in _places(tomllib.loads(text)):
            if place in (("condition",), ("regime",)) or place[-1] == "signatures":
                continue  # a list of tables has no line of its own, each table has
            if place[:1] == ("words",) and len(place) == 1:
                continue
            line = written[lines[place] - 1]
            last = place[-1]
            assert last in line if isinstance(last, str) else line.strip()
