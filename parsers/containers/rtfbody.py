r"""The rich text in which Outlook keeps a mail's body: unpacked, and as HTML.

Two Microsoft formats, both frozen: the packing (MS-OXRTFCP, an LZ77 with a dictionary that starts
full) and HTML wrapped in RTF (MS-OXRTFEX), where `\*\htmltag` holds the tags and `\htmlrtf`
marks what is only for programs that know no HTML. Rich text of its own is read as a file of it is,
and made HTML, with its tables and answers: so there is one reader of rich text, and one of a mail.
"""

import html
import re
import struct
from dataclasses import dataclass, replace

from parsers.mails.headers import decoded
from parsers.office.richtext import PASSED_OVER, SIGNS, TOKEN, pairs_of_rtf
from parsers.pairs import FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, Document, Grid, Line

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4_096
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D  # "LZFu", "MELA"
_LARGEST = 8 * 2**20  # bytes unpacked; a mail's text is kilobytes
_WORDS = {**SIGNS, "par": "\n", "line": "\n"}
_LETTERS = {b"\\": b"\\", b"{": b"{", b"}": b"}", b"~": b" "}
_NO_PAGE = PASSED_OVER | {
    "fonttbl", "colortbl", "pict", "object", "header", "fldinst", "mmathPr",
}  # fmt: skip
_DEEPEST = 500
_HEAD = 2_000  # bytes in which rich text says what it is
_CODEPAGES = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 28605: "iso-8859-15"}
_ANSWER = re.compile(f"{FIELD}([^{FIELD}{FIELD_END}]*){FIELD_END}")


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group inherits.

    is_other: it is none of the page's. is_for_others: it is for programs that know no HTML.
    stand_ins: how many letters stand behind one that is given by its number, for those that know
    none.
    """

    is_other: bool = False
    is_for_others: bool = False
    stand_ins: int = 1

    @property
    def is_passed(self) -> bool:
        """Whether its words are passed over."""
        return self.is_other or self.is_for_others


def unpacked(data: bytes) -> bytes:
    """Return compressed RTF as RTF; as far as it goes where it is damaged, b"" where it is none."""
    if len(data) < 16:  # noqa: PLR2004 - the header
        return b""
    size, kind = struct.unpack("<4xII", data[:12])
    if kind == _PLAIN:
        return data[16 : 16 + min(int(size), _LARGEST)]
    if kind != _COMPRESSED:
        return b""
    return _expanded(data[16:], min(int(size), _LARGEST))


def _expanded(data: bytes, size: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    write = len(_DICTIONARY)
    out = bytearray()
    at = 0
    while at < len(data) and len(out) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data) or len(out) >= size:
                break
            if not flags >> bit & 1:
                piece, at = data[at : at + 1], at + 1
            else:
                if at + 1 >= len(data):
                    return bytes(out)
                word, at = data[at] << 8 | data[at + 1], at + 2
                place, length = word >> 4, (word & 15) + 2
                if place == write % _WINDOW:
                    return bytes(out)
                for n in range(length):
                    letter = window[(place + n) % _WINDOW]
                    out.append(letter)
                    window[write % _WINDOW] = letter
                    write += 1
                continue
            out += piece
            window[write % _WINDOW] = piece[0]
            write += 1
    return bytes(out)


def charset_of(codepage: int) -> str | None:
    """Return the name of the charset of a Windows code page; None for none."""
    return _CODEPAGES.get(codepage, f"cp{codepage}" if codepage else None)


def is_plain(rtf: bytes) -> bool:
    """Return whether rich text wraps no more than plain text, which stands beside it."""
    return b"\\fromtext" in rtf[:_HEAD]


def wrapped_html(rtf: bytes) -> str:
    """Return the HTML that rich text wraps; "" where it wraps none."""
    if not rtf.lstrip().startswith(b"{\\rtf") or b"\\fromhtml1" not in rtf[:_HEAD]:
        return ""
    return _html(rtf)


def _html(rtf: bytes) -> str:
    """Return the page that rich text wraps, as far as it goes."""
    page = re.search(rb"\\ansicpg(\d{1,5})", rtf[:_HEAD])
    charset = charset_of(int(page[1])) if page else None
    out: list[str] = []
    held = bytearray()  # bytes of the code page, which may come one half of a letter at a time
    now, above = _Group(), list[_Group]()
    star, unread = False, 0
    for token in TOKEN.finditer(rtf):
        code, word, number, sign, brace, run = token.groups()
        if brace == b"{" and len(above) < _DEEPEST:
            above.append(now)
        elif brace == b"}" and above:
            now = above.pop()
        elif brace is not None:
            break
        elif word is not None:
            name = word.decode("ascii")
            now = _within(now, name, number, star=star)
            told = _WORDS.get(name, "")
            if name == "u" and number is not None:
                told = chr(int(number) % 65_536)
            if told and not now.is_passed:
                out += [decoded(bytes(held), charset), told]
                held.clear()
                unread = now.stand_ins if name == "u" else unread
        elif not now.is_passed:
            data = bytes.fromhex(code.decode()) if code else run or _LETTERS.get(sign, b"")
            held += data[unread:]
            unread = max(0, unread - len(data))
        star = sign == b"*"
    told = "".join((*out, decoded(bytes(held), charset)))
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _within(group: _Group, word: str, number: bytes | None, *, star: bool) -> _Group:
    """Return what holds in a group behind a control word. star: it may be passed over."""
    if star and word == "htmltag":
        return replace(group, is_other=False)
    if star or word in _NO_PAGE:
        return replace(group, is_other=True)
    if word == "htmlrtf":
        return replace(group, is_for_others=number != b"0")
    if word == "uc":
        return replace(group, stand_ins=min(int(number or b"1"), 8))
    return group


def html_of_rtf(rtf: bytes) -> str:
    """Return rich text as HTML; "" where nothing can be read in it."""
    if not rtf.lstrip().startswith(b"{\\rtf"):
        return ""
    document = pairs_of_rtf(rtf)
    return "" if document.trouble else _page(document)


def _page(document: Document) -> str:
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            parts.append(f"<p>{_text(block.text)}</p>")
        elif isinstance(block, Grid):
            rows = "".join(f"<tr>{_row(block, number)}</tr>" for number in range(len(block.rows)))
            parts.append(f"<table>{rows}</table>")
    return f"<html><body>{''.join(parts)}</body></html>" if parts else ""


def _row(grid: Grid, number: int) -> str:
    """Return the cells of a row, each in its column."""
    column, cells = 0, []
    for cell in grid.rows[number]:
        cells += ["<td></td>"] * (cell.column - column)
        span = f' colspan="{cell.span}"' if cell.span > 1 else ""
        cells.append(f"<td{span}>{_text(cell.text)}</td>")
        column = max(column, cell.column) + cell.span
    return "".join(cells)


def _text(text: str) -> str:
    shown = html.escape(text)
    shown = _ANSWER.sub(r'<input type="text" value="\1">', shown)
    shown = shown.replace(STRONG, "<b>").replace(STRONG_END, "</b>").replace(PICTURE, "<img>")
    return shown.replace("\n", "<br>")
