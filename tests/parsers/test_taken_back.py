"""Forms that say something else than their boxes: withdrawn, only a specimen, refused."""

import pytest

from tests.parsers import layouts
from tests.parsers.test_forms import _problems


@pytest.mark.parametrize(
    "heading",
    [
        "WITHDRAWN",
        "CANCELLED - parent changed her mind",
        "Managed Move Agreement (MM1) - SPECIMEN",
        "Example of a completed form",
        "DRAFT",
        "On hold - do not process",
        "Receiving school have pulled out \u2013 keep for file",
        "This offer has been withdrawn",
        "Please do not use, sent in error",
        "NO LONGER GOING AHEAD",
        "W I T H D R A W N",
        "'WITHDRA'W'N - see email 12/11",
        "NB Start changed to 16th, Oakbrook to confirm.",
        "* start date now 16 November 2026, see email",
        "Amended 10/11/26: start date 16 November 2026 not 9 November 2026. AB",
    ],
)
def test_a_form_headed_as_taken_back_waits_for_a_person(heading: str) -> None:
    rows = [(label, text) for label, text in layouts.AGREEMENT.items() if text]
    reading = layouts.read(layouts.word("Managed Move Agreement (MM1)", heading, rows))
    assert (reading.kind, reading.status) == ("MM1", "held")
    assert ("document", "unclear") in _problems(reading)


@pytest.mark.parametrize(
    "line",
    [
        "Draft v2.1, approved by the Fair Access Panel",
        "Please tell us if the move has been withdrawn or cancelled.",
        "Sample signature",
        "Has the offer of a place been withdrawn",
        "Reason why an offer was withdrawn",
        "If the start date is changed, tell us by 16 November 2026.",
        "Review dates are now agreed at 4, 8 and 12 weeks, not 6.",
        "Revised end date: 18 December 2026",
    ],
)
def test_words_that_are_the_forms_own_take_nothing_back(line: str) -> None:
    rows = [(label, text) for label, text in layouts.AGREEMENT.items() if text]
    reading = layouts.read(layouts.word("Managed Move Agreement (MM1)", line, rows))
    assert reading.status == "accepted"


def test_a_place_that_the_receiving_school_refuses_waits_for_a_person() -> None:
    form = layouts.agreement({"Receiving school decision": "Declined - place not offered"})
    assert layouts.read(form).status == "held"
