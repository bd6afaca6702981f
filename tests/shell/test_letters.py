"""Every kind of letter, through `letters.write`, read back from its bytes."""

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from mailbot.resources import shipped
from mailbot.writing import proofs
from mailbot.writing.letters import (
    ContactRestrictedError,
    Item,
    LeakError,
    Letter,
    NoTemplateError,
    Recipient,
    write,
)
from mailbot.writing.needs import NEEDS
from tests.letters.examples import (
    AT,
    BARE_OFFICE,
    BUNDLE,
    FIRST,
    FULL,
    FULL_CASE,
    FULL_OFFICE,
    ID,
    SECOND,
    SENDER,
    TO_EIT,
    TO_FIRST,
    TO_HOME,
    TO_RECEIVING,
    TO_SECOND,
    everything,
    face,
    golden,
    letter,
    shown,
    sparse,
)

WHOLE = dict(everything())
BARE = dict(sparse())
PARENTS = [name for name, (_item, to) in FULL.items() if to.role == "parent"]
PRIVATE = ("Kacper", "Kai", "Jarvis", "Małecka", "Joanna", "Piotr", "Thornfield", "Holly Bank")


def _message(written: Letter) -> Any:
    return message_from_bytes(written.raw, policy=SMTP)


def _text(name: str, **more: Any) -> str:
    item, to = FULL[name]
    return face(letter([replace(item, data={**item.data, **more})], to), "plain")


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", WHOLE)
def test_a_letter_reads_as_its_golden_text(name: str) -> None:
    assert shown(WHOLE[name]) == golden(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BARE)
def test_a_letter_that_knows_next_to_nothing_reads_as_its_golden_text(name: str) -> None:
    assert shown(BARE[name]) == golden(f"{name}.sparse").read_text(encoding="utf-8")


def test_every_kind_of_letter_has_an_example() -> None:
    assert {name.split(".")[0] for name in FULL} == set(NEEDS)


def test_every_golden_text_has_its_letter() -> None:
    kept = {path.name for path in golden("x").parent.glob("*.txt")}
    assert kept == {f"{name}.txt" for name in WHOLE} | {f"{name}.sparse.txt" for name in BARE}


@pytest.mark.parametrize("written", [*WHOLE.values(), *BARE.values()])
def test_no_letter_has_a_gap(written: Letter) -> None:
    text = face(written, "plain")
    flat = _flat(text)
    assert not re.search(r"\bNone\b|Undefined|\{\{|\{%|\(\)|\ue000|\ue001", text)
    assert not re.search(r" [.,;:?!)]|\.\.|,,|\bon \.|\bby \.|: ?$", flat)
    assert not re.search(r"[a-z0-9][.?!][A-Z]", flat)


@pytest.mark.parametrize("written", [*WHOLE.values(), *BARE.values()])
def test_plain_text_keeps_to_seventy_two_columns(written: Letter) -> None:
    lines = face(written, "plain").splitlines()
    assert all(len(line) <= 72 or " " not in line for line in lines)


@pytest.mark.parametrize("written", [*WHOLE.values(), *BARE.values()])
def test_both_faces_say_the_same_words(written: Letter) -> None:
    page = face(written, "html")
    body = page[page.index("<main") :]
    shown_words = unescape(re.sub(r"<[^>]+>", " ", body))
    plain = re.sub(r"https?://\S+|(?m:^(?:- |\d\. ))", " ", face(written, "plain"))
    letters = re.compile(r"\w+")
    assert letters.findall(plain) == letters.findall(shown_words)


@pytest.mark.parametrize("written", [*WHOLE.values(), *BARE.values()])
def test_subject_and_file_names_hold_nobody_and_no_school(written: Letter) -> None:
    outside = f"{written.subject} {' '.join(written.attachments)}"
    assert not [name for name in PRIVATE if name in outside]
    assert "exclu" not in outside.casefold()


@pytest.mark.parametrize("written", [*WHOLE.values(), *BARE.values()])
def test_the_same_letter_has_the_same_bytes_in_seven_bits(written: Letter) -> None:
    assert written.raw.isascii()
    assert b"\n" not in written.raw.replace(b"\r\n", b"")


