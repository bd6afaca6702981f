"""A move in a few lines: under which protocol it runs, what its agreement says, what is next.

What `mailbot moves` shows above the reasons, and in the list of all moves beside each.
"""

from collections.abc import Iterator

from mailbot.mails.acknowledgements import lateness
from mailbot.rules.figures import standing
from mailbot.rules.obligations import State, obligations, reckoned
from mailbot.rules.placement import placement
from mailbot.telling.beliefs import Belief
from mailbot.telling.counting import short

_BASES = {
    "trial_managed_move": "trial managed move",
    "offsite_direction": "off-site direction",
    "managed_move_permanent": "permanent managed move",
}
_INCOMPLETE = (
    "The terms that are known end before every date is reached: what is missing here follows when "
    "terms are added."
)


def outline(ref: str, belief: Belief) -> Iterator[str]:
    """Yield the lines above a move's deadlines, one sentence each."""
    move, rules, who = belief.docket.moves()[ref], belief.rules, belief.docket.people(ref)
    protocol = rules.protocol_of(move)
    dates = placement(move, protocol, rules.calendar)
    yield f"from {who['home_name'] or 'not known'} to {who['receiving_name'] or 'not known'}"
    start = move.agreement.start if move.agreement else move.expected_start
    start_said = short(start) if start else "not known"
    end_said = "none: the move is permanent" if move.permanent else "not known"
    yield f"start {start_said}, end {short(dates.end) if dates and dates.end else end_said}"
    yield f"by {protocol.title}, in force from {short(protocol.in_force)}"
    if move.agreement is not None:
        basis = move.agreement.basis or protocol.basis_of(move.agreement.start)
        came = rules.calendar.day_of(move.agreements[0].arrived)
        late = lateness(move, rules)
        days = "school day" if late == 1 else "school days"
        stands = f"{late} {days} late" if late else "in time"
        yield f"{_BASES.get(basis, basis)}, the agreement (MM1) came on {short(came)}, {stands}"
        if len(move.agreements) > 1:
            newest = rules.calendar.day_of(move.agreements[-1].at)
            yield f"amended, last on {short(newest)}: the newest agreement counts"
    for day in (*dates.unused, *dates.early) if dates else ():
        yield f"{short(day)} fits no review and was not used"
    if not reckoned(move, protocol, rules.calendar, dates).complete:
        yield _INCOMPLETE


def next_due(ref: str, belief: Belief) -> str:
    """Return what a move owes next, by which day; "" where it owes nothing."""
    move, rules = belief.docket.moves()[ref], belief.rules
    protocol = rules.protocol_of(move)
    dates = placement(move, protocol, rules.calendar)
    for one in obligations(move, protocol, rules.calendar, dates):
        if one.state is State.OPEN:
            return f"{one.id} {one.due} ({belief.standing(one.state, one.due)})"
    return ""


def heading(ref: str, belief: Belief) -> str:
    """Return a move's reference, pupil and state."""
    who = belief.docket.people(ref)
    pupil = f"{who['forename']} {who['surname']}".strip()
    return f"{ref}  {pupil}: {standing(belief.docket.moves()[ref])}"
