"""What a form may ask (its attributes), and an answer to one of them.

The names are those of `config/forms/*.toml`. Which of them are asked of everybody, of parents only or of
schools only decides whose an answer is where its label does not say.
"""

# ruff: noqa: E501 - lists of words stay whole

from dataclasses import dataclass

from parsers.pairs import PICTURE, Where, plain
from parsers.records import How
from parsers.values import is_nothing

Party = tuple[str | None, str | None]

PERSONAL = frozenset(
    {
        "full_name", "email", "phone", "address", "language", "relationship", "signature", "print_name",
        "date", "sign_date", "head", "contact_name", "contact_email", "contact_phone", "school", "urn",
        "parental_responsibility", "email_agreed", "no_contact", "surname", "forename", "agrees",
        "contact_preference",
    }
)  # fmt: skip
OF_PARENT = frozenset(
    {
        "relationship", "language", "parental_responsibility", "email_agreed", "no_contact",
        "contact_preference",
    }
)  # fmt: skip
OF_SCHOOL = frozenset({"head", "contact_name", "contact_email", "contact_phone", "school", "urn"})
OF_PUPIL = frozenset({"dob", "upn", "nc_year", "sex", "known_as"})
# What may be left unread where it is in doubt whose it is: to lose a ban on contact is worse than to ask.
OF_ONE = frozenset(
    {
        "email", "phone", "address", "relationship", "parental_responsibility", "head", "contact_name",
        "contact_email", "contact_phone",
    }
)  # fmt: skip
SCHOOLS = ("home", "receiving", "host")
OUTSIDER = "outsider"  # a sibling, an agency, a neighbour: what is said of them is nobody's here
COMPLETER = "completer"  # whoever filled the form in: an address beside the name is no one else's
EITHER = "either"  # two stood side by side: what names neither of them may be either's
CHOICES = {
    "outcome": "outcome",
    "succeeded": "outcome",
    "legal_basis": "legal_basis",
    "next_provision": "next_provision",
    "sen": "sen",
    "sex": "sex",
    "which_review": "which",
    "attendance_reporting": "attendance_reporting",
}
YES_OR_NO = frozenset(
    {"looked_after", "pex_alternative", "pex_if_unsuccessful", "concerns", "specific_incident"}
)
DAYS = frozenset(
    {
        "dob", "start", "admission", "planned_end", "end", "last_day", "return_date", "extension_end", "extension_review", "next_meeting",
        "permanent_from", "home_off_roll", "meeting_date", "decision_date", "ended", "plan_meeting",
        "informed_phone", "informed_letter", "form_review_date", "form_date", "week_beginning", "sign_date", "date",
    }
)  # fmt: skip
TICKED_BY_ITSELF = frozenset(
    {
        "looked_after", "parental_responsibility", "email_agreed", "no_contact", "pex_alternative",
        "pex_if_unsuccessful", "concerns", "specific_incident", "signature", "sen", "not_wanted",
    }
)  # fmt: skip
TOLD = ("reason", "support_provided", "partly_successful")  # in sentences of their own
FIRST = frozenset({"full_name", "surname", "forename", "school", "dob", "upn", "signature"})
NONE_ANSWERS = frozenset({"looked_after", "concerns", "sen"})


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Answer:
    """One label and what stands there. text "" where nothing does; marks are kept in it.

    signing: it stands among signatures. label: as printed, for questions to the sender.
    """

    attribute: str
    party: str | None
    ordinal: str | None
    text: str
    label: str
    where: Where
    how: How
    confidence: float = 1.0
    signing: bool = False
    also: tuple[str, ...] = ()


def has_answer(answer: Answer) -> bool:
    """Return whether something stands at the label. "None" answers a question that counts or lists."""
    if answer.attribute in NONE_ANSWERS and plain(answer.text).strip(" .").casefold() == "none":
        return True
    return PICTURE in answer.text or not is_nothing(answer.text)
