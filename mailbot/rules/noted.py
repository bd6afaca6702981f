"""What staff should know of a move although it changes nothing: other forms, words of concern.

A suspension, a part-time timetable or a referral names a pupil on a move, and says nothing of how
the move stands. What it was, where, and what to do about it is a line in the move's history and in
the daily list; so is a mail that sounds worried. Neither is ever a breakdown.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

# Of a mail whose words are a weak sign of trouble (wording.md, section 3).
CONCERN = {"sort": "words of concern in a mail", "advice": "read it"}
LETTER = {"sort": "words of concern in a letter", "advice": "read it"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What came. sort: as staff call it. role: of the school that it speaks of, if known."""

    sort: str
    advice: str
    role: Literal["home", "receiving"] | None
    at: dt.datetime | None = None

    @property
    def sentence(self) -> str:
        """Return what came, where, and what to do about it."""
        where = f" at the {self.role} school" if self.role else ""
        return f"{self.sort}{where}" + (f": {self.advice}" if self.advice else "")


def noted(data: Mapping[str, Any], at: dt.datetime | None = None) -> Noted:
    """Return what a fact says of another process's form; at: when it came."""
    role: Any = data.get("role")
    return Noted(
        sort=str(data.get("sort") or "other form"),
        advice=str(data.get("advice") or ""),
        role=role if role in ("home", "receiving") else None,
        at=at,
    )
