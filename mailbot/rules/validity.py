"""What a protocol file may say of an agreement's validity: signatures, and what some cases need.

A form that lacks something is asked back (`query`) or noted for staff (`care`), as the protocol
says; `rules.demands` looks whether it does. Only what a record of a form can hold may be asked for:
a question that no form could answer would never end.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from mailbot.rules import spellings
from mailbot.rules.clauses import Days, Source, Table

Fate = Literal["query", "care"]


class Signature(Table):
    """One signature that makes an agreement valid. fate: whether the sender is asked for it.

    An officer's and a caseworker's have no place on a form that we read: they can only be a line of
    care for staff. when: only in those cases.
    """

    role: Literal["home_head", "receiving_head", "parents", "pupil", "la_officer", "sen_caseworker"]
    fate: Fate
    when: Literal["always", "looked_after", "ehcp", "pex_if_unsuccessful"] = "always"
    source: str = ""


class Consent(Table):
    """Whose agreement a form must show to be valid.

    before_start: consent dated after the start is a line of care for staff.
    """

    parents: Annotated[
        Literal["one", "all_with_responsibility"], BeforeValidator(spellings.consent)
    ]
    signatures: tuple[Signature, ...] = ()
    before_start: bool = False
    source: Source


class Condition(Table):
    """Something the protocol wants in some cases, which a form must show.

    when: a fact of the agreement. need: what meets it; `early_notice`: the agreement came at least
    `days` school days before the start; `none`: nothing can, staff must look each time. fate
    `query` asks the sender, `care` is a line in the acknowledgement and in the digest's "needs
    care".
    """

    when: Literal[
        "always",
        "looked_after",
        "ehcp",
        "sen_support",
        "year_10_or_11",
        "primary",
        "restricted_parent",
        "pex_alternative",
        "pex_if_unsuccessful",
        "trial_after_new_law",
    ]
    need: Literal[
        "social_worker",
        "virtual_school",
        "plan_review",
        "agreement_signed",
        "end_date",
        "review_dates",
        "pupil_consent",
        "upn",
        "reason",
        "early_notice",
        "none",
    ]
    fate: Fate
    days: Days = 0
    text: Annotated[str, Field(min_length=1)]
    source: Source
