r"""The rich text in which Outlook keeps a mail's body: unpacked, and the HTML that it may wrap.

Two Microsoft formats, both frozen: the packing (MS-OXRTFCP, an LZ77 with a dictionary that starts
full) and HTML wrapped in RTF (MS-OXRTFEX), where `\*\htmltag` holds the tags and `\htmlrtf`
marks what is only for programs that know no HTML. Rich text of its own is read as a file of it is.
"""

import codecs
import re
import struct

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4_096
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D  # "LZFu", "MELA"
_LARGEST = 8 * 2**20  # bytes unpacked; a mail's text is kilobytes
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    [
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer",
        b"generator", b"themedata", b"datastore", b"listtable", b"listoverridetable", b"fldinst",
        b"pntext", b"filetbl", b"revtbl", b"rsidtbl", b"xmlnstbl", b"mmathPr", b"latentstyles",
    ]
)  # fmt: skip
_WORDS = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"bullet": "\u2022",
    b"endash": "\u2013", b"emdash": "\u2014",
}  # fmt: skip
_DEEPEST = 500
_HEAD = 2_000  # bytes in which rich text says what it is


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


def is_plain(rtf: bytes) -> bool:
    """Return whether rich text wraps no more than plain text, which stands beside it."""
    return b"\\fromtext" in rtf[:_HEAD]


def wrapped_html(rtf: bytes) -> str:
    """Return the HTML that rich text wraps; "" where it wraps none."""
    if not rtf.lstrip().startswith(b"{\\rtf") or b"\\fromhtml1" not in rtf[:_HEAD]:
        return ""
    return _html(rtf)


def _html(rtf: bytes) -> str:  # noqa: C901, PLR0912, PLR0915 - one small machine
    page = _codepage(rtf)
    out: list[str] = []
    held = bytearray()  # bytes of the code page, which may come one half of a letter at a time
    # For each open group: is it passed over, is it of HTML, are letters after \u passed over.
    stack: list[tuple[bool, bool, int]] = []
    skip, plain_only, fallback, to_pass = False, False, 1, 0
    fresh = star = False

    def flush() -> None:
        if held:
            out.append(bytes(held).decode(page, "replace"))
            held.clear()

    for match in _TOKEN.finditer(rtf):
        code, word, number, sign, brace, run = match.groups()
        if brace == b"{":
            if len(stack) >= _DEEPEST:
                break
            stack.append((skip, plain_only, fallback))
            fresh, star = True, False
            continue
        if brace == b"}":
            if not stack:
                break
            skip, plain_only, fallback = stack.pop()
            continue
        if sign == b"*" and fresh:
            star = True
            continue
        hidden = skip or plain_only
        if word is not None:
            if word in _SKIPPED or (star and word != b"htmltag"):
                skip = True
            elif star and word == b"htmltag":
                skip = False
            elif word == b"htmlrtf":
                plain_only = number != b"0"
            elif word == b"uc":
                fallback = min(int(number or b"1"), 8)
            elif word == b"u" and number is not None and not hidden:
                flush()
                out.append(chr(int(number) % 65_536))
                to_pass = fallback
            elif not hidden and word in _WORDS:
                flush()
                out.append(_WORDS[word])
            fresh = star = False
            continue
        fresh = star = False
        if hidden:
            continue
        if code is not None:
            if to_pass:
                to_pass -= 1
            else:
                held.append(int(code, 16))
        elif sign is not None:
            if sign in b"\\{}":
                held += sign
            elif sign == b"~":
                held += b" "
        elif run is not None:
            held += run[to_pass:]
            to_pass = max(0, to_pass - len(run))
    flush()
    told = "".join(out)
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _codepage(rtf: bytes) -> str:
    match = re.search(rb"\\ansicpg(\d{1,5})", rtf[:_HEAD])
    name = f"cp{int(match.group(1))}" if match else "cp1252"
    name = "utf-8" if name == "cp65001" else name
    try:
        codecs.lookup(name)  # to decode no bytes asks for no codec
    except LookupError:
        return "cp1252"
    return name
