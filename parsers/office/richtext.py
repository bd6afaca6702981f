r"""A rich text file (.rtf) laid open without any office program, as the tree of a Word document.

The format is a stream of words, control words and groups: a group keeps its look to itself, a
destination (`{\*\...}`) that is not known is passed over, as the format asks of its readers. Old
form fields are read from their own state, which an office program loses when it converts the file.
Nothing is run, linked or fetched, and an object is no more than a picture.
"""

# ruff: noqa: C901, PLR0912 - one case for each control word, in the order in which they must be tried

import re
from dataclasses import dataclass, field, replace

from parsers.office.richtables import Tree
from parsers.office.symbols import is_symbol_font
from parsers.office.word import document_of
from parsers.office.wordruns import is_prompt
from parsers.office.wordtrees import Looks
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, TICKED, Document

TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z0-9])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\"
)
_LARGEST = 30_000_000  # bytes; pictures in hexadecimal make such files large
_MOST_TOKENS = 3_000_000
_DEEPEST = 200
_CHARSETS = {
    0: "cp1252", 1: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
PASSED_OVER = frozenset(
    [
        "annotation", "atnauthor", "atndate", "atnicn", "atnid", "author", "background", "bkmkend",
        "bkmkstart", "colorschememapping", "comment", "company", "creatim", "datafield",
        "datastore", "doccomm", "factoidname", "falt", "ffentrymcr", "ffexitmcr", "ffformat",
        "ffhelptext", "ffname", "ffstattext", "filetbl", "fontemb", "footer", "footerf", "footerl",
        "footerr", "footnote", "generator", "info", "keywords", "latentstyles", "listname",
        "listoverridetable", "listpicture", "listtable", "mailmerge", "nonshppict", "objclass",
        "objdata", "operator", "panose", "pgptbl", "picprop", "pntext", "printim", "private",
        "revtbl", "revtim", "rsidtbl", "rxe", "shpinst_none", "sn", "sp", "stylesheet", "subject",
        "tc", "template", "themedata", "title", "txe", "userprops", "wgrffmtfilter", "xe",
        "xmlnstbl",
    ]
)  # fmt: skip
_HEADS = frozenset(["header", "headerf", "headerl", "headerr"])
_STARRED = frozenset(["fldinst", "formfield", "ffdeftext", "ffl", "shpinst", "shptxt", "shppict",
                      "nesttableprops", "cs"])  # fmt: skip
SIGNS = {
    "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ",
    "enspace": " ", "qmspace": " ", "tab": "\t",
}  # fmt: skip
_SYMBOL = re.compile(r"SYMBOL\s+(\d{1,5}|0x[0-9a-fA-F]{1,4})", re.IGNORECASE)
_UTF_8 = 65_001  # its number among Windows' code pages
_UNTOUCHED = 25  # "undefined", the state of a box or list that nobody touched
_WORDS = frozenset(["body", "head"])  # targets whose words are the document's
_LOOKS = {
    "b": "b", "ul": "u", "uld": "u", "uldb": "u", "ulw": "u", "ulth": "u", "uldash": "u",
    "ulnone": "u", "strike": "strike", "striked": "strike", "v": "hidden", "deleted": "hidden",
    "super": "raised", "nosupersub": "raised", "sub": "raised", "highlight": "highlight",
    "chbrdr": "highlight", "cf": "colour:white", "fs": "size:tiny", "cb": "filled",
    "chcbpat": "filled", "cbpat": "filled", "cfpat": "filled", "shading": "filled",
    "chshdng": "filled",
}  # fmt: skip
_TINY = 4  # half points


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: where its words go, how they look, and how they are coded."""

    target: str = "body"
    looks: Looks = frozenset()
    font: int = -1
    skip: int = 1


@dataclass(slots=True, repr=False)
class _Field:
    """A field begun: its instruction, and the state of an old form field."""

    code: str = ""
    result: int = _UNTOUCHED
    default: int = 0
    entries: list[str] = field(default_factory=list)
    entry: str = ""
    shown: bool = False


def pairs_of_rtf(data: bytes) -> Document:
    """Return the document's blocks. Never raises on input: `trouble` says what is wrong."""
    if len(data) > _LARGEST:
        return Document(how="docx", trouble="too large")
    reader = _Reader()
    cut = True
    for count, token in enumerate(TOKEN.finditer(data)):
        if count > _MOST_TOKENS:
            return Document(how="docx", trouble="too large")
        if not reader.take(token):
            cut = bool(reader.above)
            break
    tree = reader.ended()
    if not len(tree.body):
        return Document(how="docx", trouble="unreadable")
    document = document_of(tree.body, [tree.head] if len(tree.head) else [])
    return replace(document, cut=document.cut or cut)


class _Reader:
    """The reading of the stream: groups, destinations, fonts and fields."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.state = _State()
        self.above: list[_State] = []
        self.fonts: dict[int, tuple[str, str]] = {}
        self.coding = "cp1252"
        self.bytes = bytearray()
        self.unread = 0
        self.star = False
        self.fields: list[tuple[int, _Field]] = []
        self.font_name = ""
        self.colours: list[tuple[int, ...]] = [()]

    def take(self, token: re.Match[bytes]) -> bool:
        """Take one token of the stream; False once the document has ended."""
        code, word, number, sign, brace, words = token.groups()
        if code is not None or words is not None:
            for byte in words if words is not None else bytes.fromhex(code.decode()):
                if self.unread:
                    self.unread -= 1  # the stand-in of a character given by its number
                else:
                    self.bytes.append(byte)
            return True
        self._flush()
        if brace == b"{":
            self.above.append(self.state)
            return len(self.above) < _DEEPEST
        if brace == b"}":
            return self._close()
        if sign is not None:
            self._sign(sign)
        elif word is not None:
            self._word(word.decode("ascii"), int(number) if number else None)
        return True

    def ended(self) -> Tree:
        """Return the tree once the stream has ended, whole or cut off."""
        self._flush()
        self.tree.end()
        return self.tree

    def _flush(self) -> None:
        if self.bytes:
            name, charset = self.fonts.get(self.state.font, ("", ""))
            coding = "latin-1" if is_symbol_font(name) else charset or self.coding
            try:
                text = self.bytes.decode(coding, "replace")
            except LookupError:
                text = self.bytes.decode("cp1252", "replace")
            self.bytes.clear()
            self._say(text)

    def _close(self) -> bool:
        target, depth = self.state.target, len(self.above)
        if not depth:
            return False
        if target == "ffl" and self.fields:
            self.fields[-1][1].entries.append(self.fields[-1][1].entry.strip())
            self.fields[-1][1].entry = ""
        if self.fields and self.fields[-1][0] == depth:
            self._field_ends()
        self.tree.group_ends(depth)
        self.state = self.above.pop()
        self.star, self.unread = False, 0
        return bool(self.above)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.star = True
        elif sign in (b"{", b"}", b"\\"):
            self._say(sign.decode())
        elif sign in (b"~", b"_"):
            self._say(" " if sign == b"~" else "-")
        elif sign in (b"\n", b"\r") and self.state.target in _WORDS:
            self.tree.paragraph_ends(head=self.state.target == "head")

    def _word(self, word: str, number: int | None) -> None:
        star, self.star = self.star, False
        state = self.state
        if word in PASSED_OVER or (star and word not in _STARRED):
            self.state = replace(state, target="nowhere")
        elif state.target == "nowhere":
            return
        elif word == "u" and number is not None:
            self._say(chr(number % 65_536))
            self.unread = state.skip
        elif word == "uc":
            self.state = replace(state, skip=max(0, min(number or 0, 8)))
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word == "ansicpg" and number:
            self.coding = f"cp{number}" if number != _UTF_8 else "utf-8"
        elif word == "mac":
            self.coding = "mac_roman"
        elif word == "viewbksp":
            self.tree.on_colour = bool(number)
        elif word == "colortbl":
            self.state = replace(state, target=word)
        elif state.target == "colortbl":
            self.colours[-1] = (*self.colours[-1], number or 0)
        elif word == "fonttbl" or word in _HEADS:
            self.state = replace(state, target="head" if word in _HEADS else word)
        elif word == "f" and number is not None:
            self.state = replace(state, font=number)
        elif word == "fcharset" and state.target == "fonttbl":
            name, _ = self.fonts.get(state.font, ("", ""))
            self.fonts[state.font] = (name, _CHARSETS.get(number or 0, ""))
        elif self._look(word, number) or self._part(word, number):
            return
        elif state.target == "body":
            self.tree.row_word(word, 0 if self._is_paper(word, number or 0) else number)

    def _look(self, word: str, number: int | None) -> bool:
        """Take a control word that says how words look."""
        looks, name = self.state.looks, _LOOKS.get(word)
        if word == "plain":
            looks &= {"filled"}
        elif word == "pard":
            looks -= {"filled"}
        elif name is None:
            return False
        else:
            looks = looks | {name} if self._is_on(word, number) else looks - {name}
        self.state = replace(self.state, looks=looks)
        return word != "pard"

    def _is_on(self, word: str, number: int | None) -> bool:
        """Return whether a control word gives words the look of which it tells, or takes it off."""
        if word in ("ulnone", "nosupersub", "sub"):
            return False
        if word == "cf":
            return self._is_white(number or 0)
        if word == "fs":
            return number is not None and number <= _TINY
        if _LOOKS[word] == "filled":
            return bool(number) and not self._is_paper(word, number or 0)
        return bool(number) if word == "highlight" else number != 0 or word == "chbrdr"

    def _is_white(self, number: int) -> bool:
        return self.colours[number : number + 1] == [(255, 255, 255)]

    def _is_paper(self, word: str, number: int) -> bool:
        """Return whether a control word gives a ground of the colour of the paper."""
        return word.endswith(("cb", "bpat", "cfpat")) and self._is_white(number)

    def _part(self, word: str, number: int | None) -> bool:
        """Take the control words of paragraphs, fields, text boxes and pictures."""
        state = self.state
        told, head = state.target in _WORDS, state.target == "head"
        if word in ("par", "sect", "page", "line"):
            if told and word == "line":
                self.tree.line_ends(head=head)
            elif told:
                self.tree.paragraph_ends(head=head)
        elif word == "field":
            self.fields.append((len(self.above), _Field()))
        elif word == "fldinst":
            self.state = replace(state, target="code")
        elif word == "fldrslt":
            self._result_begins()
        elif word in ("formfield", "ffl", "ffdeftext"):
            self.state = replace(state, target="ffl" if word == "ffl" else "fieldstate")
        elif word in ("ffres", "ffdefres") and self.fields:
            if word == "ffres":
                self.fields[-1][1].result = number or 0
            else:
                self.fields[-1][1].default = number or 0
        elif word == "pict" or (word == "result" and told):
            if told:
                self._run(PICTURE)
            self.state = replace(state, target="nowhere")
        elif word == "shptxt":
            if told:
                self.tree.box_begins(len(self.above), head=head)
        else:
            return False
        return True

    def _say(self, text: str) -> None:
        target = self.state.target
        if target == "colortbl":
            self.colours += [()] * text.count(";")
        elif target == "fonttbl":
            self.font_name += text
            known = self.fonts.get(self.state.font, ("", ""))
            self.fonts[self.state.font] = (self.font_name.strip(" ;"), known[1])
            if text.rstrip().endswith(";"):
                self.font_name = ""
        elif target == "code" and self.fields:
            self.fields[-1][1].code += text
        elif target == "ffl" and self.fields:
            self.fields[-1][1].entry += text
        elif target in _WORDS:
            self._run(text)

    def _run(self, text: str, font: str = "") -> None:
        state = self.state
        name = font or self.fonts.get(state.font, ("", ""))[0]
        looks = state.looks | {f"font:{name}"} if is_symbol_font(name) else state.looks
        self.tree.say(text, looks, head=state.target == "head")

    def _result_begins(self) -> None:
        """Begin what a field shows; that of a box, a list or a symbol says nothing more."""
        if not self.fields:
            return
        one = self.fields[-1][1]
        code = one.code.strip().upper()
        outer = next((s.target for s in reversed(self.above) if s.target in _WORDS), "body")
        self.state = replace(self.state, target=outer)
        if code.startswith("FORMTEXT"):
            one.shown = True
            self._run(FIELD)
        elif code.startswith(("FORMCHECKBOX", "FORMDROPDOWN", "SYMBOL")):
            self.state = replace(self.state, target="nowhere")

    def _field_ends(self) -> None:
        _, one = self.fields.pop()
        inner, self.state = self.state, self.above[-1]
        if self.state.target in _WORDS:
            self._field_says(one, one.code.strip())
        self.state = inner

    def _field_says(self, one: _Field, code: str) -> None:
        kind = code.upper()
        if kind.startswith("FORMCHECKBOX"):
            on = (one.default if one.result == _UNTOUCHED else one.result) == 1
            self._run(TICKED if on else EMPTY)
        elif kind.startswith("FORMDROPDOWN"):
            at = one.result
            picked = one.entries[at] if 0 <= at < len(one.entries) and at != _UNTOUCHED else ""
            self._run(f"{FIELD}{'' if is_prompt(picked) else picked}{FIELD_END}")
        elif kind.startswith("FORMTEXT"):
            self._run(FIELD_END if one.shown else f"{FIELD}{FIELD_END}")
        elif found := _SYMBOL.match(code):
            font = re.search(r"\\f\s*\"?([A-Za-z0-9 ]+)", code)
            self._run(chr(int(found[1], 0) % 65_536), font[1].strip() if font else "")
