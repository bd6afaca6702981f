"""From answers to the fields of a record: what each label's value means, per kind of form.

The same words can ask different things on different forms ("second review" is a planned review on
an agreement and the end of an extension on an outcome form); which is settled here, by kind.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from parsers.choices import option_of, read_choice
from parsers.context import Context
from parsers.daylists import read_days
from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import DOUBTFUL, EMPTY, PENNED, TICKED, plain
from parsers.particulars.asked import Asked, chooser, read_told, text_of_answer, yes_no
from parsers.particulars.consents import consent, shown_by
from parsers.particulars.draft import Draft, is_unread
from parsers.particulars.incare import looked_after_by
from parsers.particulars.needs import looked_after, sen_status
from parsers.particulars.parents import parents
from parsers.particulars.parties import contacts, pupil, schools
from parsers.records import Kind
from parsers.values import (
    Doubt,
    read_day,
    read_exact_day,
    read_last_day,
    read_number,
    read_percent,
    short,
)

_SHARE = re.compile(r"\(\s*\d{1,3}(?:\.\d+)?\s*%\s*\)\s*$")  # "9 (90%)": the same said again
_WAYS = re.compile(
    r"^\W*(?:in person|face to face|on ?line|virtual|remote|teams|by \w+)\b", re.IGNORECASE
)
_BUT = re.compile(
    r"\b(?:but|however|although|though|except|apart from|other than)\b", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:planned|due|scheduled|proposed|expected|next)\b", re.IGNORECASE)


def _days(draft: Draft, path: str, answers: Iterable[Answer]) -> None:
    draft.read(path, answers, read_exact_day)


def _review_dates(draft: Draft, asked: Asked) -> None:
    """Read all planned reviews, whether each has a label or one label lists them."""
    planned = asked.of("review", "extension_review", "form_review_date")
    meetings = tuple(one for one in asked.of("meeting_date") if "review" in one.label.casefold())
    written = (*planned, *meetings, *asked.of("reviews"))
    read = [(one, *read_days(one.text)) for one in written if has_answer(one)]
    for _, _, doubts in read:
        for doubt in doubts:
            draft.problem("review_dates", doubt.code, f"One of the review dates {doubt.why}.")
    unread = next(filter(is_unread, written), None)
    if unread is not None:
        draft.unread("review_dates", unread)
    days = {day for _, found, _ in read for day in found}
    if days and not any(problem.field == "review_dates" for problem in draft.problems):
        raw = "; ".join(plain(answer.text) for answer, _, _ in read)
        # As sure as the least sure of them.
        least = max(read, key=lambda one: (PENNED in one[0].text, DOUBTFUL in one[0].text))
        draft.put("review_dates", tuple(sorted(days)), least[0], raw)


def fill(kind: Kind, draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from a form of this kind."""
    pupil(draft, asked)
    schools(draft, asked, context)
    if kind == "MM1":
        _mm1(draft, asked, context)
    elif kind == "MM2":
        _mm2(draft, asked)
    elif kind == "review":
        _review(draft, asked, context)
    else:
        _attendance(draft, asked)


