"""What a protocol file may say that is no date: who the authority is, its words, its own gates.

Where the configuration is silent, letters take an authority's particulars from here; where the
protocol is silent, they are left out or have the plain words that ship. Which part of the program
reads a table stands in its docstring: a table that nothing read would be a promise to nobody.
"""

from typing import Annotated, Literal

from pydantic import Field

from mailbot.rules.clauses import Table

Line = Annotated[str, Field(min_length=1)]
Kind = Annotated[str, Field(pattern=r"^[a-z_]+(:(parent|school|staff))?$")]


class Identity(Table):
    """Who the authority is, for letters.

    Read by `Settings.office` where [authority] is silent. la_code: shown by `mailbot check`.
    """

    la_code: Annotated[str, Field(pattern=r"^\d{3}$")] | None = None
    phone: Line | None = None
    out_of_hours_phone: Line | None = None
    address: tuple[Line, ...] = ()
    signatory: Line | None = None
    complaints: Line | None = None
    sendiass: Line | None = None
    advice: tuple[Line, ...] = ()
    privacy_url: Line | None = None
    languages: tuple[Line, ...] = ()


class Phrases(Table):
    """Words of one legal basis, each under its name in templates/vocabulary.toml.

    Read by `mailbot.planned.cases`, which lays them over the words that ship.
    """

    title: Line | None = None
    term: Line | None = None
    a_term: Line | None = None
    placement: Line | None = None
    basis_sentence: Line | None = None
    success_sentence: Line | None = None
    success_for_parents: Line | None = None


class Roles(Table):
    """What the authority's forms call the two schools. Read by `Settings.context`, for reading."""

    home_school: Line | None = None
    receiving_school: Line | None = None


class FormTitles(Table):
    """The authority's own titles of its forms.

    Read by `Settings.context`, so that a form is known by its title.
    """

    mm1: tuple[Line, ...] = ()
    mm2: tuple[Line, ...] = ()
    review: tuple[Line, ...] = ()
    attendance: tuple[Line, ...] = ()


class Words(Table):
    """The authority's vocabulary: by legal basis, for the schools, for its forms."""

    trial_managed_move: Phrases = Phrases()
    offsite_direction: Phrases = Phrases()
    managed_move_permanent: Phrases = Phrases()
    roles: Roles = Roles()
    forms: FormTitles = FormTitles()

    def of(self, basis: str) -> Phrases:
        """Return the words that the authority has for a legal basis, as records name it."""
        found: Phrases = getattr(self, basis)
        return found


class Gates(Table):
    """Kinds of letter that wait for a person under this protocol, beside those of [sending].

    The names are those of `sending.hold` (breakdown_parent, review_invite:parent). Read by the
    post.
    """

    hold: tuple[Kind, ...] = ()
    source: str = ""


class Panel(Table):
    """The Fair Access Panel that hears of moves. Shown by `mailbot check`."""

    hears_of_moves: bool = False
    balance: bool = False
    rhythm: str = ""
    source: str = ""


class Keeping(Table):
    """How long what is known of a move is kept, and what leaves the authority.

    years: after the end of the placement or, for `birth`, after the child's birth. mask_below:
    counts smaller than it do not leave the authority. Shown by `mailbot check`.
    """

    years: Annotated[int, Field(ge=1, le=99)] | None = None
    counted_from: Literal["end", "birth"] = "end"
    mask_below: Annotated[int, Field(ge=0, le=20)] = 5
    source: str = ""


class DigestRule(Table):
    """Which sections the daily list leaves out. Read by the digest.

    What is due, overdue, held, undelivered or needs care cannot be left out.
    """

    leave_out: tuple[Literal["attendance", "new", "unused", "sent"], ...] = ()
