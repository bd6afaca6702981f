"""The protocols that stretch the format, played by the product from a form to the last letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailbot.resources import shipped
from tests import factory
from tests.rules import oracle
from tests.timeline import Played, play, write_scenario

VALE = oracle.calendar("vale")
Mail = tuple[str, str, dict[str, Any]]  # when, kind of form, what it says


def _played(folder: Path, protocol: str, mails: Sequence[Mail], until: str) -> Played:
    """Return what a new authority sends that keeps `protocol`; every form is the home school's."""
    place = replace(
        factory.office("rotherham", terms=VALE.terms, closures=VALE.closures), protocol=protocol
    )
    home, receiving = place.schools["alder"], place.schools["beck"]
    factory.write_configuration(folder, place)
    events = []
    for n, (when, kind, said) in enumerate(mails):
        at = oracle.instant(when)
        make = factory.agreement if kind == "MM1" else factory.outcome
        day = said.pop("start", at.date())
        values = make("a", home, receiving, day, **said)
        paper = factory.Attachment(f"{n}.docx", factory.docx(kind, values), factory.WORD)  # type: ignore[arg-type]
        raw = factory.mail(
            home.office, place.mailbox, "A move", "Attached.\n",
            attachments=[paper], date=at, message_id=f"<{n}@{home.domain}>",
        )  # fmt: skip
        (folder / f"{n}.eml").write_bytes(raw)
        events.append(("mail", {"at": at, "eml": f"{n}.eml"}))
    start = dt.datetime.combine(oracle.instant(mails[0][0]).date(), dt.time(0, 0))
    scenario = write_scenario(folder, protocol, start, oracle.instant(until), events)
    return play(scenario, folder / "out")


def _said(played: Played) -> list[tuple[str, str, str]]:
    """Return what left: its kind, the first part of its reader's address, and the day."""
    return [
        (row.kind, row.to.partition("@")[0], f"{row.at:%a %-d %b}")
        for row in played.rows
        if row.kind != "form_received"
    ]


def _text(played: Played, kind: str) -> str:
    return next(played.text_of(row) for row in played.rows if row.kind == kind)


def test_a_permanent_move_is_supported_and_the_support_is_asked_for(tmp_path: Path) -> None:
    form = {"start": oracle.day("Mon 7 Sep 2026"), "legal_basis": "managed_move_permanent"}
    mails: list[Mail] = [("Tue 8 Sep 2026 09:30", "MM1", form)]
    played = _played(tmp_path, "sunderland", mails, "Fri 23 Oct 2026 18:00")
    (move,) = played.moves.values()
    # 7 Sep + 42 days; tolerance to Wed 21 Oct; only the home school gives the support
    assert (move["end"], move["reviews"]) == (
        None, [{"which": "support", "due": "2026-10-19", "held": None}],
    )  # fmt: skip
    assert [one for one in _said(played) if one[0] != "roll_change_chase"] == [
        ("escalation", "eit.manager", "Thu 24 Sep"),  # of the two schools' roll changes
        ("escalation", "eit.manager", "Thu 24 Sep"),
        ("review_chase", "office", "Thu 22 Oct"),
    ]
    assert "support review" in _text(played, "review_chase")


def test_a_direction_without_an_end_is_asked_for_it(tmp_path: Path) -> None:
    form = {"start": oracle.day("Mon 7 Sep 2026")}
    mails: list[Mail] = [("Tue 8 Sep 2026 09:30", "MM1", form)]
    played = _played(tmp_path, "derbyshire", mails, "Tue 8 Sep 2026 18:00")
    assert [one[0] for one in _said(played)] == ["form_query"]
    asked = _text(played, "form_query")
    assert "when is the placement to end?" in " ".join(asked.split())
    assert "review" not in asked.casefold().partition("please")[0]


def test_an_estimated_end_brings_the_outcome_form_due(tmp_path: Path) -> None:
    form = {"start": oracle.day("Mon 7 Sep 2026"), "end_date": oracle.day("Fri 18 Sep 2026")}
    mails: list[Mail] = [("Tue 8 Sep 2026 09:30", "MM1", form)]
    played = _played(tmp_path, "derbyshire", mails, "Wed 23 Sep 2026 18:00")
    # tolerance to Tue 22 Sep
    assert ("outcome_chase", "office", "Wed 23 Sep") in _said(played)


def test_a_pupil_who_has_not_signed_is_asked_for_where_that_makes_it_valid(tmp_path: Path) -> None:
    form = {"start": oracle.day("Mon 5 Oct 2026")}
    mails: list[Mail] = [("Thu 1 Oct 2026 09:30", "MM1", form)]
    played = _played(tmp_path, "norfolk", mails, "Thu 1 Oct 2026 18:00")
    assert [one[0] for one in _said(played)] == ["form_query"]
    assert "The pupil has not signed." in _text(played, "form_query")


@pytest.mark.parametrize(
    ("until", "sort"), [("Fri 4 Dec 2026", "extension_confirmed"), ("Mon 7 Dec 2026", "form_held")]
)
def test_an_extension_counts_up_to_the_weeks_that_the_protocol_has(
    until: str, sort: str, tmp_path: Path
) -> None:
    reviews = (oracle.day("Mon 28 Sep 2026"), oracle.day("Fri 16 Oct 2026"))
    form = {"start": oracle.day("Mon 7 Sep 2026"), "review_dates": reviews}
    longer = {"end_date": oracle.day(until), "review_date": oracle.day(until)}
    said = {"outcome": "extended", "extension": longer}
    mails: list[Mail] = [
        ("Tue 8 Sep 2026 09:30", "MM1", form),
        ("Fri 16 Oct 2026 15:00", "MM2", said),
    ]
    played = _played(tmp_path, "cheshire-east", mails, "Mon 19 Oct 2026 18:00")
    assert sort in [one[0] for one in _said(played)]
    (move,) = played.moves.values()
    assert move["end"] == ("2026-12-04" if sort == "extension_confirmed" else "2026-10-16")


def test_a_version_may_hold_a_kind_of_letter_and_have_words_of_its_own(tmp_path: Path) -> None:
    shipped_ = shipped("config", "protocols", "rotherham.toml").read_text(encoding="utf-8")
    later = shipped_.replace("in_force = 2022-09-01", "in_force = 2026-09-07") + (
        '\n[gates]\nhold = ["review_invite:parent"]\n'
        '\n[words.offsite_direction]\nterm = "guest placement"\na_term = "a guest placement"\n'
        'title = "Guest placement"\n'
    )
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "a.toml").write_text(shipped_, encoding="utf-8")
    (tmp_path / "versions" / "b.toml").write_text(later, encoding="utf-8")
    for start, invited, title in (
        ("Fri 4 Sep 2026", True, "Off-site direction"),
        ("Mon 7 Sep 2026", False, "Guest placement"),
    ):
        form: dict[str, Any] = {"start": oracle.day(start)}
        mails: list[Mail] = [("Mon 7 Sep 2026 09:30", "MM1", form)]
        folder = tmp_path / start.replace(" ", "")
        played = _played(folder, "../versions", mails, "Fri 9 Oct 2026 18:00")
        invites = [row for row in played.rows if row.kind == "review_invite"]
        assert any("post.example" in row.to for row in invites) is invited
        assert invites
        assert title in (folder / "out" / (invites[0].eml or "")).read_text(encoding="utf-8")
