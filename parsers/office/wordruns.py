"""Text within a Word paragraph: runs and their look, content controls, old form fields, pictures.

Struck-out and unseen words and raised footnote digits are left out; a choice made by bold, border or
highlight is marked; a prompt that nobody replaced ("Click or tap here") is nothing.
"""

# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from parsers.labels.prompts import without_prompts
from parsers.marks import marked
from parsers.office.packages import R, W
from parsers.office.symbols import is_symbol_font, symbol
from parsers.office.wordlooks import is_tiny, is_white_on_white
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    plain,
)

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MOST_DEPTH = 60
_PROMPT = re.compile(
    r"^\s*(?:\[?\s*(?:please )?(?:click|tap|choose|select|enter|type|pick|insert)\b.{0,60}"
    r"(?:here|text|item|date|option|select|value|answer|one|list)\b.{0,20}\]?|"
    r"(?:please )?(?:choose|select)(?: (?:one|an option|from list))?\s*\W*)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FULL_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})\D(\d{1,2})\D(?:\d{4}|\d\d)")
PASSED = frozenset(
    [
        "ins", "smartTag", "hyperlink", "customXml", "sdtContent", "fldSimple", "moveTo", "bdo", "dir",
        "sect", "sub-section",
    ]
)  # fmt: skip


@dataclass(slots=True)
class _Piece:
    """Some text of one look: weight 2 for ringed or highlighted, 1 for bold or underlined."""

    text: str
    weight: int = 0


def name_of(node: etree._Element) -> str:
    """Return the local name of an element, "" for a comment or an instruction."""
    tag: object = node.tag  # comments and instructions have a function for a tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def is_on(node: etree._Element | None) -> bool:
    """Return whether an on/off property is there and on."""
    if node is None:
        return False
    return node.get(f"{W}val", "true").casefold() not in ("0", "false", "off", "none")


def under(node: etree._Element | None, name: str) -> etree._Element | None:
    """Return the child element of that name, None if there is none."""
    return None if node is None else node.find(f"{W}{name}")


