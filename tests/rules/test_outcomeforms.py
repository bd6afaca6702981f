"""What the version of a protocol that a move keeps says of its forms."""

from typing import Any

import pytest

from mailbot.rules.identity import Known
from mailbot.rules.intake import Accepted, Decision, Desk, ForAPerson, Sender, decide, identity_of
from mailbot.rules.moves import Move, What
from mailbot.rules.protocols import Protocol, Protocols
from parsers.records import Mm1, Mm2, Reading
from tests.rules.made import (
    HOME,
    RECEIVING,
    at,
    calendar,
    day,
    extended,
    mm1,
    move,
    protocol,
)

WHO: dict[str, Any] = {
    "pupil": {"forename": "Astrid", "surname": "Lind", "dob": "2012-03-17"},
    "home": {"school": "Alder", "urn": HOME},
    "receiving": {"school": "Beck", "urn": RECEIVING},
}
STAFF = Sender(address="", authenticated=True, staff=True, schools=frozenset())
SENDER = Sender(
    address="office@beck.example", authenticated=True, staff=False, schools=frozenset({RECEIVING})
)
ARRIVED = at("Fri 16 Oct 2026 12:00")


def _decide(record: Mm1 | Mm2, *rules: Protocol, known: Move | None = None) -> Decision:
    reading = Reading(
        source="s",
        kind="MM1" if isinstance(record, Mm1) else "MM2",
        status="accepted",
        record=record,
    )
    who = identity_of(Mm1.model_validate(WHO))
    desk = Desk(
        known=[Known(move=known.id, who=who, state="running")] if known else [],
        moves={known.id: known} if known else {},
        protocols=Protocols(rules),
        calendar=calendar(),
        papers=lambda _ref: None,
    )
    sender = STAFF if isinstance(record, Mm1) else SENDER
    return decide(reading, sender, desk, None, arrived=ARRIVED)


def _extended(until: str) -> Mm2:
    extension = {"end_date": day(until), "review_date": day(until)}
    return Mm2.model_validate(WHO | {"outcome": "extended", "extension": extension})


SIX = move(mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"))


@pytest.mark.parametrize(
    ("until", "counts"),
    [
        ("Fri 4 Dec 2026", True),  # six more school weeks after Fri 16 Oct: 19 Oct, 2 to 30 Nov
        ("Mon 7 Dec 2026", False),
    ],
)
def test_an_extension_longer_than_the_protocol_has_it_waits(until: str, *, counts: bool) -> None:
    found = _decide(_extended(until), protocol("cheshire-east"), known=SIX)
    assert isinstance(found, Accepted if counts else ForAPerson)
    if isinstance(found, ForAPerson):
        assert found.reason == "long_extension"
        assert [what for what, _ in found.facts] == [What.HELD]


def test_an_extension_of_any_length_counts_where_none_is_named() -> None:
    assert isinstance(_decide(_extended("Fri 28 May 2027"), protocol(), known=SIX), Accepted)


@pytest.mark.parametrize(("extensions", "counts"), [(0, False), (1, False), (2, True)])
def test_a_second_extension_counts_where_the_protocol_has_two(
    extensions: int, *, counts: bool
) -> None:
    longer = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"),
        extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027"),
    )
    found = _decide(_extended("Fri 12 Feb 2027"), protocol(extensions=extensions), known=longer)
    assert isinstance(found, Accepted) is counts


def test_the_extensions_are_those_of_the_version_that_the_move_started_under() -> None:
    strict = protocol(extensions=0).model_copy(update={"in_force": day("Mon 14 Sep 2026")})
    found = _decide(_extended("Fri 18 Dec 2026"), protocol(), strict, known=SIX)
    assert isinstance(found, Accepted)


def _basis(start: str, **more: Any) -> object:
    form = Mm1.model_validate(WHO | {"start_date": day(start)} | more)
    found = _decide(form, protocol("sunderland"))
    assert isinstance(found, Accepted)
    return dict(found.facts[0][1])["basis"]


def test_a_form_that_is_silent_is_permanent_where_the_protocol_knows_nothing_else() -> None:
    assert _basis("Mon 19 Oct 2026") == "managed_move_permanent"
    assert _basis("Mon 19 Oct 2026", legal_basis="offsite_direction") == "offsite_direction"


def test_a_form_that_is_silent_stays_silent_elsewhere() -> None:
    form = Mm1.model_validate(WHO | {"start_date": day("Mon 19 Oct 2026")})
    found = _decide(form, protocol())
    assert isinstance(found, Accepted)
    assert dict(found.facts[0][1])["basis"] is None


def test_the_form_s_own_date_is_kept() -> None:
    form = Mm1.model_validate(
        WHO | {"start_date": day("Mon 19 Oct 2026"), "form_date": day("Fri 16 Oct 2026")}
    )
    found = _decide(form, protocol())
    assert dict(found.facts[0][1])["signed"] == day("Fri 16 Oct 2026")
