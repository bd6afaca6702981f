"""HTML as the plain text that a reader of it would see.

Own and small because it must be safe rather than pretty: no network, no scripts, no entities of
the sender's making, hidden text left out, struck text left out, quoted history marked ">".
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from parsers.mails.stylesheets import spell_out

LONGEST_HTML = 4_000_000  # characters
_UNSEEN = {
    "script", "style", "head", "title", "template", "noscript", "object", "svg", "del", "s",
    "strike",
}  # fmt: skip
_STAND_IN = 20  # words of a plain text that may stand in for the other
_BLOCKS = {
    "p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br",
    "blockquote", "section", "article", "header", "footer", "address", "pre", "form", "fieldset",
    "dt", "dd", "body", "tbody", "thead", "tfoot", "caption",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|"
    r"text-decoration[^;]*:\s*[^;]*line-through",
    re.IGNORECASE,
)
_TINY = re.compile(
    r"font-size\s*:\s*(?:0+(?:\.0+)?\s*(?:p[xt]|r?em|%)?|[01](?:\.\d+)?\s*p[xt])\s*(?:!important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*[\d.]+\s*)?\)", re.IGNORECASE
)
_NO_GROUND = re.compile(rf"none|transparent|inherit|initial|{_WHITE.pattern}", re.IGNORECASE)


def tree_of(source: str) -> etree._Element | None:
    """Return the parsed HTML; None when there is nothing in it."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    data = source[:LONGEST_HTML].replace("\x00", "").encode("utf-8", "replace")
    try:
        tree: etree._Element | None = etree.fromstring(data, parser)
    except (etree.LxmlError, AssertionError, ValueError):
        return None
    if tree is not None:
        spell_out(tree)
    return tree


def is_unseen(element: etree._Element) -> bool:
    """Whether a reader of the mail does not see this element, or sees it struck through."""
    style = element.get("style") or ""
    if _TINY.search(style) and not any(
        "font" in (n.get("style") or "") for n in element.iterdescendants()
    ):
        return True
    return (
        str(element.tag).lower() in _UNSEEN
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(style))
    )


def take_out_white(tree: etree._Element) -> None:
    """Take the words out of a tree that are white, where nothing round them is filled."""
    known: dict[etree._Element | None, tuple[bool, bool]] = {}
    for node in tree.iter(etree.Element):
        white, filled = known.get(node.getparent(), (False, False))
        style = node.get("style") or ""
        told = _COLOR.search(style)
        color = told[1].strip() if told is not None else node.get("color") or node.get("text") or ""
        if color or node.tag == "a":
            white = _WHITE.fullmatch(color) is not None
        ground = _GROUND.search(style)
        shown = ground[1].strip() if ground is not None else node.get("bgcolor") or ""
        filled = filled or bool(shown and not _NO_GROUND.fullmatch(shown))
        filled = filled or node.get("background") is not None
        known[node] = (white, filled)
        if white and not filled:
            node.text = None
            for child in node:
                child.tail = None


def text_of(source: str) -> str:
    """Return the visible text of an HTML document, a line a block, cells parted by tabs."""
    tree = tree_of(source)
    return "" if tree is None else text_under(tree)


def text_shown(plain: str, source: str) -> str:
    """Return the text of a mail that has two: its plain one, or what the HTML document shows.

    A few plain words may only stand in for the document ("Your program cannot show this message"):
    what is seen by all who open the mail counts.
    """
    shown = text_of(source) if len(plain.split()) <= _STAND_IN else ""
    return shown if shown.strip() else plain


def text_under(root: etree._Element) -> str:  # noqa: C901 - one small machine
    """Return the visible text of one element."""
    lines: list[str] = []
    line: list[str] = []
    depth = 0

    def end_line() -> None:
        text = re.sub(r"[ \xa0\r\n\f\v]+", " ", "".join(line)).strip(" ")
        lines.append(("> " * depth + text).rstrip() if text.strip() else "")
        line.clear()

    for event, value in _walk(root):
        if event == "text":
            line.append(value)
            continue
        if value in {"td", "th"}:
            if event == "end":
                line.append("\t")
            continue
        if value in _BLOCKS:
            if line:
                end_line()
            elif value in {"br", "p"} and event == "end":
                lines.append("")
        if value == "blockquote":
            depth += 1 if event == "start" else -1
    if line:
        end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(part.strip("\t") for part in lines)).strip()


def _walk(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield ("start", tag), ("text", words) and ("end", tag) of what is seen, without recursion."""
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                yield from _tail(element, root)
            continue
        if event in {"comment", "pi"} or not tag:
            yield from _tail(element, root)
        elif event == "start" and is_unseen(element):
            skipped = element
        elif event == "start":
            yield "start", tag
            if element.text:
                yield "text", element.text
        else:
            yield "end", tag
            yield from _tail(element, root)


def _tail(element: etree._Element, root: etree._Element) -> Iterator[tuple[str, str]]:
    if element is not root and element.tail:
        yield "text", element.tail
