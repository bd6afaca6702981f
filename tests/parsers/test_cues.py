"""Plain mails of hurried offices: which report a breakdown, which worry, and which do neither."""
# ruff: noqa: E501 - a table of sentences

from pathlib import Path

import pytest

from parsers.words.cues import about_a_move, breakdown_cue

_MEANT = {
    "told": {"strong"},
    "seen": {"strong", "weak"},
    "weak": {"weak"},
    "calm": {"weak", None},
    "none": {None},
}


def _mails(name: str) -> list[tuple[str, str, str]]:
    """Return the mark, subject and text of each mail in a file beside this one."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("|", 2) for line in lines if not line.startswith("#")]
    return [
        (mark.strip(), sub.strip(), text.strip().replace("\\n", "\n")) for mark, sub, text in rows
    ]


STRONG = (
    "Just to say Ellie's managed move has fallen through. She is back at her old school from Tuesday.",
    "The trial at ours is over. Letter home tonight.",
    "We've had to call an end to Reece's placement after today.",
    "Head has decided to end the trial. Last day was today.",
    "Unfortunately the arrangement broke down this afternoon and dad has collected him.",
    "His placement with us ended on Friday.",
    "The move for T.O. has been terminated.",
    "We are no longer able to keep Callum after what happened at break.",
    "we wont be having him back after today",
    "Please note that we are withdrawing our offer of a place with immediate effect.",
    "Mum rang: she has withdrawn consent and he'll be coming back to you on Wednesday.",
    "It hasn't worked out for Priya and she returns to you from Monday.",
    "The DOWIMM did not work and he goes back to his home school tomorrow.",
    "Dev's final day with us is Thursday, then he is yours again.",
    "The governors agreed that the managed move will not be made permanent.",
    "The trial won't be continuing past half term.",
    "Outcome: unsuccessful. Form to follow.",
    "The placement was unsuccessful and has now ceased.",
    "Her time with us has come to an end; please put her back on your timetable.",
    "After the second knife we have pulled the plug. Ring me.",
    "Sadly this one has run its course. He finishes with us on the 18th.",
    "Ayaan's guest placement is cancelled from today.",
    "We can't keep him any longer, the assault was the last straw.",
    "The family have changed their minds and Jay starts back with you on Monday.",
    "She is refusing to come in, so we are ceasing the placement.",
    "Jordan won't be returning to us after today, the move is finished.",
    "The managed move collapsed this morning.",
    "Kai is doing well. Ruby's placement ended yesterday.",
    "The school has decided not to continue with the managed move.",
    "We do not feel able to continue with the placement and will be sending him back to you.",
    "Following today's meeting we agreed to end Sam's off-site direction early.",
    "We are going to have to end the move as of tomorrow.",
    "Please take this as formal notice that the placement at our school ends on Friday 13 November.",
    "Mia is back with you as of Monday as it just didn't work out here.",
    "The trial has failed and the home school have been told.",
    "It's not working, so he will return to Thornfield on Monday; the placement has been stopped.",
    # Read after the cues were made, and mended by rule where they were missed.
    "Sorry to be the bearer of bad news but Ethan's move is not going ahead any more.",
    "We've made the decision to bring Lily's placement to a close.",
    "As of 3.30 today Finn is no longer on a managed move with us.",
    "Sorry, we can't continue with this one. He's yours from tomorrow.",
    "Please can you collect Josh's file, his placement here finished on Friday.",
    "We regret that the managed move cannot continue.",
    "Dad doesn't want him here any more and is sending him back to Thornfield.",
    "I'm writing to let you know that K will not be returning to Holly Bank.",
    "It is with regret that I inform you of the breakdown of the managed move.",
    "The arrangement is no longer viable and will cease on Friday.",
    "MM has not been successful.",
    "This hasn't been a success and we'd like him back at yours from Monday.",
    "He was sent back to you this afternoon.",
)

WEAK = (
    "There have been more incidents this week and staff are worried.",
    "We are struggling with A, could someone come out?",
    "This move is at risk. Please ring.",
    "He has been suspended twice in a fortnight.",
    "I'm not sure how we can carry on like this.",
    "She is refusing lessons and mum is at breaking point.",
    "This is his last chance and he knows it.",
    "Could we meet early? There are concerns about the placement.",
    "If there is another incident the placement may end.",
    "We are concerned that the trial might fail.",
    "If it breaks down we will let you know, but there have been removals every day.",
    "We may have to end the placement if the refusals go on.",
    "We cannot guarantee we can keep him.",
    "His behaviour is escalating and staff are at the end of their tether.",
    "We are thinking of ending the placement.",
)

NONE = (
    "Will failure lead to permanent exclusion? No",
    "Will failure of the move lead to permanent exclusion: No",
    "Permanent exclusion if the move is unsuccessful: No",
    "Alternative to permanent exclusion: yes. If unsuccessful, permanently excluded: no.",
    "What happens if the managed move is unsuccessful? He returns to his home school.",
    "If it breaks down, who do we tell?",
    "If the move breaks down he will return to you.",
    "Should the placement fail, the pupil returns to the home school.",
    "In the event that the trial is unsuccessful, the pupil returns to the home school.",
    "The pupil will return to the home school if the move is unsuccessful.",
    "The placement has not ended, he was at the dentist.",
    "No, it isn't over, he was poorly.",
    "The managed move hasn't failed whatever mum says.",
    "The minibus has broken down, so Leo will be late to the review.",
    "Our heating has failed and the school is closed; the review moves to Thursday.",
    "The review meeting has ended and went well.",
    "The review of the placement was cancelled because of snow, new date to follow.",
    "Her review has been cancelled.",
    "The trial ends on 18 December as planned and the final review is on the 14th.",
    "The placement starts on 5 October and ends on 18 December.",
    "Start date 05/10/2026, end date of the trial 18/12/2026.",
    "The trial will end on 18 December unless it is extended.",
    "The move was a success and he is staying for good.",
    "Trial extended until Easter.",
    "Is the managed move over?",
    "Has he come back to you yet?",
    "Can you tell us whether the placement has ended",
    "I am back with you on Monday after leave.",
    "I'll come back to you about the placement once I have spoken to the head.",
    "We finish with an assembly on the last day of term.",
    "The last day of half term is Friday.",
    "He returns to school on Monday after flu.",
    "Back in tomorrow, all well.",
    "Please return the form to us by Friday.",
    "The deadline for consent has ended.",
    "Thank you for agreeing the move.\n\nOn Tue 3 Nov 2026 at 09:00, A Head <a@b.example> wrote:\n> The placement has broken down.",
    "Outcome to be decided at the final review: successful, extended or unsuccessful.",
    "Please tick one: successful / extended / unsuccessful / ended for another reason",
    "Outcome (successful, extended, unsuccessful):",
    "The photocopier contract has been terminated.",
    "The previous managed move in Year 8 failed, this one is going well.",
    "Reason for the move: his friendship group had broken down.",
    "His parents' relationship broke down last year.",
    "Relations with staff had broken down at the home school, hence the managed move.",
    "The pupil's behaviour plan was unsuccessful at his home school.",
    "Support given before the move: mentoring (unsuccessful), counselling.",
    "There is no plan to end the placement.",
    "Nobody wants the placement to end.",
    "We do not want this to break down.",
    "I understand that the move can be ended by either school.",
    "Either school may end the placement at any time.",
    "Just checking: is the trial over or still going?",
    "Please confirm if the placement has ended.",
    "Her attendance has failed to improve but she is settling.",
    "The first managed move had broken down, the old school said.",
    "Nobody is saying the placement has failed.",
    "It would be wrong to say that the move has failed.",
    "We were told at the panel how a placement may be ended.",
    "The head is off today, back with you tomorrow.",
    "Mum wants to know when the trial ends.",
    "Date of last day of placement: 18 December 2026",
    "The pupil will return to the home school should the placement be unsuccessful.",
    "We have ended the part-time timetable and she is now in full time.",
    "He will not be returning to school until Monday, he has flu.",
    "Will failure lead to permanent exclusion? No\nReason for the move: relations with staff have broken down",
)


@pytest.mark.parametrize("text", STRONG)
def test_a_breakdown_that_has_been_decided_is_a_strong_cue(text: str) -> None:
    assert breakdown_cue(text) == "strong"


@pytest.mark.parametrize("text", WEAK)
def test_trouble_that_is_not_decided_is_a_weak_cue(text: str) -> None:
    assert breakdown_cue(text) == "weak"


@pytest.mark.parametrize("text", NONE)
def test_what_is_asked_supposed_planned_or_of_other_things_is_no_cue(text: str) -> None:
    assert breakdown_cue(text) is None


@pytest.mark.parametrize(("mark", "subject", "text"), _mails("plain_mails.txt"))
def test_a_mail_written_before_the_words_is_told_from_its_opposite(
    mark: str, subject: str, text: str
) -> None:
    assert breakdown_cue(text, subject) in _MEANT[mark]


@pytest.mark.parametrize(("mark", "subject", "text"), _mails("plain_mails_later.txt"))
def test_a_mail_written_by_others_or_later_is_told_from_its_opposite(
    mark: str, subject: str, text: str
) -> None:
    assert breakdown_cue(text, subject) in _MEANT[mark]


def test_a_subject_tells_what_the_mail_leaves_to_the_form() -> None:
    assert breakdown_cue("Hi all, form to follow.", "Managed move has broken down - TW") == "strong"


@pytest.mark.parametrize(
    "subject",
    [
        "Has the managed move broken down?",
        "Managed move breakdown procedure",
        "If a placement fails",
    ],
)
def test_a_subject_that_asks_or_supposes_tells_nothing(subject: str) -> None:
    assert breakdown_cue("Please see below.", subject) is None


def test_the_subject_of_a_reply_is_half_a_cue() -> None:
    assert breakdown_cue("Thanks, noted.", "RE: Managed move has broken down") == "weak"


def test_a_mail_that_says_otherwise_takes_back_its_subject() -> None:
    assert breakdown_cue("No, he is fine and stays.", "Managed move has ended") is None


def test_a_yes_speaks_with_the_question_that_it_answers() -> None:
    asked = "\n\nOn Tue 15 Sep 2026 at 16:00, A Colleague <a@b.example> wrote:\n> Has the move broken down?"
    assert breakdown_cue(f"Yes, sadly it has.{asked}") == "strong"
    assert breakdown_cue(f"No, not at all.{asked}") is None
    assert breakdown_cue(f"Thanks, I will ask.{asked}") is None


def test_half_a_cue_is_whole_where_the_subject_names_the_move() -> None:
    assert breakdown_cue("He has been sent back to us.") == "weak"
    assert breakdown_cue("He has been sent back to us.", "Managed move") == "strong"


def test_a_slip_of_the_keys_hides_no_breakdown() -> None:
    text = "The manged move has brocken down"
    assert breakdown_cue(text) == "strong"
    assert about_a_move("", text)


def test_one_breath_of_thirty_thousand_characters_is_read_to_its_end() -> None:
    assert (
        breakdown_cue("we went to see it and " * 1_300 + "the managed move has ended") == "strong"
    )


@pytest.mark.parametrize(
    "text",
    [
        "There will be a managed move of furniture from the old block to the hall.",
        "The managed move of our e-mail accounts is on Friday.",
        "Managed move of the school office: phones will be down.",
    ],
)
def test_a_managed_move_of_things_is_none(text: str) -> None:
    assert not about_a_move("", text)


@pytest.mark.parametrize(
    "text",
    [
        "The managed move of Kai starts on Monday. He needs no equipment.",
        "There will be a managed move of furniture; Kai's managed move starts on Monday.",
    ],
)
def test_a_managed_move_of_a_pupil_beside_things_is_one(text: str) -> None:
    assert about_a_move("", text)
