"""Files that stand as letters in the text of a mail: uuencode, as old mail programs attach them.

What is damaged is taken as far as it goes: whoever reads the file will say so.
"""

import re
from binascii import Error, a2b_uu

_BLOCK = re.compile(
    r"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,200})\r?\n"
    r"(?P<lines>(?:[ -`]{2,62}\r?\n)+)(?:`?[ \t]*\r?\n)?end\b",
    re.MULTILINE,
)
_MOST = 100  # of one text


def taken_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return a text without the files that stand in it, and their names and bytes."""
    files: list[tuple[str, bytes]] = []
    for block in list(_BLOCK.finditer(text))[:_MOST]:
        data = b"".join(map(_decoded, block["lines"].splitlines()))
        if data:
            files.append((block["name"], data))
            text = text.replace(block.group(), "", 1)
    return text, files


def _decoded(line: str) -> bytes:
    try:
        return a2b_uu(line.encode("ascii", "replace"))
    except Error:
        # Programs that leave off blanks at the end, or put some there.
        length = (ord(line[0]) - 32) & 63
        letters = line[: 1 + (length * 4 + 5) // 3].ljust(1 + (length + 2) // 3 * 4)
        try:
            return a2b_uu(letters.encode("ascii", "replace"))
        except Error:
            return b""
