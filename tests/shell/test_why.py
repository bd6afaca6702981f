"""Why a move owes what it owes, and what was believed on a day of the past."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mailbot import decisions
from mailbot.rulebook import rulebook
from mailbot.rules.moves import Event, What
from mailbot.rules.protocols import Protocols
from mailbot.rules.schooldays import Closure
from mailbot.store import almanac
from mailbot.store.ledger import Ledger
from mailbot.telling import beliefs, states
from mailbot.telling.chronicle import event_line
from mailbot.telling.outline import next_due, outline
from mailbot.telling.why import why
from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, at, opened

REF = "MM-26-0001"


def day(text: str) -> dt.date:
    return at(f"{text} 00:00").date()


TERMS = (
    ("", day("Wed 2 Sep 2026"), day("Fri 23 Oct 2026")),
    ("", day("Mon 2 Nov 2026"), day("Fri 18 Dec 2026")),
    ("", day("Mon 4 Jan 2027"), day("Wed 21 Jul 2027")),
)
INSET = (("", day("Mon 2 Nov 2026"), "INSET day"),)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    more = {"terms": TERMS, "closures": INSET}
    with opened(tmp_path, monkeypatch, "Tue 6 Oct 2026 09:30", **more) as place:
        yield place


def form(bench: Bench, start: str, number: int = 1, **more: Any) -> bytes:
    """Return a mail of the home school with an agreement."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    more = {"form_date": day("Mon 5 Oct 2026"), **more}
    values = agreement("a", home, receiving, day(start), **more)
    return mail(
        home.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
        attachments=[Attachment("form.docx", docx("MM1", values), WORD)],
        date=bench.now, message_id=f"<{number}@alder.example>",
    )  # fmt: skip


def ended(bench: Bench, when: str) -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    values = outcome(
        "a", home, receiving, day(when), outcome="unsuccessful", decision_date=day(when),
        end_date=day(when), reason="It was not working.", support_provided="A mentor.",
    )  # fmt: skip
    return mail(
        receiving.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
        attachments=[Attachment("mm2.docx", docx("MM2", values), WORD)],
        date=bench.now, message_id="<9@beck.example>",
    )  # fmt: skip


def live(bench: Bench, until: str, *mails: bytes) -> None:
    """Let mails come in, and the daemon run to an instant."""
    with bench.life() as life:
        almanac.keep(life.ledger, life.desk.rules.calendar, bench.now)
        bench.post(*mails)
        life.until(at(until))


class Then:
    """What was believed at an instant."""

    def __init__(self, bench: Bench, when: str) -> None:
        self.ledger = Ledger(bench.store)
        self.belief = beliefs.at(self.ledger, rulebook(bench.settings), at(when))

    def owed(self, ref: str = REF) -> Mapping[str, Mapping[str, Any]]:
        return {one["what"]: one for one in states.owed(ref, self.belief)}

    def ladder(self, what: str) -> tuple[str, ...]:
        return next(one.ladder for one in why(REF, self.belief) if one.what == what)

    def history(self) -> list[str]:
        return [event_line(event, self.belief) for event in self.belief.events(REF)]


def test_the_days_counted_are_said_one_by_one(bench: Bench) -> None:
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    names = bench.place.schools
    home, receiving = names["alder"].name, names["beck"].name
    owed = Then(bench, "Wed 7 Oct 2026 12:00").owed()
    days = "Tue 6 Oct, Wed 7 Oct, Thu 8 Oct, Fri 9 Oct, Mon 12 Oct 2026"
    assert owed["mm1"]["counted"] == [
        "start Mon 5 Oct 2026, as the first agreement says",
        f"5 school days of {home} after Mon 5 Oct 2026: {days}",
    ]
    assert owed["review:week8"]["counted"] == [
        "start Mon 5 Oct 2026",
        f"week 8 = Mon 30 Nov 2026, a school day at {receiving}",
    ]
    # 12 weeks after Mon 5 Oct is Mon 28 Dec; the term begins on Mon 4 Jan
    slipped = "next school day Mon 4 Jan 2027"
    assert owed["outcome:final"]["counted"][1:] == [
        "week 12 = Mon 28 Dec 2026",
        f"Mon 28 Dec 2026 is no school day at {receiving} (no term); {slipped}",
        "the final review is due on the last day, Mon 4 Jan 2027",
    ]


