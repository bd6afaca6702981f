"""On which line of a TOML text each key stands.

The standard library reads TOML well and tells no positions, so the text is walked a second time,
for its keys alone. The text is known to be TOML by then: what is not understood here costs a line
number, never a fault, and nothing here raises.
"""

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"\"\"(?:\\.|(?!\"\"\").)*\"{3,5}|'''(?:(?!''').)*'{3,5}
        |"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<newline>\n)
    |(?P<mark>[\[\]{},=.])
    |(?P<bare>[^\s\[\]{},=.\#"']+)
    |(?P<space>[^\S\n]+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Place, int]:
    """Return the line, counted from 1, of every table, key and element of a list in the text."""
    return _Walk(text).lines


class _Walk:
    """One walk over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {}
        self._tokens = list(_tokens(text))
        self._at = 0
        self._counts: dict[Place, int] = {}
        self._table: Place = ()
        while self._at < len(self._tokens):
            self._line()

    def _line(self) -> None:
        kind, said, line = self._tokens[self._at]
        if kind == "newline":
            self._at += 1
        elif said == "[":
            is_list = self._said(1) == "["
            self._at += 1 + is_list
            place = self._key("]")
            self._at += is_list
            if is_list:
                self._counts[place] = self._counts.get(place, -1) + 1
                place = (*place, self._counts[place])
            self._table = place
            self.lines.setdefault(place, line)
        else:
            self._pair(self._table)
            while self._at < len(self._tokens) and self._tokens[self._at][0] != "newline":
                self._at += 1

    def _said(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _key(self, end: str) -> Place:
        """Return the dotted key up to `end`, which is passed over too."""
        place: Place = ()
        while self._at < len(self._tokens):
            kind, said, _ = self._tokens[self._at]
            if kind == "newline":
                return place
            self._at += 1
            if said == end:
                return place
            if kind in ("bare", "string"):
                place = (*place, said if kind == "bare" else said.strip("\"'"))
                if end == "]" and place in self._counts and self._said() == ".":
                    place = (*place, self._counts[place])  # inside the newest table of that list
        return place

    def _pair(self, table: Place) -> None:
        line, before = self._tokens[self._at][2], self._at
        place = (*table, *self._key("="))
        self.lines.setdefault(place, line)
        self._value(place)
        self._at = max(self._at, before + 1)

    def _value(self, place: Place) -> None:
        if self._said() == "[":
            self._at += 1
            self._elements(place)
        elif self._said() == "{":
            self._at += 1
            self._members(place)
        else:
            while self._at < len(self._tokens) and self._said() not in ("\n", ",", "]", "}"):
                self._at += 1

    def _elements(self, place: Place) -> None:
        index = 0
        while self._at < len(self._tokens):
            said, line = self._tokens[self._at][1:]
            if said == "]":
                self._at += 1
                return
            if said in ("\n", ","):
                index += said == ","
                self._at += 1
                continue
            self.lines.setdefault((*place, index), line)
            before = self._at
            self._value((*place, index))
            self._at = max(self._at, before + 1)

    def _members(self, place: Place) -> None:
        while self._at < len(self._tokens):
            said = self._said()
            if said == "}":
                self._at += 1
                return
            if said in ("\n", ","):
                self._at += 1
                continue
            self._pair(place)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and line of every token that is no space and no comment."""
    line = 1
    for found in _TOKEN.finditer(text.replace("\r\n", "\n")):
        kind, said = found.lastgroup or "other", found[0]
        if kind not in ("comment", "space"):
            yield kind, said, line
        line += said.count("\n")
