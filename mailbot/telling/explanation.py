"""A folder that shows what was read of a file from where: its pages drawn, its values beside them.

For staff and for whoever mends a reading. Drawing is done by the child that reads, never here: this
module only writes what it was given, under file names of its own making. It touches no folder that
holds anything but an earlier explanation, for the pages are personal data and so may be the rest.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from mailbot.children.reader import Reader
from mailbot.resources import shipped
from parsers.context import Context
from parsers.records import Reading, Seen

_MARK = ".mailbot-explanation"
_OURS = re.compile(r"index\.html|\d{3}-\d{3}\.png")
_SECONDS = 90.0  # for one page: a picture must be recognised again to be cut out and turned
_MEBIBYTES = 2_048
_PNG = b"\x89PNG\r\n\x1a\n"
_LONGEST = 200  # characters of evidence shown
_LABEL = 60  # characters drawn for one value
_LEAST = 3  # characters from which a text can be found again in a row
_GONE = {
    "time": "The pages could not be drawn: it took too long.",
    "memory": "The pages could not be drawn: it took too much memory.",
    "died": "The pages could not be drawn: the drawing broke off.",
}


class FolderError(Exception):
    """The folder cannot be used; the message says why."""


def prepared(folder: Path) -> None:
    """Make the folder, or empty one that we made. Raises FolderError if it holds anything else."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = list(folder.iterdir())
        strange = [one for one in held if not (_OURS.fullmatch(one.name) or one.name == _MARK)]
        if held and (strange or not (folder / _MARK).is_file()):
            raise FolderError(f"{folder}: holds files of other origin; name an empty folder")
        for one in held:
            one.unlink()
        (folder / _MARK).touch()
    except OSError as trouble:
        raise FolderError(f"{folder}: {trouble.strerror}") from trouble


def explain(
    sources: Sequence[tuple[str, bytes, tuple[Reading, ...]]], context: Context, folder: Path
) -> Path:
    """Write the explanation of each file into a prepared folder; return its first page."""
    papers: list[dict[str, Any]] = []
    with Reader(context, seconds=_SECONDS, memory_mib=_MEBIBYTES, pictures=True) as reader:
        for number, (name, data, readings) in enumerate(sources, start=1):
            drawn = list(reader.sketch(data, _marks(readings)))
            files = _written(drawn, folder, number)
            papers += _papers(name, readings, drawn, files)
    loader = jinja2.FileSystemLoader(str(shipped("templates")))
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    page = folder / "index.html"
    page.write_text(environment.get_template("explain.html").render(papers=papers), "utf-8")
    return page


def _written(
    drawn: Sequence[Mapping[str, Any]], folder: Path, number: int
) -> dict[tuple[str, int], str]:
    """Write the pages that were drawn; return their file names by part and page."""
    files: dict[tuple[str, int], str] = {}
    for sketch in drawn:
        if "png" not in sketch or len(files) > 998:  # noqa: PLR2004 - three digits
            continue
        try:
            picture = base64.b64decode(str(sketch["png"]), validate=True)
        except binascii.Error:
            continue
        if picture.startswith(_PNG):  # the child that drew it is not trusted
            name = f"{number:03d}-{len(files) + 1:03d}.png"
            (folder / name).write_bytes(picture)
            files[str(sketch["part"]), int(sketch["page"])] = name
    return files


def _marks(readings: Sequence[Reading]) -> dict[str, list[list[Any]]]:
    """Return what is to be drawn, by part: page, box, label, sort, whether the page was seen."""
    marks: dict[str, dict[Any, list[Any]]] = {}
    for reading in readings:
        values = dict(values_of(reading))
        for path, seen in reading.evidence.items():
            if not (seen.page and seen.box):
                continue
            label = f"{path} = {values.get(path, 'not believed')}"[:_LABEL]
            row = [seen.page, seen.box, label, _sort(path, seen, reading), seen.how == "ocr"]
            here = marks.setdefault(reading.part or "", {})
            before = here.setdefault((seen.page, seen.box), row)
            if before is not row:  # several values of one box have one label
                before[2] = f"{before[2]}; {label}"
                before[3] = max(before[3], row[3], key=("read", "doubted", "wrong").index)
    return {part: list(rows.values()) for part, rows in marks.items()}


def _papers(
    name: str,
    readings: Sequence[Reading],
    drawn: Sequence[Mapping[str, Any]],
    files: Mapping[tuple[str, int], str],
) -> Iterator[dict[str, Any]]:
    """Yield what the page says of each document of one file."""
    gone = next((str(one["gone"]) for one in drawn if "gone" in one), "")
    for reading in readings:
        part = reading.part or ""
        rows = [row for one in drawn if one.get("part") == part for row in one.get("rows", ())]
        values = list(_values(reading))
        pages = [
            {"number": page, "file": file, "fields": [v for v in values if v["page"] == page]}
            for (whose, page), file in files.items()
            if whose == part
        ]
        shown = {page["number"] for page in pages}
        placed = list(_rows(rows, values))
        found = {one["path"] for row in placed for one in row["became"]}
        left = [v for v in values if v["page"] not in shown and v["path"] not in found]
        kind = "no managed-move form" if reading.kind == "other" else reading.kind
        yield {
            "name": f"{name}: {part}" if part else name,
            "verdict": f"{kind}, {reading.status}",
            "problems": reading.problems,
            "pages": pages,
            "rows": placed,
            "fields": left,
            "gone": _GONE.get(gone, "") if not pages and not rows else "",
        }


def _rows(rows: Sequence[Sequence[str]], values: Sequence[dict[str, Any]]) -> Iterator[Any]:
    """Yield each row of a document without pages, and the values that were read from it."""
    for row in rows:
        cells = [" ".join(str(cell).split()) for cell in row]
        became = [
            value
            for value in values
            if len(value["whole"]) >= _LEAST and any(value["whole"] in cell for cell in cells)
        ]
        sort = next((value["sort"] for value in became if value["sort"] != "read"), "read")
        yield {"text": " | ".join(cells), "became": became, "sort": sort}


def _values(reading: Reading) -> Iterator[dict[str, Any]]:
    """Yield a row for each value read, believed or not."""
    values = dict(values_of(reading))
    for path in dict.fromkeys((*values, *reading.evidence)):
        seen = reading.evidence.get(path) or Seen(raw="", how="computed")
        raw = " ".join(seen.raw.split())
        yield {
            "path": path,
            "value": values.get(path, "not believed"),
            "raw": raw[:_LONGEST],
            "whole": raw,
            "how": seen.how,
            "sure": f"{seen.confidence:.0%}",
            "page": seen.page,
            "sort": _sort(path, seen, reading),
        }


def _sort(path: str, seen: Seen, reading: Reading) -> str:
    """Return how a value stands: read, doubted or wrong."""
    if any(path == one.field or path.startswith(f"{one.field}.") for one in reading.problems):
        return "wrong"
    return "read" if seen.confidence >= 1 else "doubted"


def values_of(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield each value of a reading's record as people write it, with the path of its evidence."""
    told = reading.record.model_dump(mode="json", exclude_none=True) if reading.record else {}
    return _leaves(told, "")


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield each value of a record under the path of its evidence."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    elif isinstance(value, list):
        if value:
            yield path, ", ".join(map(str, value))
    elif isinstance(value, bool):
        yield path, "yes" if value else "no"
    elif value is not None:
        yield path, str(value)
