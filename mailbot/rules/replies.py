"""What a sentence of a verified reply settles (deadlines.md, Verified reply).

A verified reply is an authenticated mail from an address of one of the two schools, or of staff,
that answers a message of the move or names its reference. Who it is from decides what it may
settle: the home school knows that records reach it, the receiving school that its letter went.
"""

import datetime as dt

from mailbot.rules.intake import Fact, Sender
from mailbot.rules.moves import Move, What

SETTLED = {
    What.REVIEW: "The review was held.",
    What.PLANNED: "The day of the review is noted.",
    What.LETTER: "The parents were told and the letter went.",
    What.REPORT: "The breakdown report was sent.",
    What.PLAN: "The education plan meeting was held.",
    What.REACHED: "The attendance records reach the home school.",
    What.ROLL: "Your roll change is confirmed.",
}


def settles(
    said: str, day: dt.date | None, move: Move, sender: Sender, today: dt.date
) -> Fact | None:
    """Return the fact that one sentence makes, None if it settles nothing of this move.

    said: what the sentence says, as `replying.replies` names it. day: the day it names. today: the
    local date on which the reply arrived.
    """
    ended = move.breakdown is not None
    fact: Fact | None = None
    match said:
        case "review_held" if day is not None and day <= today:
            fact = What.REVIEW, {"day": day, "final": False, "by": "reply"}
        case "review_planned" | "final_planned" if day is not None and day >= today:
            fact = What.PLANNED, {"day": day, "final": said == "final_planned"}
        case "letter_sent" if ended and _is(sender, move.receiving):
            fact = What.LETTER, {}
        case "report_sent" if ended:
            fact = What.REPORT, {}
        case "plan_meeting_held" if ended:
            fact = What.PLAN, {"day": day or today}
        case "attendance_sent" if move.agreement and not ended and _is(sender, move.home):
            fact = What.REACHED, {"day": today}
        case "roll_changed" if move.success is not None or move.permanent:
            role = "receiving" if move.receiving in sender.schools else "home"
            fact = What.ROLL, {"role": role}
        case _:
            fact = None
    return fact


def _is(sender: Sender, school: int | None) -> bool:
    return sender.staff or school in sender.schools
