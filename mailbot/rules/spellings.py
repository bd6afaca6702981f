"""The ways in which a careful officer writes a figure, each brought to the one way we keep.

"12", "twelve weeks" and 12 are one figure; "fortnightly" is "every 2 weeks"; "none" and false are
nothing. What cannot be meant in one way only is refused with a sentence that says what to write:
every function here raises ValueError with such a sentence, and nothing else.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

_NUMBERS: Mapping[str, int] = {
    "zero": 0, "no": 0, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20,
}  # fmt: skip
_FIGURE = re.compile(r"(?P<count>\d{1,3}|[a-z]+)\s*(?P<unit>[a-z][a-z _-]*)?")
_NOTHING = ("none", "no", "never", "off", "nothing", "not owed", "-", "")
FINAL, MIDWAY, EXTENSION, SUPPORT = "final", "midway", "extension", "support"
_FRACTIONS = {
    "midway": Fraction(1, 2),
    "half": Fraction(1, 2),
    "halfway": Fraction(1, 2),
    "mid-point": Fraction(1, 2),
    "midpoint": Fraction(1, 2),
    "middle": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "one third": Fraction(1, 3),
    "two thirds": Fraction(2, 3),
    "a quarter": Fraction(1, 4),
    "three quarters": Fraction(3, 4),
}
_RHYTHMS = {
    "weekly": 1,
    "every week": 1,
    "each week": 1,
    "fortnightly": 2,
    "every fortnight": 2,
    "each fortnight": 2,
    "every other week": 2,
    "every second week": 2,
}


def _text(value: str) -> str:
    return " ".join(value.replace("_", " ").casefold().split())


def figure(value: Any) -> tuple[int, str]:
    """Return the count and the unit, "" where none is written, of 5, "5", "five school days"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value, ""
    if isinstance(value, float) and value.is_integer():
        return int(value), ""
    found = _FIGURE.fullmatch(_text(value)) if isinstance(value, str) else None
    if found is not None:
        count = int(found["count"]) if found["count"].isdigit() else _NUMBERS.get(found["count"])
        if count is not None:
            return count, (found["unit"] or "").strip()
    raise ValueError("must be a whole number; write it without quotes, such as 5")


def days(value: Any) -> int:
    """Return a number of days written as 2, "2" or "2 school days"; the key's name has the unit."""
    count, unit = figure(value)
    if unit and not re.fullmatch(r"((school|working|calendar) )?days?", unit):
        raise ValueError("must be a whole number of days, such as 5")
    return count


def weeks(value: Any) -> int:
    """Return a number of weeks written as 6, "6" or "six school weeks"; the unit stands apart."""
    count, unit = figure(value)
    if unit and not is_week_unit(unit):
        raise ValueError("must be a whole number of weeks, such as 6")
    return count


def is_week_unit(unit: str) -> bool:
    """Return whether a text is a unit that weeks may be counted in."""
    return re.fullmatch(r"(?:(?:school|calendar|term|term[ -]time) )?weeks?", unit) is not None


def maybe_days(value: Any) -> int | None:
    """Return a number of days, None for "none" or false."""
    if is_nothing(value):
        return None
    return days(value)


def is_nothing(value: Any) -> bool:
    """Return whether the value says that there is none."""
    return value is None or value is False or (isinstance(value, str) and _text(value) in _NOTHING)


def count_or_none(value: Any) -> int:
    """Return how many, 0 for "none" or false."""
    if is_nothing(value):
        return 0
    count, _ = figure(value)
    return count


def week_unit(value: Any) -> Any:
    """Return calendar, school or school_days for every way to write a unit of weeks."""
    if not isinstance(value, str):
        return value
    said = _text(value)
    if said in ("school days", "school day"):
        return "school_days"
    said = re.sub(r" ?weeks?$", "", said) or "calendar"
    return "school" if said in ("term", "term time", "term-time", "weeks of term") else said


def day_unit_beside(value: Any) -> str:
    """Return the unit written beside a number of days, "" where there is none."""
    try:
        _, unit = figure(value)
    except ValueError:
        return ""
    found = re.fullmatch(r"(school|working|calendar) days?", unit)
    return found[1] if found else ""


def day_unit(value: Any) -> Any:
    """Return school, working or calendar for every way to write a unit of days."""
    if not isinstance(value, str):
        return value
    return re.sub(r" days?$", "", _text(value))


