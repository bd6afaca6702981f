"""Which open move a form of another process is about, and which of its schools it speaks of.

Such a form is matched by the same rules as a form of ours, never by less: a suspension of another
child of the same name must not stand in a move's history.
"""

from collections.abc import Sequence

from mailbot.rules.identity import Identity, Known, find
from parsers.records import OtherForm


def open_move_of(form: OtherForm, known: Sequence[Known], reference: str | None) -> Known | None:
    """Return the one open move whose pupil a form names, by the same rules as a form of ours."""
    who = Identity(
        forename=form.pupil.forename or "",
        surname=form.pupil.surname or "",
        known_as=form.pupil.known_as or "",
        dob=form.pupil.dob,
        upn=form.pupil.upn or "",
        home=form.home,
        receiving=form.receiving,
    )
    match = find(who, known, reference if who.has_name or who.permanent_upn else None)
    return next((k for k in known if k.move == match.move and k.state != "over"), None)


def role_in(form: OtherForm | None, move: Known, senders: frozenset[int]) -> str | None:
    """Return which school of a move a form speaks of: the one it names, else its sender's."""
    sides = {move.who.home: "home", move.who.receiving: "receiving"}
    schools = (form.school, form.home, form.receiving) if form is not None else ()
    told = {school for school in schools if school in sides} or senders & sides.keys()
    return sides[next(iter(told))] if len(told) == 1 else None
