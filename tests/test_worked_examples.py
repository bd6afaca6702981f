"""Start days in, days out: each counted by hand in tests/protocols, each clause beside its line.

Two judges: a second count of every day from the page (tests/rules/oracle.py), and the product
itself, through `mailbot simulate`. Only what an example gives is compared.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import factory
from tests.rules import oracle
from tests.timeline import Played, play, write_scenario

_FOLDER = Path(__file__).parent / "protocols"


def _dated(value: Any) -> Any:
    """Return the same with every "Mon 5 Oct 2026" read, and every weekday checked."""
    match value:
        case dict():
            return {key: _dated(item) for key, item in value.items()}
        case list():
            return [_dated(item) for item in value]
        case str() if value[:3] in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
            return oracle.instant(value) if ":" in value else oracle.day(value)
    return value


def _examples() -> Iterable[Any]:
    for protocol in ("southwark", "rotherham"):
        text = (_FOLDER / f"{protocol}.toml").read_text(encoding="utf-8")
        for example in tomllib.loads(text)["example"]:
            said = {"protocol": {}, "calendar": "vale", "home": "alder", "receiving": "beck"}
            said |= {"written_reviews": [], "authority": protocol} | example
            yield pytest.param(said, id=f"{protocol}: {said['name']}")


def _case(example: Mapping[str, Any]) -> oracle.Case:
    said = _dated(dict(example))
    return oracle.Case(
        days=oracle.calendar(said["calendar"]),
        home=said["home"],
        receiving=said["receiving"],
        start=said["start"],
        protocol=said["authority"],
        written_end=said.get("written_end"),
        written_reviews=tuple(said["written_reviews"]),
        **said["protocol"],
    )


def _counted_again(example: Mapping[str, Any]) -> dict[str, Any]:
    case, said = _case(example), _dated(dict(example))
    mm2 = said.get("mm2")
    found = oracle.placement(case, said["arrives"].date())
    if mm2 and mm2["outcome"] == "unsuccessful":
        found |= oracle.breakdown(case, mm2, mm2["arrives"].date())
    elif mm2:
        found |= oracle.success(case, mm2, mm2["arrives"].date())
    return found


def _only(wanted: Any, found: Any) -> Any:
    """Return of `found` what `wanted` asks about; `reviews` is always asked about whole."""
    if not isinstance(wanted, dict):
        return found
    return {
        key: found.get(key) if key == "reviews" else _only(item, found.get(key, {}))
        for key, item in wanted.items()
    }


@pytest.mark.parametrize("example", list(_examples()))
def test_a_second_count_gives_the_same_days(example: Mapping[str, Any]) -> None:
    wanted = _dated(example["expect"])
    assert _only(wanted, _counted_again(example)) == wanted


@pytest.mark.parametrize("example", list(_examples()))
def test_the_product_gives_the_same_days(example: Mapping[str, Any], tmp_path: Path) -> None:
    wanted = _dated(example["expect"])
    assert _only(wanted, _produced(example, tmp_path)) == wanted


def _last(value: Any) -> dt.date:
    """Return the last day named anywhere in an expectation."""
    match value:
        case dt.date():
            return value
        case dict():
            return max(_last(item) for item in value.values())
        case list():
            return max(_last(item) for item in value)
        case _:
            return dt.date.min


def _produced(example: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    case, said = _case(example), _dated(dict(example))
    overrides = "\n".join(f'{key} = "{value}"' for key, value in said["protocol"].items())
    place = factory.office(
        said["authority"], terms=case.days.terms, closures=case.days.closures, overrides=overrides
    )
    home, receiving = place.schools[case.home], place.schools[case.receiving]
    factory.write_configuration(folder, place)
    more = {"attendance_reporting": "weekly", "form_date": case.start}
    if case.written_end:
        more["end_date"] = case.written_end
    if case.written_reviews:
        more["review_dates"] = case.written_reviews
    mm1 = factory.agreement("a", home, receiving, case.start, **more)
    forms: list[tuple[factory.Kind, dt.datetime, factory.School, dict[str, Any]]] = [
        ("MM1", said["arrives"], home, mm1)
    ]
    if "mm2" in said:
        days = {key: value for key, value in said["mm2"].items() if key != "arrives"}
        days |= {"reason": "The placement was not working.", "support_provided": "A mentor."}
        on = said["mm2"]["arrives"].date()
        mm2 = factory.outcome("a", home, receiving, on, **days)
        forms.append(("MM2", said["mm2"]["arrives"], receiving, mm2))
    events: list[tuple[str, Mapping[str, object]]] = []
    for kind, at, school, values in forms:
        name = f"{kind}.docx"
        paper = factory.Attachment(name, factory.docx(kind, values), factory.WORD)
        raw = factory.mail(
            school.office, place.mailbox, "A managed move", f"The {kind} is attached.\n",
            attachments=[paper], date=at, message_id=f"<{kind}@{school.domain}>",
        )  # fmt: skip
        (folder / f"{kind}.eml").write_bytes(raw)
        events.append(("mail", {"at": at, "eml": f"{kind}.eml"}))
    first = min(case.start, said["arrives"].date())
    start = dt.datetime.combine(first, dt.time(0, 0))
    end = dt.datetime.combine(
        max(_last(_dated(example["expect"])), forms[-1][1].date()), dt.time(23, 59)
    )
    scenario = write_scenario(folder, said["name"], start, end, events)
    return _told(play(scenario, folder / "out"), place, case, said)


def _told(played: Played, place: factory.Office, case: oracle.Case, example: Any) -> dict[str, Any]:
    """Return what the product said, in the shape of an example's expectation."""
    (move,) = played.moves.values()
    offices = {side: place.schools[getattr(case, side)].office for side in ("receiving", "home")}

    def days(kind: str, to: str, due: dt.date | None) -> list[dt.date]:
        return [r.at.date() for r in played.rows if (r.kind, r.to, r.due) == (kind, to, due)]

    def dues(kind: str, to: str) -> list[dt.date]:
        return sorted({r.due for r in played.rows if (r.kind, r.to) == (kind, to) and r.due})

    def escalated(due: dt.date | None) -> list[dt.date]:
        return [r.at.date() for r in played.rows if r.kind == "escalation" and r.due == due]

    def both(kind: str, due: dt.date) -> dict[str, Any]:
        chased = {side: days(kind, office, due) for side, office in offices.items()}
        return {"due": due, **chased, "escalation": next(iter(escalated(due)), None)}

    def one(kind: str, side: str) -> dict[str, Any]:
        due = next(iter(dues(kind, offices[side])), None)
        return {
            "due": due,
            "chases": days(kind, offices[side], due),
            "escalation": next(iter(escalated(due)), None),
        }

    reviews = {r["which"]: dt.date.fromisoformat(r["due"]) for r in move["reviews"]}
    mm1 = move.get("mm1") or {}
    plan = one("plan_meeting_chase", "home")
    reminders = days("plan_meeting_reminder", offices["home"], plan["due"])
    told: dict[str, Any] = {
        "end": dt.date.fromisoformat(move["end"]) if move.get("end") else None,
        "mm1": {
            "due": dt.date.fromisoformat(mm1["due"]) if mm1.get("due") else None,
            "late_days": mm1.get("late_days"),
        },
        "reviews": reviews,
        "invites": {
            which: next(iter(days("review_invite", offices["receiving"], due)), None)
            for which, due in reviews.items()
        },
        "chases": {which: both("review_chase", due) for which, due in reviews.items()},
        "outcome": both("outcome_chase", reviews["final"]) if "final" in reviews else None,
        "attendance": one("attendance_chase", "receiving"),
        "report": one("report_chase", "receiving"),
        "plan": plan | {"reminder": reminders[0] if reminders else None},
        "roll": {side: one("roll_change_chase", side) for side in offices},
    }
    told["roll"]["escalations"] = escalated(told["roll"]["home"]["due"])
    notices = [row for row in played.rows if row.kind == "breakdown_parent"]
    words = " ".join(played.text_of(notices[0]).split()) if notices else ""
    morning = example["expect"].get("next_morning")
    return told | {"next_morning": morning if _in_full(morning) in words else words}


def _in_full(day: dt.date | None) -> str:
    """Return a day as letters name it: Monday 2 November."""
    return f"{day:%A} {day.day} {day:%B}" if day else ""
