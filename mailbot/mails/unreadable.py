"""What a sender is told of a mail that could not be read: once, in the words of its product.

A person has it before them already (`form_held`). The sender hears of it as of a mail without a
readable form (`form_missing`): no more than once a day, and not again in reply to that very letter,
for somebody whose office seals all its mail cannot help it. Only a school or a colleague is told,
and only where they can do something: a picture or a file that is too slow is ours to look at.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from mailbot.mails.incoming import Mail
from mailbot.planned.post import Post
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from parsers.records import Reading
from parsers.refusals import for_the_sender
from parsers.replying.replies import about_a_move


def for_sender(mail: Mail, readings: Sequence[Reading]) -> list[str]:
    """Return what the sender can do something about, each sentence once."""
    sender, evidence = mail.sender, mail.evidence
    if not (sender.staff or sender.schools):
        return []
    about = mail.reference is not None or about_a_move(evidence.subject, evidence.new_text)
    said = [
        problem.message
        for reading in readings
        for problem in reading.problems
        if problem.code == "encrypted" or (about and for_the_sender(problem))
    ]
    return list(dict.fromkeys(said))


def tell(mail: Mail, ledger: Ledger, post: Post, today: dt.date) -> None:
    """Tell the sender, unless they were told today or answer the letter that told them."""
    who = hashlib.sha256(mail.sender.address.encode()).hexdigest()[:24]
    key = f"unreadable/{who}/{today.isoformat()}"
    answered = sa.select(t.notices.c.key).join(t.outbox, t.outbox.c.id == t.notices.c.outbox)
    told = answered.where(
        (t.notices.c.key == key)
        | (
            t.notices.c.key.startswith(f"unreadable/{who}/")
            & t.outbox.c.message_id.in_(mail.evidence.references)
        )
    )
    if ledger.row(told) is not None:
        return
    data = {"start": None, "breakdown": False, "form": "mm1", "unread": mail.unread}
    mail.reply(post, "form_missing", None, data, key=key)
