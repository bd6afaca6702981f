"""What a Word document's styles say of words that do not say it themselves: hidden, struck, white.

A style may hide or strike the words that bear it as well as any look of their own; whoever reads
the runs finds nothing there. So what decides whether words are seen is written into each run, and
the ground of a paragraph into the paragraph.
"""

import copy
from collections.abc import Iterator

from lxml import etree

from parsers.office.packages import W
from parsers.office.wordruns import under

_OF_WORDS = ("vanish", "strike", "dstrike", "color", "sz")
_DEEPEST = 12  # styles that stand on each other


def spell_out(root: etree._Element, styles: etree._Element) -> None:
    """Write into the runs of a part what their styles say of how they are seen."""
    known = {
        style.get(f"{W}styleId", ""): style
        for style in styles.iter(f"{W}style")
        if style.get(f"{W}type") in ("paragraph", "character")
    }
    for paragraph in root.iter(f"{W}p"):
        look = paragraph.find(f"{W}pPr")
        named = under(look, "pStyle")
        above = list(_chain(known, named))
        grounds = (style.find(f"{W}pPr/{W}shd") for style in above)
        _take(paragraph, "pPr", [one for one in grounds if one is not None])
        for run in paragraph.iter(f"{W}r"):
            own = [*_chain(known, under(run.find(f"{W}rPr"), "rStyle")), *above]
            looks = [one for style in own if (one := style.find(f"{W}rPr")) is not None]
            told = (look.find(f"{W}{name}") for name in _OF_WORDS for look in looks)
            _take(run, "rPr", [one for one in told if one is not None])


def _chain(
    known: dict[str, etree._Element], named: etree._Element | None
) -> Iterator[etree._Element]:
    """Yield a style and those on which it stands, the nearest first."""
    for _ in range(_DEEPEST):
        style = known.get(named.get(f"{W}val", "")) if named is not None else None
        if style is None:
            return
        yield style
        named = style.find(f"{W}basedOn")


def _take(node: etree._Element, name: str, told: list[etree._Element]) -> None:
    """Put into a node's look what it does not say itself; of several the first counts."""
    if not told:
        return
    look = node.find(f"{W}{name}")
    if look is None:
        look = etree.Element(f"{W}{name}")
        node.insert(0, look)
    for one in told:
        if look.find(one.tag) is None:
            look.append(copy.deepcopy(one))