def test_writing_again_gives_the_same_bytes() -> None:
    assert {name: one.raw for name, one in everything()} == {
        name: one.raw for name, one in WHOLE.items()
    }


def test_the_headers_keep_machines_from_answering() -> None:
    message = _message(WHOLE["breakdown_parent.today"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"
    assert message["X-Mailbot-Kind"] == "breakdown_parent"
    assert message["Reply-To"] == "inclusion@eastmere.example"
    assert message["From"] == "Inclusion Team <inclusion@eastmere.example>"
    assert message["To"] == "joanna@family.example"
    assert message["Message-ID"] == ID
    assert message["Date"] == "Fri, 20 Nov 2026 14:05:00 +0000"
    assert message["Cc"] is message["Bcc"] is message["In-Reply-To"] is None


def test_an_answer_names_the_mail_it_answers() -> None:
    message = _message(letter(*_one("form_query.first"), in_reply_to="<a@b.example>"))
    assert message["In-Reply-To"] == message["References"] == "<a@b.example>"


@pytest.mark.parametrize(
    "odd", ["<a b@c.example>", "x\r\nBcc: d@e.example", "", "<\u0142@c.example>"]
)
def test_an_odd_message_id_of_a_sender_stops_no_answer(odd: str) -> None:
    message = _message(letter(*_one("form_query.first"), in_reply_to=odd))
    assert message["In-Reply-To"] is message["Bcc"] is None


def test_a_line_end_in_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        letter([FULL["form_query.first"][0]], replace(SENDER, address="a@b.example\r\nBcc: c@d.e"))


def test_a_redirected_letter_shows_its_true_reader_first() -> None:
    written = letter(*_one("breakdown_parent.today"), redirect_to="testing@eastmere.example")
    assert _message(written)["To"] == written.to == "testing@eastmere.example"
    assert "joanna@family.example (parent)" in _flat(face(written, "plain"))[:140]
    assert "joanna@family.example (parent)" in face(written, "html")


def _one(name: str) -> tuple[list[Item], Recipient]:
    item, to = FULL[name]
    return [item], to


@pytest.mark.parametrize("name", PARENTS)
def test_a_parent_never_reads_of_the_other_parent(name: str) -> None:
    item, _to = FULL[name]
    for to, other in ((TO_FIRST, SECOND), (TO_SECOND, FIRST)):
        raw = face(letter([item], to), "plain") + face(letter([item], to), "html")
        for private in (other.name, other.email, other.phone, "Larchwood", "Quayside"):
            assert private not in raw or private in {"Larchwood", "Quayside"}
        assert "Larchwood" not in raw
        assert "Quayside" not in raw


def test_a_letter_that_would_show_the_other_parent_is_not_written() -> None:
    office = replace(FULL_OFFICE, complaints="write to Piotr  JARVIS.")
    with pytest.raises(LeakError):
        letter([FULL["breakdown_parent.today"][0]], TO_FIRST, office)


def test_a_restricted_parent_is_never_written_to() -> None:
    closed = (replace(FIRST, restricted=True), SECOND)
    for name in PARENTS:
        item = replace(FULL[name][0], case=replace(FULL_CASE, parents=closed))
        with pytest.raises(ContactRestrictedError):
            letter([item], TO_FIRST)


def test_parents_who_share_an_address_still_get_their_letters() -> None:
    together = tuple(replace(one, address=FIRST.address) for one in FULL_CASE.parents)
    item = replace(FULL["breakdown_parent.today"][0], case=replace(FULL_CASE, parents=together))
    assert "Dear Joanna" in face(letter([item], TO_FIRST), "plain")


@pytest.mark.parametrize("name", PARENTS)
def test_a_parent_reads_the_first_name_alone(name: str) -> None:
    item, to = FULL[name]
    text = face(letter([item], to), "plain")
    assert "Kai" in text
    assert "Kacper" not in text
    assert "KJ" not in text
    assert "Jarvis" not in text.replace("Piotr Jarvis", "")


@pytest.mark.parametrize("name", [*PARENTS])
def test_a_parent_is_never_told_of_blame(name: str) -> None:
    for written in (WHOLE[name], BARE[name]):
        said = face(written, "plain").casefold()
        assert not re.search(r"fail|exclu|refus|unsuccessful|blame|behaviour", said)


@pytest.mark.parametrize("name", PARENTS)
def test_a_parents_sentences_are_short(name: str) -> None:
    item, to = FULL[name]
    parts = face(letter([item], to), "plain").split("\n\n")
    said = [
        _flat(part) for part in parts if part.strip().endswith(".") and not part.startswith("-")
    ]
    lengths = [
        len(one.split())
        for part in said
        for one in re.split(r"(?<=[.?!;:])\s", part)
        if one.strip()
    ]
    assert sum(lengths) / len(lengths) <= 16
    assert max(lengths) <= 25


def test_a_schools_letter_is_never_written_to_a_parent() -> None:
    for name, (item, to) in FULL.items():
        if to.voice != "parent" and not item.kind.startswith(("review_inv", "ext", "succ")):
            with pytest.raises(NoTemplateError):
                letter([item], TO_FIRST)
            assert name


def test_a_parents_letter_is_never_written_to_a_school() -> None:
    with pytest.raises(NoTemplateError):
        letter([FULL["breakdown_parent.today"][0]], TO_HOME)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(NoTemplateError):
        letter([Item(kind="../shared")], TO_HOME)


def test_a_letter_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        letter([], TO_HOME)


def test_the_first_sentence_to_a_parent_says_that_it_is_ending() -> None:
    text = _flat(_text("breakdown_parent.today").split("Dear Joanna Małecka,")[1])
    assert text.startswith(
        "Kai's placement at Holly Bank Academy is ending: the last day there is Friday 20 November "
        "2026, and this was decided today, Friday 20 November 2026."
    )


def test_late_news_says_ended_and_leaves_out_the_past_morning() -> None:
    text = _flat(_text("breakdown_parent.late"))
    assert "ended on Wednesday 21 October 2026" in text
    assert "is ending" not in text
    assert "arrangements for" not in text
    assert "as before" not in text


def test_the_next_school_morning_is_the_home_schools_to_arrange() -> None:
    text = _flat(_text("breakdown_parent.today"))
    assert (
        "Thornfield School will tell you the arrangements for Monday 23 November 2026; its number "
        "is 020 7946 0201." in text
    )
    assert "will ring" not in text


def test_a_first_day_of_term_says_so() -> None:
    assert "Monday 4 January 2027, the first day of term." in _flat(
        _text("breakdown_parent.holiday")
    )


def test_the_days_before_an_arranged_return_are_not_left_unsaid() -> None:
    text = _flat(_text("breakdown_parent.arranged"))
    assert "Up to and including Wednesday 25 November 2026, Kai goes to Holly Bank Academy" in text
    assert "On Monday 30 November 2026, Kai goes to Thornfield School." in text
    assert "will tell you the arrangements for the school days before that" in text


@pytest.mark.parametrize("arranged", [True, False])
@pytest.mark.parametrize("next_school", ["home", "receiving"])
@pytest.mark.parametrize("next_morning", [dt.date(2026, 11, 23), None])
def test_a_parent_is_always_told_about_the_next_school_morning(
    *, arranged: bool, next_school: str, next_morning: dt.date | None
) -> None:
    text = _text(
        "breakdown_parent.today",
        arranged=arranged,
        next_school=next_school,
        next_morning=next_morning,
        return_date=dt.date(2026, 11, 24) if arranged else None,
    )
    assert re.search(r"arrangements for|Kai goes to Thornfield", _flat(text))


def test_a_return_that_is_still_ahead_is_said_though_the_first_morning_is_past() -> None:
    late = {"ended": True, "next_morning": None, "arranged": True}
    ahead = _text("breakdown_parent.today", **late, return_date=dt.date(2026, 11, 24))
    past = _text("breakdown_parent.today", **late, return_date=dt.date(2026, 11, 19))
    assert "On Tuesday 24 November 2026, Kai goes to Thornfield School." in _flat(ahead)
    assert "19 November" not in past


@pytest.mark.parametrize("next_morning", [dt.date(2026, 11, 23), None])
@pytest.mark.parametrize("ended", [True, False])
def test_under_the_agreed_condition_a_parent_reads_no_place_and_no_day(
    *, next_morning: dt.date | None, ended: bool
) -> None:
    text = _flat(
        _text(
            "breakdown_parent.pex",
            next_morning=next_morning,
            ended=ended,
            arranged=True,
            return_date=dt.date(2026, 11, 23),
        )
    )
    assert "will ring you before the next school morning about what happens next" in text
    assert (
        "If nobody has rung by 8am that morning, ring Thornfield School on 020 7946 0201." in text
    )
    assert "23 November" not in text
    assert "goes to" not in text


def test_no_reason_is_given_to_a_parent() -> None:
    text = _flat(_text("breakdown_parent.today"))
    assert "The reason is not in this message." in text


def test_a_meeting_that_is_past_is_not_promised_to_a_parent() -> None:
    text = _text("breakdown_parent.today", plan_due=dt.date(2026, 11, 19))
    assert "meeting" not in text


def test_a_corrected_notice_says_that_it_corrects() -> None:
    assert "This message corrects the one that we sent you before." in _flat(
        _text("breakdown_parent.today", corrects=True)
    )


def test_a_restricted_parent_is_not_to_be_contacted() -> None:
    text = _flat(_text("breakdown_receiving_school.today"))
    assert (
        "Piotr Jarvis: Do not contact: ask the authority first, on 020 7946 0100 (when the office "
        "is closed: 020 7946 0199)." in text
    )
    assert "07700 900222" not in text


def test_a_restriction_that_only_the_case_knows_still_holds() -> None:
    closed = tuple(replace(one, restricted=True) for one in FULL_CASE.parents)
    item, to = FULL["breakdown_receiving_school.today"]
    written = letter([replace(item, case=replace(FULL_CASE, parents=closed))], to)
    text = _flat(face(written, "plain"))
    assert written.attachments == ()
    assert "Do not contact the family. Ask the authority first, on 020 7946 0100" in text
    assert "Ring the parents" not in text
    assert "07700" not in text


def test_the_home_school_is_told_whom_not_to_contact() -> None:
    closed = (FIRST, replace(SECOND, restricted=True))
    item, to = FULL["breakdown_home_school.today"]
    text = face(letter([replace(item, case=replace(FULL_CASE, parents=closed))], to), "plain")
    assert "Do not contact Piotr Jarvis: ask the authority first" in _flat(text)


def test_days_out_are_named_as_suspensions() -> None:
    assert "2 school days out: each must be a formal suspension." in _flat(
        _text("breakdown_eit.late")
    )
    assert "1 school day out:" in _text("breakdown_eit.late", days_out=1)


def test_the_home_schools_letter_waits_on_a_call_under_the_condition() -> None:
    text = _flat(_text("breakdown_home_school.pex"))
    assert "Speak to us before you do anything else" in text


def test_schools_read_initials_and_year() -> None:
    text = face(WHOLE["review_chase.receiving"], "plain")
    assert "KJ (Year 9)" in text
    assert not re.search(r"Kacper|Kai|Jarvis", text)


def test_where_initials_fit_two_schools_read_name_and_initial_in_the_body_only() -> None:
    item, to = FULL["review_chase.receiving"]
    written = letter([replace(item, case=replace(FULL_CASE, named_to_schools=True))], to)
    assert "Kai J (Year 9)" in face(written, "plain")
    assert "Kai" not in written.subject


@pytest.mark.parametrize(("year", "said"), [(0, "Reception"), (-1, "Nursery"), (11, "Year 11")])
def test_a_year_group_has_its_name(year: int, said: str) -> None:
    item, to = FULL["review_chase.receiving"]
    text = face(letter([replace(item, case=replace(FULL_CASE, nc_year=year))], to), "plain")
    assert f"KJ ({said})" in text


def test_a_chase_says_due_day_and_days_late_and_clause() -> None:
    text = face(WHOLE["review_chase.receiving"], "plain")
    assert "Due: Monday 16 November 2026 (4 days late)" in text
    assert "Rule: Managed move protocol, chapter 3, reviews" in text


def test_a_notification_is_late_by_school_days() -> None:
    assert "(5 school days late)" in _text("notification_chase.home")


def test_an_invite_tells_a_planned_day_from_a_due_one() -> None:
    assert "is planned for Monday 30 November 2026" in _flat(_text("review_invite.parent"))
    due = _flat(_text("review_invite.parent", planned=False))
    assert "is due by Monday 30 November 2026" in due
    assert "will give you the day, the time and the place" in due


def test_a_parent_gets_a_calendar_entry_only_for_a_planned_day() -> None:
    item, to = FULL["review_invite.parent"]
    later = replace(item, data={**item.data, "planned": False})
    assert letter([item], to).attachments == ("review.ics",)
    assert letter([later], to).attachments == ()
    assert "calendar" not in face(letter([later], to), "plain")


def test_schools_get_the_review_form_and_staff_do_not() -> None:
    assert WHOLE["review_invite.home"].attachments == ("review.ics", "review-form.pdf")
    assert WHOLE["review_invite.eit"].attachments == ("review.ics",)


def test_the_authoritys_own_blank_form_goes_in_place_of_the_shipped_one() -> None:
    own = {"mm1": ("MM1.docx", b"PK\x03\x04 the authority's own")}
    written = letter(*_one("notification_chase.home"), blank_forms=own)
    part = next(iter(_message(written).iter_attachments()))
    assert written.attachments == ("MM1.docx",)
    assert part.get_content() == own["mm1"][1]
    assert part.get_content_type().endswith("wordprocessingml.document")


def test_news_of_a_breakdown_is_answered_with_the_outcome_form() -> None:
    written = WHOLE["form_missing.breakdown"]
    assert written.attachments == ("mm2-form.pdf",)
    assert "Nothing is sent to the parents" in face(written, "plain")


def test_a_question_brings_each_form_it_asks_about_once() -> None:
    form = {"kind": "MM1", "title": "Agreement", "questions": []}
    item = replace(FULL["form_query.first"][0], data={"forms": [form, form, {"kind": "MM2"}]})
    assert letter([item], SENDER).attachments == ("mm1-form.pdf", "mm2-form.pdf")


def test_several_chases_to_one_address_are_one_letter_in_their_order() -> None:
    written = letter(BUNDLE, TO_RECEIVING)
    text = face(written, "plain")
    assert written.kind == "review_chase"
    assert written.subject == ("Managed moves: references MM-26-0173, MM-26-0102, 2 answers due")
    assert text.index("MM-26-0173") < text.index("MM-26-0102")
    assert text.count("Rule:") == 2
    assert written.attachments == ("review-form.pdf",)


def test_several_escalations_to_staff_are_one_letter() -> None:
    item = FULL["escalation.ladder"][0]
    other = replace(item, case=replace(FULL_CASE, reference="MM-26-0009"))
    text = face(letter([item, other], TO_EIT), "plain")
    assert text.startswith("2 things need a person")


def test_a_held_form_names_the_command() -> None:
    text = face(WHOLE["form_held.team"], "plain")
    assert "mailbot held H-0042 --accept" in text
    assert "mailbot held H-0042 --reject" in text


def test_an_empty_day_has_one_line() -> None:
    assert "Nothing to report today." in face(WHOLE["digest_daily.nothing"], "plain")


def test_markup_in_a_name_prints_as_it_stands() -> None:
    odd = "# <b>Li</b> & {{ 7*7 }} :: *x*"
    case = replace(FULL_CASE, parents=(replace(FIRST, name=odd),))
    item = replace(FULL["breakdown_parent.today"][0], case=case)
    written = letter([item], TO_FIRST)
    assert f"Dear {odd}," in face(written, "plain")
    assert "<b>Li</b>" not in face(written, "html")
    assert "Dear # &lt;b&gt;Li&lt;/b&gt; &amp; {{ 7*7 }} :: *x*," in face(written, "html")


def test_a_mark_at_the_start_of_a_sentence_from_data_is_no_markup() -> None:
    item = replace(FULL["escalation.ladder"][0], data={"what": "# not a title\n- not a bullet"})
    assert "# not a title - not a bullet" in face(letter([item], TO_EIT), "plain")


def test_the_law_of_the_day_gives_the_words() -> None:
    assert WHOLE["review_chase.receiving"].subject.startswith("Off-site direction: reference MM-")
    assert BARE["review_chase.receiving"].subject.startswith("Managed move: reference MM-")


def test_nothing_of_the_letter_or_its_case_shows_in_a_repr() -> None:
    item, to = FULL["breakdown_parent.today"]
    for value in (item, to, item.case, FIRST, FULL_OFFICE, letter([item], to)):
        assert not [name for name in PRIVATE if name in repr(value)]


def test_an_instant_where_a_day_belongs_is_refused() -> None:
    item = replace(FULL["escalation.ladder"][0], data={"sent": [[AT, "x"]]})
    with pytest.raises(TypeError):
        write(
            [item],
            TO_EIT,
            BARE_OFFICE,
            at=AT,
            message_id=ID,
            in_reply_to=None,
            redirect_to=None,
            blank_forms={},
        )


@pytest.mark.parametrize(
    "path", sorted(shipped("templates").rglob("*.txt")), ids=lambda path: path.stem
)
def test_no_template_line_swallows_its_line_end(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = re.sub(r"\{%.*?%\}", "", line)
        assert not bare.strip() or not line.endswith("%}") or line.endswith("+%}"), line


def test_html_needs_no_picture_and_no_style_sheet() -> None:
    page = face(WHOLE["breakdown_parent.today"], "html")
    assert "<img" not in page
    assert "<style" not in page
    assert 'lang="en-GB"' in page


@pytest.mark.parametrize(
    "name", ["form_received.sender", "form_query.first", "form_missing.start", "form_held.team"]
)
def test_a_mail_about_no_known_move_can_be_answered(name: str) -> None:
    item, to = FULL[name]
    written = letter([replace(item, case=None)], to)
    assert written.subject.startswith("Managed moves: ")
    assert "Reference" not in face(written, "plain")


def test_what_staff_are_told_may_be_about_no_move() -> None:
    for name, (item, to) in FULL.items():
        if name.startswith(("escalation", "undeliverable")):
            assert "None" not in face(letter([replace(item, case=None)], to), "plain")


def test_every_name_in_the_shipped_templates_is_known() -> None:
    assert proofs.faults() == ()


def test_a_name_that_no_letter_brings_is_a_fault_before_the_letter_is_due() -> None:
    said = proofs._unknown("form_held/school.txt", frozenset({"why"}), "form_held")
    assert "templates/form_held/school.txt: form_held letters bring no 'held_id'" in said
    assert any(one.startswith("templates/shared/about.txt") for one in said)


def test_characters_that_cannot_be_shown_are_left_out_of_both_faces() -> None:
    odd = replace(FIRST, name="Jo\x00anna\u202e Ma\u2028\u0142ecka\x0b\ue000")
    case = replace(FULL_CASE, parents=(odd, SECOND))
    item, to = FULL["breakdown_parent.today"]
    written = letter([replace(item, case=case)], to)
    assert "Dear Joanna Ma \u0142ecka," in face(written, "plain")
    assert "Dear Joanna Ma \u0142ecka," in face(written, "html")


def test_a_row_without_a_day_is_a_line_of_its_own() -> None:
    item, to = FULL["form_received.sender"]
    follows = [[None, "The dates follow when the terms are known."]]
    text = face(letter([replace(item, data={"follows": follows})], to), "plain")
    assert "- The dates follow when the terms are known." in text


def test_long_message_ids_stay_whole() -> None:
    long = f"<{'9c2e' * 16}.breakdown@mail.inclusion.children-and-families.eastmere.example>"
    item, to = FULL["form_query.first"]
    written = write(
        [item],
        to,
        FULL_OFFICE,
        at=AT,
        message_id=long,
        in_reply_to=long,
        redirect_to=None,
        blank_forms={},
    )
    head = written.raw.split(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").decode("ascii")
    assert head.count(long) == 3
    assert "=?utf-8?" not in head
    assert max(map(len, written.raw.split(b"\r\n\r\n", 1)[1].splitlines())) <= 78


def test_once_school_is_out_on_the_last_day_nobody_is_sent_there_any_more() -> None:
    item, to = FULL["breakdown_parent.today"]
    evening = letter([item], to, at=AT.replace(hour=18))
    assert "as before" in face(letter([item], to), "plain")
    assert "as before" not in face(evening, "plain")
    assert "the last day there is Friday 20 November 2026" in _flat(face(evening, "plain"))
