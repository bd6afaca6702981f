"""Rich text as HTML, for the reader of mails: its tables, its answers and what stands out in it.

Outlook keeps some bodies as rich text of their own (`richtext` reads it, as it reads a file), and
a mail's text is read as HTML or words. So there is one reader of rich text, and one of a mail.
"""

import html
import re

from parsers.office.richtext import pairs_of_rtf
from parsers.pairs import FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, Document, Grid, Line

_ANSWER = re.compile(f"{FIELD}([^{FIELD}{FIELD_END}]*){FIELD_END}")


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
