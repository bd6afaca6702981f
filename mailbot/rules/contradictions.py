"""What in a protocol contradicts itself, though each figure alone could stand.

Each finding is a key and a sentence that says what is wrong and what to write instead. A figure
that the configuration's [protocol] table changed may make another one idle (a review that falls
after a shorter placement's end is dropped, as the page says); that is no fault.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from mailbot.rules.clauses import Ladder, LadderChange
from mailbot.rules.keylines import Place
from mailbot.rules.protocols import FINAL, Protocol

Finding = tuple[Place, str]


def contradictions(protocol: Protocol, changed: AbstractSet[Place] = frozenset()) -> list[Finding]:
    """Return all that contradicts itself. changed: the keys that the configuration overrides."""
    return [
        finding
        for check in (_length, _support, _reviews, _notification, _ladders, _duties, _validity)
        for finding in check(protocol, changed)
    ]


_Check = Callable[[Protocol, AbstractSet[Place]], Iterator[Finding]]


def _length(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    rule = protocol.placement
    length, least, most = rule.length_weeks, rule.min_weeks, rule.max_weeks
    here: Place = ("placement", "length_weeks")
    if length is not None and rule.length_school_days is not None:
        yield ("placement", "length_school_days"), "is a second length; keep one of the two"
    if least is not None and most is not None and least > most:
        yield ("placement", "min_weeks"), f"is more than max_weeks ({most}); exchange them"
    if here not in changed and length:
        if least is not None and length < least:
            yield here, f"is less than min_weeks ({least}); write a length between the two"
        if most is not None and length > most:
            yield here, f"is more than max_weeks ({most}); write a length between the two"
    if not rule.form_end and length is None and rule.length_school_days is None:
        yield (
            ("placement", "form_end"),
            (
                "is false though no length is written: nothing says when a placement ends; "
                "write length_weeks, or true"
            ),
        )
    if (
        protocol.extension.max_weeks is not None
        and not rule.extensions
        and ("placement", "extensions") not in changed
    ):
        yield (
            ("extension", "max_weeks"),
            (
                "names a length though placement.extensions is 0; write how many extensions there "
                "may be, or take this out"
            ),
        )


def _support(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    del changed
    rule = protocol.placement
    trial = [one.name for one in protocol.reviews.at if one.name != FINAL]
    if rule.length_weeks == 0 and trial:
        yield (
            ("placement", "length_weeks"),
            (
                f"is 0, no trial, but the trial's reviews are named ({', '.join(trial)}); write "
                'the length, or reviews at = ["final"]'
            ),
        )
    if rule.support_weeks and rule.length_weeks != 0:
        yield (
            ("placement", "support_weeks"),
            (
                "follow a permanent move, but this protocol has a trial; write length_weeks = 0, "
                "or take support_weeks out"
            ),
        )
    if protocol.roll.rule == "at_start" and rule.length_weeks != 0:
        yield (
            ("roll", "rule"),
            (
                "at_start goes with a permanent move, but this protocol has a trial; write "
                '"day_after_final_review" or "agreed_date", or length_weeks = 0'
            ),
        )


def _reviews(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    here: Place = ("reviews", "at")
    rules, rule = protocol.reviews.at, protocol.placement
    names = [one.name for one in rules]
    if not names or names[-1] != FINAL or names.count(FINAL) != 1:
        yield here, 'the last review, and only the last, must be "final"; write it once, at the end'
    twice = [name for name, count in Counter(names).items() if count > 1 and name != FINAL]
    if twice:
        yield here, f"two reviews have one name ({twice[0]}); take one out or name it otherwise"
    for one in rules:
        said = [v for v in (one.week if not one.every else None, one.fraction) if v is not None]
        if len(said) > 1:
            yield here, f"{one.name} has a week and a fraction; keep one of the two"
        if one.name != FINAL and one.week is None and one.fraction is None and one.every is None:
            yield here, f"{one.name} says no time; write week, every or fraction"
    last = rule.max_weeks or rule.length_weeks
    if not last or here in changed or ("placement", "length_weeks") in changed:
        return
    for one in rules:
        if one.week is not None and one.week > last:
            yield (
                here,
                (
                    f"the review at week {one.week} lies after the end (week {last}); take it out "
                    "or write a longer placement"
                ),
            )
    every = protocol.repeats
    if every >= last:
        yield here, f"every {every} weeks never comes within {last} weeks; write a shorter time"


def _notification(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    del changed
    rule = protocol.notification
    if rule.direction == "after" and rule.target > rule.limit:
        yield (
            ("notification", "target"),
            f"lies after the limit ({rule.limit}); write a target of at most {rule.limit}",
        )
    if rule.direction == "before" and rule.target < rule.limit:
        yield (
            ("notification", "target"),
            f"lies after the limit: both count back from the start, so write at least {rule.limit}",
        )


def _ladders(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    del changed
    yield from _ladder(protocol.ladder, ("ladder",))
    for table in ("notification", "reviews", "attendance", "outcome", "breakdown", "roll"):
        change: LadderChange | None = getattr(protocol, table).ladder
        if change is not None:
            yield from _ladder(protocol.ladder.changed(change), (table, "ladder"))


def _ladder(ladder: Ladder, place: Place) -> Iterator[Finding]:
    rungs = ladder.rungs
    if list(rungs) != sorted(set(rungs)):
        yield (*place, "days"), "must rise from one chase to the next, such as [1, 3, 5]"
    elif rungs and ladder.escalation <= rungs[-1]:
        yield (
            (*place, "escalate_on"),
            f"comes before the last chase (school day {rungs[-1]}); write a later day",
        )


def _duties(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    del changed
    if protocol.attendance.chased and protocol.attendance.reporting == "none":
        yield (
            ("attendance", "chased"),
            'is true though reporting is "none"; write how often records are owed, or false',
        )
    if "record" not in protocol.reviews.closed_by:
        yield (
            ("reviews", "closed_by"),
            'must hold "record"; write ["record"] or ["record", "reply"]',
        )
    starts = [regime.starts for regime in protocol.regime]
    if len(set(starts)) != len(starts):
        yield ("regime",), "two regimes start on one day; keep one of them"


def _validity(protocol: Protocol, changed: AbstractSet[Place]) -> Iterator[Finding]:
    del changed
    for n, signature in enumerate(protocol.consent.signatures):
        if signature.role in ("la_officer", "sen_caseworker") and signature.fate == "query":
            yield (
                ("consent", "signatures", n, "fate"),
                (
                    "no form that mailbot reads shows this signature, so asking would never end; "
                    'write "care"'
                ),
            )
    for n, condition in enumerate(protocol.condition):
        if condition.need == "early_notice" and not condition.days:
            yield (
                ("condition", n, "need"),
                "early_notice needs days: write how many school days before the start",
            )
        if condition.days and condition.need != "early_notice":
            yield ("condition", n, "days"), 'is only read with need = "early_notice"; take it out'