def slip(value: Any) -> Any:
    """Return next, previous or friday for every way to write where a date goes."""
    if not isinstance(value, str):
        return value
    said = re.sub(r" (school )?day$", "", _text(value))
    synonyms = {"forward": "next", "after": "next", "following": "next"}
    synonyms |= {"back": "previous", "before": "previous", "preceding": "previous"}
    synonyms |= {"friday of that week": "friday", "the friday of that week": "friday"}
    return synonyms.get(said, said)


def reporting(value: Any) -> Any:
    """Return weekly, fortnightly, daily or none for every way to write how often."""
    if is_nothing(value):
        return "none"
    if not isinstance(value, str):
        return value
    said = _text(value)
    if every := _every(said):
        return {1: "weekly", 2: "fortnightly"}.get(every, said)
    return {"every day": "daily", "each day": "daily"}.get(said, said)


def consent(value: Any) -> Any:
    """Return one or all_with_responsibility for every way to write whose consent is asked for."""
    if not isinstance(value, str):
        return value
    said = _text(value)
    if said in ("one", "one parent", "any", "either", "a parent"):
        return "one"
    if said in ("all", "both", "both parents", "all parents", "all with responsibility"):
        return "all_with_responsibility"
    return value


def parent_email(value: Any) -> Any:
    """Return never for "none" or false, else what is written."""
    if is_nothing(value):
        return "never"
    return _text(value) if isinstance(value, str) else value


def _every(said: str) -> int | None:
    """Return n of "every n weeks" and its like; None for anything else."""
    if said in _RHYTHMS:
        return _RHYTHMS[said]
    found = re.fullmatch(r"every (\w+) (?:school )?weeks?", said)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1])
    return count or None


def review(value: Any) -> Any:
    """Return the table of one review written as "week 4", 4, "midway", "every 2 weeks", "final"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, float) and 0 < value < 1:
        value = f"{value:g}"
    elif isinstance(value, int | float):
        value = f"week {value:g}"
    said = _text(value)
    said = re.sub(r" reviews?$", "", said)
    if said in ("final", "end", "at the end", "last"):
        return {"name": FINAL, "title": "final review"}
    if every := _every(said):
        return {"name": f"every{every}", "title": "review", "every": every}
    if part := _part(said):
        if part == Fraction(1, 2):
            return {"name": MIDWAY, "title": "midway review", "fraction": 0.5}
        percent = round(part * 100)
        title = f"review at {percent}% of the placement"
        return {"name": f"part{percent}", "title": title, "fraction": float(part)}
    said = re.sub(r"week(\d)", r"week \1", said)
    week = re.fullmatch(r"(?:(?:at )?weeks? )?(\w+)(?: ?weeks?)?", said)
    count = None
    if week is not None:
        count = int(week[1]) if week[1].isdigit() else _NUMBERS.get(week[1])
    if count:
        return week_review(count)
    raise ValueError('is no review: write "week 4", "every 2 weeks", "midway" or "final"')


def week_review(count: int) -> dict[str, Any]:
    """Return the table of the review at week `count`."""
    return {"name": f"week{count}", "title": f"{count} week review", "week": count}


def _part(said: str) -> Fraction | None:
    """Return the fraction that "midway", "one third", "0.25", "1/3" or "25%" say."""
    said = said.removeprefix("fraction ").removeprefix("at ")
    if said in _FRACTIONS:
        return _FRACTIONS[said]
    part: Fraction | None = None
    if re.fullmatch(r"0?\.\d+", said):
        part = Fraction(said)
    elif found := re.fullmatch(r"(\d{1,2})/(\d{1,2})", said):
        part = Fraction(int(found[1]), int(found[2]) or 1)
    elif found := re.fullmatch(r"(\d{1,2}) ?(?:%|per ?cent)(?: of the placement)?", said):
        part = Fraction(int(found[1]), 100)
    return part if part is not None and 0 < part < 1 else None


def schedule(value: Any) -> Any:
    """Return the reviews as a list, each still as it is written; "none", []: only the final one."""
    if is_nothing(value) or value == []:
        return [FINAL]
    if isinstance(value, str):
        value = [one for one in re.split(r"\s*(?:,|;|\band\b|\+)\s*", value) if one]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = [value]
    return value
