"""A form that is none of ours: which one it is, by its title, and which pupil it names.

The same offices send suspensions, part-time timetables and referrals to the same mailbox. None of
them says how a managed move stands, so nothing of one is ever believed but whom it is about.
"""

from parsers.context import Context
from parsers.doubts.belief import believe
from parsers.labels.phrases import Other
from parsers.pairs import plain
from parsers.particulars.asked import Asked
from parsers.particulars.draft import Draft
from parsers.particulars.parties import pupil, schools
from parsers.records import OtherForm, Problem, Pupil, Reading
from parsers.schools import School

_UNNAMED = Other(name="other form", advice="read it", titles=())


def ignored(
    titles: list[str], asked: Asked, context: Context, source: str, part: str | None
) -> Reading:
    """Return the reading of a form that is none of ours, with the reason why it is ignored.

    titles: the lines that may hold its title.
    """
    named = (asked.words.other_named(line) for line in titles)
    form = next((one for one in named if one is not None), None)
    said = f'It is headed as another form ("{form.name}")' if form else "Its content is another"
    why = Problem(
        field="document",
        code="mismatch",
        message=f"{said}: it is no managed-move form and was not read as one.",
    )
    return Reading(
        source=source,
        part=part,
        kind="other",
        status="ignored",
        problems=(why,) if form else (),
        other=_about(form or _UNNAMED, asked, context),
    )


def _about(form: Other, asked: Asked, context: Context) -> OtherForm | None:
    """Return what a form is and whom it names; None where neither is known for certain."""
    draft = Draft()
    pupil(draft, asked)
    schools(draft, asked, context)
    believe(draft, context)
    told = {
        path.partition(".")[2]: value
        for path, value in draft.values.items()
        if path.startswith("pupil.")
    }
    who = Pupil.model_validate(told)
    if not (who.upn or (who.forename and who.surname)):
        # a letter headed "Suspension of ..." has no labels: its words may still name the pupil
        return None if form is _UNNAMED else OtherForm(what=form.name, advice=form.advice)
    home, receiving = draft.values.get("home.urn"), draft.values.get("receiving.urn")
    return OtherForm(
        what=form.name,
        advice=form.advice,
        pupil=who,
        home=home if isinstance(home, int) else None,
        receiving=receiving if isinstance(receiving, int) else None,
        school=_school(asked, context),
    )


def _school(asked: Asked, context: Context) -> int | None:
    """Return the one school that is named without saying which of the two it is."""
    found = {
        known.urn
        for one in asked.of("school", "school_below")
        if one.party not in {"home", "receiving"}
        and isinstance(known := context.schools.resolve(plain(one.text)), School)
    }
    return found.pop() if len(found) == 1 else None
