"""Every kind of letter, written once about an invented child, so that a fault in it shows early.

`proofs` compares the names in the templates with what letters bring; this writes the letters, with
their papers, blank forms and calendar entries. Nothing of a specimen is sent or kept.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from mailbot.writing import blocks, letters
from mailbot.writing.casefile import Case, Item, Office, ParentCard, Recipient, SchoolCard, Voice
from mailbot.writing.letters import Letter
from mailbot.writing.needs import NEEDS
from mailbot.writing.vocabulary import vocabulary

_HOME = SchoolCard(name="Example Home School", email="home@school.example", phone="020 7946 0001")
_RECEIVING = SchoolCard(name="Example Other School", email="other@school.example")
_PARENT = ParentCard(number=1, name="Robin Sample", email="robin@parent.example")
_READERS: Mapping[Voice, Recipient] = {
    "school": Recipient(role="receiving", address="other@school.example", voice="school"),
    "parent": Recipient(
        role="parent", address="robin@parent.example", voice="parent", number=1, name="Robin Sample"
    ),
}


def specimens(
    office: Office, now: dt.datetime, blank_forms: Mapping[str, tuple[str, bytes]]
) -> Iterator[tuple[str, Letter]]:
    """Yield each kind with a letter of it, once for each voice that it speaks in.

    now: aware, in the authority's zone. Raises what `letters.write` and the templates raise.
    """
    day = now.date()
    days = ("decision", "end", "start", "week", "review", "permanent_from", "home_off_roll")
    data = {**dict.fromkeys(days, day), "uid": "specimen"}
    case = Case(
        reference="MM-00-0000",
        home=_HOME,
        receiving=_RECEIVING,
        words=vocabulary("offsite_direction"),
        forename="Alex",
        surname="Sample",
        initials="AS",
        nc_year=9,
        parents=(_PARENT,),
        start=day,
        end=day,
    )
    for kind, needs in NEEDS.items():
        own = {name: data[name] for name in needs if name in data}
        item = Item(kind=kind, case=case, due=day, clause="a clause", data=own)
        for voice, reader in _READERS.items():
            if blocks.exists(f"{kind}/{voice}.txt"):
                yield (
                    kind,
                    letters.write(
                        [item],
                        reader,
                        office,
                        at=now,
                        message_id=f"<{kind}.{voice}@specimen.example>",
                        in_reply_to=None,
                        redirect_to=None,
                        blank_forms=blank_forms,
                    ),
                )