def test_a_date_on_the_form_is_said_to_be_written_there(bench: Bench) -> None:
    reviews = [day("Wed 4 Nov 2026")]
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026", review_dates=reviews))
    owed = Then(bench, "Wed 7 Oct 2026 12:00").owed()
    said = "Wed 4 Nov 2026: written on the agreement form"
    assert owed["review:week4"]["counted"] == [said]


def test_what_met_an_obligation_is_its_mail_and_when_it_arrived(bench: Bench) -> None:
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    then = Then(bench, "Wed 7 Oct 2026 12:00")
    met = then.owed()["mm1"]["met_by"]
    assert met.startswith("agreement (MM1) accepted: start Mon 5 Oct 2026")
    assert met.endswith("arrived Tue 6 Oct 2026 09:30")
    assert then.owed()["review:week4"]["met_by"] is None


def test_a_ladder_says_what_left_and_what_is_to_come(bench: Bench) -> None:
    names = bench.place.schools
    with bench.life() as life:
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=names["alder"].name,
            receiving=names["beck"].name, start=day("Mon 5 Oct 2026"), now=bench.now,
        )  # fmt: skip
        life.until(at("Wed 14 Oct 2026 12:00"))  # the limit is Mon 12 Oct
    then = Then(bench, "Wed 14 Oct 2026 12:00")
    home = names["alder"].name
    assert then.ladder("mm1") == (
        f"chase 1 Tue 13 Oct 2026 to {home}: left Tue 13 Oct 2026",
        f"chase 2 Thu 15 Oct 2026 to {home}: to come",
        f"chase 3 Mon 19 Oct 2026 to {home}: to come",
        "escalation Wed 21 Oct 2026 to the EIT manager: to come",
    )
    (sent,) = then.owed()["mm1"]["sent"]
    assert (sent["kind"], sent["to"], sent["state"]) == ("notification_chase", "home", "sent")
    assert sent["at"] == "2026-10-13T08:00:00+01:00"


def test_a_rung_that_an_outage_took_is_past_and_nothing_left(bench: Bench) -> None:
    names = bench.place.schools
    with bench.life() as life:
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=names["alder"].name,
            receiving=names["beck"].name, start=day("Mon 5 Oct 2026"), now=bench.now,
        )  # fmt: skip
        bench.now = at("Wed 14 Oct 2026 12:00")
        life.until(at("Wed 14 Oct 2026 13:00"))
    first, second, *_ = Then(bench, "Wed 14 Oct 2026 13:00").ladder("mm1")
    assert first.endswith("its day is past, nothing left")
    assert second.endswith("to come")


def test_an_amended_agreement_does_not_show_before_it_came(bench: Bench) -> None:
    live(bench, "Tue 20 Oct 2026 09:00", form(bench, "Mon 5 Oct 2026"))
    live(bench, "Wed 21 Oct 2026 09:00", form(bench, "Mon 12 Oct 2026", 2))
    before, after = Then(bench, "Mon 19 Oct 2026 12:00"), Then(bench, "Tue 20 Oct 2026 12:00")
    assert before.owed()["review:week4"]["due"] == "2026-11-03"  # Mon 2 Nov is an INSET day
    assert after.owed()["review:week4"]["due"] == "2026-11-09"
    assert len(before.history()) + 1 == len(after.history())
    line = states.move(REF, before.belief.docket, before.belief.rules)
    assert line["start"] == "2026-10-05"