def _mm1(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from an agreement form."""
    contacts(draft, asked, context)
    parents(draft, asked, context)
    for side in ("home", "receiving"):
        consent(draft, f"{side}.consent", asked, side)
    consent(draft, "pupil_consent", asked, "pupil")
    _days(draft, "start_date", asked.but("home", "start") or asked.but("home", "admission"))
    last = asked.but("home", "planned_end", "end", "last_day")
    draft.read("end_date", last, read_last_day)
    _review_dates(draft, asked)
    looked_after(draft, asked)
    looked_after_by(draft, asked)
    sen_status(draft, asked)
    draft.read("legal_basis", asked.of("legal_basis"), chooser(asked, "legal_basis"))
    draft.read("pex_alternative", asked.of("pex_alternative"), yes_no(asked))
    draft.read("pex_if_unsuccessful", asked.of("pex_if_unsuccessful"), yes_no(asked))
    draft.read(
        "attendance_reporting",
        asked.of("attendance_reporting"),
        chooser(asked, "attendance_reporting"),
    )
    draft.read("reason", asked.of("reason")[:1], text_of_answer)
    _days(draft, "form_date", asked.of("form_date"))


def _mm2(draft: Draft, asked: Asked) -> None:
    """Fill the draft from an outcome form."""
    draft.read("outcome", asked.of("outcome"), _told(asked, "outcome"))
    if not any(map(has_answer, asked.of("outcome"))):
        draft.read("outcome", asked.of("succeeded"), _succeeded(asked))
    beside = _beside_extension(asked)
    reviews = [one for one in asked.of("form_review_date", "review") if one not in beside]
    meetings = asked.of("meeting_date") or reviews
    _days(draft, "meeting_date", [one for one in meetings if not _WAYS.search(plain(one.text))])
    decided = asked.of("decision_date")
    ended = asked.of("ended")
    _days(draft, "decision_date", decided or ended)
    last = asked.but("home", "last_day") or asked.but("home", "end")
    _days(draft, "end_date", last or (ended if decided else ()))
    _days(draft, "return_date", asked.but("receiving", "return_date"))
    later = tuple(
        one
        for one in asked.of("extension_review", "review")
        if one.attribute == "extension_review"
        or one in beside
        or (one.ordinal == "2" and one not in meetings)
    )
    if draft.values.get("outcome") == "extended":
        later = later or asked.of("next_meeting")
    draft.read("extension.end_date", asked.of("extension_end"), read_last_day)
    _days(draft, "extension.review_date", later)
    _days(draft, "permanent_from", asked.but("home", "permanent_from"))
    if draft.values.get("outcome") != "unsuccessful":  # then it is the trial school's own roll
        _days(draft, "home_off_roll", asked.but("receiving", "home_off_roll"))
    for path in ("reason", "support_provided", "partly_successful"):
        draft.read(path, [one for one in asked.of(path) if has_answer(one)][:1], text_of_answer)
    draft.read("specific_incident", asked.of("specific_incident"), yes_no(asked))
    draft.read("next_provision", asked.of("next_provision"), chooser(asked, "next_provision"))
    _days(draft, "parents_informed.phone", asked.of("informed_phone"))
    _days(draft, "parents_informed.letter", asked.of("informed_letter"))
    _days(draft, "plan_meeting_date", asked.of("plan_meeting"))
    draft.read("attendance_percent", asked.but("home", "attendance_percent"), read_percent)
    _days(draft, "form_date", asked.of("form_date"))
    _days(draft, "start_date", asked.but("home", "start"))
    _signatures(draft, asked)


def _beside_extension(asked: Asked) -> list[Answer]:
    """Return the reviews asked for behind an extension's end: "New end date ... Review on"."""
    return [
        one
        for before, one in pairwise(asked.answers)
        if before.attribute == "extension_end" and one.attribute == "review"
    ]


def _no_but(
    parse: Callable[[str], object | Doubt | None],
) -> Callable[[str], object | Doubt | None]:
    """Return a reader for which "No concerns about attendance, but ..." is no plain no."""
    return lambda text: (
        Doubt("unclear", f'says "{short(plain(text))}"')
        if _BUT.search(text) and parse(text) is False
        else parse(text)
    )


def _told(asked: Asked, name: str) -> Callable[[str], object | Doubt | None]:
    """Return a reader of one of the named options, also told in a sentence."""
    options = asked.words.choices.get(name, {})
    return lambda text: read_told(text, options)


def _succeeded(asked: Asked) -> Callable[[str], object | Doubt | None]:
    """Return a reader of "Was the move successful?", answered with yes, no or an outcome's name."""
    outcome, told = _told(asked, "outcome"), yes_no(asked)

    def parse(text: str) -> object | Doubt | None:
        said = told(text)
        if isinstance(said, bool):
            return "successful" if said else "unsuccessful"
        return outcome(text)

    return parse


def _signatures(draft: Draft, asked: Asked) -> None:
    count = 0
    for answer in asked.of("signature"):
        shown = shown_by(answer)
        if isinstance(shown, Doubt) or shown == "none":
            continue
        at = f"signatures[{count}]"
        draft.put(f"{at}.role", _role(answer), answer, answer.label or None)
        draft.put(f"{at}.evidence", shown, answer, "signature" if shown == "image" else None)
        if answer.party is not None:
            draft.read(
                f"{at}.date",
                asked.of("sign_date", party=answer.party, ordinal=answer.ordinal),
                read_day,
            )
        count += 1


def _role(answer: Answer) -> str:
    named = {
        "home": "home school",
        "receiving": "receiving school",
        "parent": "parent",
        "pupil": "pupil",
    }
    return named.get(answer.party or "", answer.label or "not said")


def _review(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from the record of a review."""
    held = asked.of("form_review_date", "meeting_date") or asked.of("review", "date")
    _days(draft, "review_date", [one for one in held if not _AHEAD.search(one.label)])
    named = [one for one in asked.of("review") if isinstance(read_day(one.text), Doubt)]
    draft.read("which", asked.of("which_review") or named, _which(asked, context))
    _days(draft, "next_review_date", asked.of("extension_review") or asked.of("next_meeting"))
    draft.read("concerns", asked.of("concerns"), _no_but(yes_no(asked)))
    present = [one for one in asked.of("attended_by") if has_answer(one)]
    people = tuple(name for one in present for name in _people(one.text))
    if people:
        draft.put("attended_by", people, present[0], "; ".join(plain(one.text) for one in present))


def _which(asked: Asked, context: Context) -> Callable[[str], object | Doubt | None]:
    """Return a reader of which review it was, as the protocol names its reviews."""
    options = asked.words.choices.get("which", {})

    def parse(text: str) -> object | Doubt | None:
        key, names = read_choice(text, options), context.review_names
        if isinstance(key, Doubt) and option_of(text, options) is None:
            return None
        return "midway" if key == "week4" and key not in names and "midway" in names else key

    return parse


def _people(text: str) -> tuple[str, ...]:
    parts = re.split(r"[,;\n]|\band\b|&", plain(text).replace(TICKED, ",").replace(EMPTY, ","))
    return tuple(part.strip() for part in parts if part.strip())


def _attendance(draft: Draft, asked: Asked) -> None:
    """Fill the draft from a week's attendance."""
    draft.read("week_beginning", asked.of("week_beginning"), read_day)
    draft.read("sessions_possible", asked.of("sessions_possible"), _whole)
    draft.read("sessions_attended", asked.of("sessions_attended"), _whole)
    draft.read("marks", asked.of("marks"), text_of_answer)


def _whole(text: str) -> object | Doubt | None:
    number = read_number(_SHARE.sub("", text))
    if isinstance(number, float):
        return int(number) if number.is_integer() else Doubt("unclear", "is not a whole number")
    return number