def _above(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements between a node and one above it."""
    for up in node.iterancestors():
        if up is top:
            return
        yield up


def is_prompt(text: str) -> bool:
    """Return whether a control still shows its prompt."""
    return bool(_PROMPT.match(plain(text)))


def _day_picked(look: etree._Element | None, content: etree._Element) -> str | None:
    """Return the day of a date picker that shows the month first, in our order; else None.

    A picker set up for the United States shows 5 October as "10/5/2026", and keeps which day it is.
    """
    picker = under(look, "date")
    kept = _FULL_DATE.match(picker.get(f"{W}fullDate", "")) if picker is not None else None
    shown = _NUMBERS.fullmatch("".join(t.text or "" for t in content.iter(f"{W}t")).strip())
    if kept is None or shown is None:
        return None
    year, month, day = (int(part) for part in kept.groups())
    month_first = (int(shown[1]), int(shown[2])) == (month, day) and month != day
    return f"{day:02}/{month:02}/{year}" if month_first else None


class Runs:
    """The reading of text within a paragraph or cell; it keeps count of fields begun and not ended.

    cut: something stood too deep to be read.
    """

    def __init__(self, controls: Mapping[str, str] | None = None) -> None:
        """Begin. controls: what each ActiveX control shows, by its id."""
        self.field: list[str] = []
        self.controls = controls or {}
        self.cut = False

    def pieces(self, node: etree._Element, depth: int = 0) -> Iterator[_Piece]:
        """Yield the text within a paragraph, piece by piece."""
        if depth > MOST_DEPTH:
            self.cut = True
            return
        for child in node:
            name = name_of(child)
            if name == "r":
                yield from self._run(child)
            elif name == "sdt":
                yield from self.control(child, depth)
            elif name == "AlternateContent":
                first = child.find(f"{_MC}Choice")
                if first is not None:
                    yield from self.pieces(first, depth + 1)
            elif name in PASSED:
                yield from self.pieces(child, depth + 1)
            elif name in ("p", "tc", "tr", "tbl"):
                yield from self.pieces(child, depth + 1)
                yield _Piece("\n")

    def _run(self, run: etree._Element) -> Iterator[_Piece]:
        look = under(run, "rPr")
        hidden = is_on(under(look, "vanish")) or is_white_on_white(run) or is_tiny(look)
        struck = is_on(under(look, "strike")) or is_on(under(look, "dstrike"))
        weight = 0
        if look is not None:
            border, light = under(look, "bdr"), under(look, "highlight")
            if is_on(border) or is_on(light) or is_on(under(look, "em")):
                weight = 2
            elif is_on(under(look, "b")) or is_on(under(look, "u")):
                weight = 1
        raised = under(look, "vertAlign")
        raised_up = raised is not None and raised.get(f"{W}val") == "superscript"
        fonts = under(look, "rFonts")
        every = [str(name) for name in fonts.values()] if fonts is not None else []
        font = next((name for name in every if is_symbol_font(name)), "")
        for node in run:
            text = self._text_of(node, font)
            if not text or hidden:
                continue
            if text[0] in (FIELD, FIELD_END, TICKED, EMPTY, PICTURE):
                yield _Piece(text)
            elif (
                (self.field and self.field[-1] in ("code", "dead"))
                or struck
                or (raised_up and text.strip().isdigit())
            ):
                continue
            else:
                yield _Piece(text, weight)

    def _text_of(self, node: etree._Element, font: str) -> str:
        name = name_of(node)
        if name == "t":
            text = node.text or ""
            return "".join(symbol(char, font) for char in text) if font else text
        if name == "sym":
            try:
                char = chr(int(node.get(f"{W}char", "0"), 16))
            except (ValueError, OverflowError):
                return ""
            drawn = symbol(char, node.get(f"{W}font", "Wingdings"))
            return drawn if drawn in (TICKED, EMPTY) else ""
        if name in ("tab", "ptab"):
            return "\t"
        if name in ("br", "cr"):
            return "\n"
        if name == "noBreakHyphen":
            return "-"
        if name == "fldChar":
            return self._field_mark(node)
        if name in ("drawing", "pict", "object", "AlternateContent"):
            return self._drawing(node)
        return ""

    def _drawing(self, node: etree._Element) -> str:
        """Return the words of a text box, or the mark of a picture."""
        first = next(node.iter(f"{_MC}Choice"), node)  # the fallback says the same again
        boxes = [
            box
            for box in first.iter(f"{W}txbxContent")
            if not any(up.tag in (box.tag, f"{_MC}Fallback") for up in _above(box, first))
        ]
        if boxes:
            inner = [Runs(self.controls) for _ in boxes]
            pieces = (runs.pieces(box) for runs, box in zip(inner, boxes, strict=True))
            told = ["".join(piece.text for piece in one) for one in pieces]
            self.cut = self.cut or any(runs.cut for runs in inner)
            return "\n" + "\n".join(told) + "\n"
        control = next((part for part in node.iter() if name_of(part) == "control"), None)
        if control is not None:  # drawn as a picture of its last state
            return self.controls.get(control.get(f"{R}id", ""), "")
        art = [part.get("string", "") for part in node.iter() if name_of(part) == "textpath"]
        if any(art):
            return "\n" + "\n".join(art) + "\n"  # words drawn: a watermark, most often
        if any(name_of(part) == "signatureline" for part in node.iter()):
            return ""  # a line to sign on, drawn as a picture of itself
        if any(
            name_of(part) in ("pic", "imagedata", "ink", "contentPart", "shape")
            for part in node.iter()
        ):
            return PICTURE
        return ""

    def _field_mark(self, node: etree._Element) -> str:
        """Follow an old form field from its beginning through its code and result to its end."""
        sort = node.get(f"{W}fldCharType")
        if sort == "begin":
            data = under(node, "ffData")
            box, chosen = under(data, "checkBox"), under(data, "ddList")
            if box is not None:
                checked = under(box, "checked")
                state = checked if checked is not None else under(box, "default")
                self.field.append("dead")
                return TICKED if is_on(state) else EMPTY
            if chosen is not None:
                self.field.append("dead")
                return self._listed(chosen)
            self.field.append("text code" if data is not None else "plain code")
            self.field.append("code")
            return ""
        if sort == "separate" and self.field and self.field[-1] == "code":
            self.field.pop()
            return FIELD if self.field and self.field[-1] == "text code" else ""
        if sort == "end" and self.field:
            if self.field[-1] == "code":
                self.field.pop()
                self.field.pop()
                return ""
            last = self.field.pop()
            return FIELD_END if last == "text code" else ""
        return ""

    def _listed(self, chosen: etree._Element) -> str:
        """Return the entry picked in an old drop-down. One never touched has picked nothing."""
        result = under(chosen, "result")
        entries = [entry.get(f"{W}val", "") for entry in chosen.findall(f"{W}listEntry")]
        try:
            picked = entries[int(result.get(f"{W}val", "0"))] if result is not None else ""
        except (ValueError, IndexError):
            picked = ""
        return f"{FIELD}{'' if is_prompt(picked) else picked}{FIELD_END}"

    def control(self, control: etree._Element, depth: int) -> Iterator[_Piece]:
        """Yield the content of a content control within a paragraph."""
        ticked = self.box(control)
        if ticked is not None:
            yield _Piece(ticked)
            return
        content = under(control, "sdtContent")
        if content is None:
            return
        if content.find(f".//{_W14}checkbox") is not None or content.find(f".//{W}sdt") is not None:
            yield from self.pieces(content, depth + 1)
            return
        yield _Piece(FIELD)
        if not self.unanswered(control, content):
            day = _day_picked(under(control, "sdtPr"), content)
            if day is None:
                yield from self.pieces(content, depth + 1)
            else:
                yield _Piece(day)
        yield _Piece(FIELD_END)

    @staticmethod
    def box(control: etree._Element) -> str | None:
        """Return the mark of a check-box control, None for any other control."""
        look = under(control, "sdtPr")
        box = None if look is None else look.find(f"{_W14}checkbox")
        if box is None:
            return None
        state = box.find(f"{_W14}checked")
        value = "0" if state is None else state.get(f"{_W14}val", "1")
        return TICKED if value.casefold() in ("1", "true", "on") else EMPTY

    @staticmethod
    def unanswered(control: etree._Element, content: etree._Element) -> bool:
        """Return whether the control shows its prompt, or a drop-down its whole list."""
        look = under(control, "sdtPr")
        if is_on(under(look, "showingPlcHdr")):
            return True
        text = " ".join("".join(t.text or "" for t in content.iter(f"{W}t")).split())
        if is_prompt(text):
            return True
        if look is None:
            return False
        for sort in ("dropDownList", "comboBox"):
            listing = under(look, sort)
            if listing is not None:
                shown = [i.get(f"{W}displayText") or i.get(f"{W}value") or "" for i in listing]
                bare = re.sub(r"\W", "", text)
                if len(shown) > 1 and bare == re.sub(r"\W", "", "".join(shown)):
                    return True
                first = listing[0] if len(listing) else None
                if first is not None and not first.get(f"{W}value") and text == shown[0]:
                    return True
        return False

    def text(self, node: etree._Element) -> str:
        """Return the text of a paragraph or cell, with its marks."""
        pieces = [piece for piece in self.pieces(node) if piece.text]
        worded = [piece for piece in pieces if re.search(r"\w", piece.text)]
        heaviest = max((piece.weight for piece in worded), default=0)
        mixed = heaviest > 0 and any(piece.weight < heaviest for piece in worded)
        parts = []
        for piece in pieces:
            if mixed and piece.weight == heaviest and re.search(r"\w", piece.text):
                parts.append(f"{STRONG}{piece.text}{STRONG_END}")
            else:
                parts.append(piece.text)
        whole = "".join(parts).replace(f"{STRONG_END}{STRONG}", "").replace("\xa0", " ")
        whole = re.sub(r"\n[ \t]*\n+", "\n", without_prompts(whole))
        whole = re.sub(f"\\s+{FIELD_END}", FIELD_END, whole)
        return marked(whole).strip("\n ")