def test_a_withdrawn_fact_shows_until_it_was_withdrawn(bench: Bench) -> None:
    live(bench, "Wed 4 Nov 2026 09:00", form(bench, "Mon 5 Oct 2026"))
    with bench.life() as life:
        decisions.review(life.desk, REF, held=day("Tue 3 Nov 2026"), final=None, now=bench.now)
        wrong = life.ledger.events(REF)[-1].seq
        bench.now = at("Fri 6 Nov 2026 09:00")
        gone = Event(move=REF, what=What.WITHDRAWN, at=bench.now, taken=bench.now,
                     data={"seq": wrong})  # fmt: skip
        with life.ledger.transaction():
            life.ledger.add_event(gone)
    before, after = Then(bench, "Thu 5 Nov 2026 12:00"), Then(bench, "Fri 6 Nov 2026 12:00")
    assert before.owed()["review:week4"]["state"] == "met"
    assert before.owed()["review:week4"]["met_by"].startswith("review held on Tue 3 Nov 2026")
    assert after.owed()["review:week4"]["state"] == "overdue"
    assert after.owed()["review:week4"]["met_by"] is None
    assert after.history()[-1].startswith("withdrawn: review held on Tue 3 Nov 2026; said by staff")


def test_a_closure_that_was_added_later_moves_nothing_before(bench: Bench) -> None:
    live(bench, "Fri 27 Nov 2026 09:00", form(bench, "Mon 5 Oct 2026"))
    with bench.life() as life:
        snow = Closure(None, day("Mon 30 Nov 2026"), "snow")
        almanac.keep(life.ledger, life.desk.rules.calendar.with_rows(closures=[snow]), bench.now)
    before, after = Then(bench, "Thu 26 Nov 2026 12:00"), Then(bench, "Fri 27 Nov 2026 12:00")
    assert before.owed()["review:week8"]["due"] == "2026-11-30"
    assert after.owed()["review:week8"]["due"] == "2026-12-01"
    assert (
        "(closed: snow); next school day Tue 1 Dec 2026"
        in after.owed()["review:week8"]["counted"][-1]
    )


def test_a_letter_has_the_state_that_it_had_then(bench: Bench) -> None:
    bench.relay.is_down = True
    live(bench, "Tue 6 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    bench.relay.is_down = False
    live(bench, "Wed 7 Oct 2026 12:00")
    before, after = Then(bench, "Tue 6 Oct 2026 10:00"), Then(bench, "Wed 7 Oct 2026 12:00")
    assert [(one.kind, one.state) for one in before.belief.letters(REF)] == [
        ("form_received", "queued")
    ]
    assert after.belief.letters(REF)[0].state == "sent"


def test_a_move_that_was_not_known_yet_is_not_there(bench: Bench) -> None:
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    assert list(Then(bench, "Mon 5 Oct 2026 12:00").belief.docket.moves()) == []
    assert list(Then(bench, "Tue 6 Oct 2026 12:00").belief.docket.moves()) == [REF]


def test_a_breakdown_ends_what_was_owed_and_says_so(bench: Bench) -> None:
    live(bench, "Fri 16 Oct 2026 15:00", form(bench, "Mon 5 Oct 2026"))
    live(bench, "Mon 19 Oct 2026 12:00", ended(bench, "Fri 16 Oct 2026"))
    owed = Then(bench, "Mon 19 Oct 2026 12:00").owed()
    assert owed["review:week8"]["state"] == "lapsed"
    assert owed["review:week8"]["met_by"].startswith("the placement broke down: ")
    receiving = bench.place.schools["beck"].name
    days = "Mon 19 Oct, Tue 20 Oct, Wed 21 Oct 2026"
    assert owed["report"]["counted"] == [
        "decided on Fri 16 Oct 2026",
        f"3 school days of {receiving} after Fri 16 Oct 2026: {days}",
    ]
    assert owed["plan"]["due"] == "2026-10-23"


def test_half_term_and_an_inset_day_are_said_not_to_count(bench: Bench) -> None:
    bench.now = at("Thu 22 Oct 2026 09:30")
    live(bench, "Thu 22 Oct 2026 12:00", form(bench, "Thu 22 Oct 2026"))
    said = Then(bench, "Thu 22 Oct 2026 12:00").owed()["mm1"]["counted"][-1]
    home = bench.place.schools["alder"].name
    assert said == (
        f"5 school days of {home} after Thu 22 Oct 2026: Fri 23 Oct, Tue 3 Nov, Wed 4 Nov, "
        "Thu 5 Nov, Fri 6 Nov 2026, not counting Mon 26 Oct-Fri 30 Oct (no term), "
        "Mon 2 Nov (closed: INSET day)"
    )


def test_the_lines_above_say_protocol_basis_and_how_the_agreement_came(bench: Bench) -> None:
    lost = [day("Fri 16 Oct 2026")]  # 18 days before the 4 week review, the nearest
    bench.now = at("Wed 14 Oct 2026 09:30")
    live(bench, "Wed 14 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026", review_dates=lost))
    then = Then(bench, "Wed 14 Oct 2026 12:00")
    names = bench.place.schools
    assert list(outline(REF, then.belief)) == [
        f"from {names['alder'].name} to {names['beck'].name}",
        "start Mon 5 Oct 2026, end Mon 4 Jan 2027",
        "by Southwark managed move protocol, in force from Mon 16 Jan 2023",
        "off-site direction, the agreement (MM1) came on Wed 14 Oct 2026, 2 school days late",
        "Fri 16 Oct 2026 fits no review and was not used",
    ]
    assert next_due(REF, then.belief).startswith("attendance:2026-10-05 2026-10-12 (overdue)")


def test_an_amendment_and_terms_that_end_too_soon_are_said(bench: Bench) -> None:
    live(bench, "Tue 6 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 24 May 2027", 2))
    said = list(outline(REF, Then(bench, "Wed 7 Oct 2026 12:00").belief))
    assert "amended, last on Tue 6 Oct 2026: the newest agreement counts" in said
    assert said[-1].startswith("The terms that are known end before every date is reached")


def test_a_letter_about_two_moves_is_for_each_what_it_said_of_it(bench: Bench) -> None:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    with bench.life() as life:
        almanac.keep(life.ledger, life.desk.rules.calendar, bench.now)
        queried = agreement("b", home, receiving, day("Mon 5 Oct 2026"))
        del queried["parents"]
        bench.post(
            mail(
                home.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
                attachments=[Attachment("form.docx", docx("MM1", queried), WORD)],
                date=bench.now, message_id="<2@alder.example>",
            )
        )  # fmt: skip
        life.until(at("Tue 6 Oct 2026 12:00"))
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=home.name, receiving=receiving.name,
            start=day("Thu 1 Oct 2026"), now=bench.now,
        )  # fmt: skip
        # the question is due on Thu 8 Oct, the agreement of the other move also
        life.until(at("Fri 9 Oct 2026 12:00"))
    then = Then(bench, "Fri 9 Oct 2026 12:00")
    (chased,) = [one for one in then.belief.letters("MM-26-0002") if one.sent]
    assert (chased.kind, chased.source) == ("notification_chase", "southwark.mm1")
    assert chased.due == day("Thu 8 Oct 2026")
    asked = [one for one in then.belief.letters(REF) if one.number == chased.number]
    assert [one.kind for one in asked] == ["form_query"]


def test_an_agreement_is_judged_by_the_version_of_its_first_form_whatever_amends_it(
    bench: Bench,
) -> None:
    live(bench, "Wed 7 Oct 2026 12:00", form(bench, "Mon 5 Oct 2026"))
    live(bench, "Thu 8 Oct 2026 12:00", form(bench, "Thu 1 Oct 2026", 2))
    then = Then(bench, "Thu 8 Oct 2026 12:00")
    (new,) = then.belief.rules.protocols.versions
    limit = new.notification.model_copy(update={"limit": 1})
    old = new.model_copy(update={"notification": limit})
    new = new.model_copy(update={"in_force": day("Mon 5 Oct 2026")})
    then.belief.rules.protocols = Protocols((old, new))
    line = states.move(REF, then.belief.docket, then.belief.rules)
    assert line["start"] == "2026-10-01"
    assert then.belief.rules.protocol_of(then.belief.docket.moves()[REF]) is old
    assert then.owed()["mm1"]["due"] == line["mm1"]["due"] == "2026-10-12"
    assert "5 school days" in then.owed()["mm1"]["counted"][1]
