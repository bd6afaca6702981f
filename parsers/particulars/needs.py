"""What a child needs: care, asked alone or among other things; SEN, in one question or in two.

"EHCP? No" says nothing of SEN support, so one "no" by itself is no status.
"""

import re
from collections.abc import Iterable, Mapping

from parsers.choices import options_in
from parsers.layouts.answers import Answer, has_answer
from parsers.marks import chosen
from parsers.pairs import EMPTY, TICKED, plain
from parsers.particulars.asked import Asked, read_told, yes_no
from parsers.particulars.draft import Draft
from parsers.values import Doubt, short

_PLAN = re.compile(r"\behc|\bstatement|education,? health", re.IGNORECASE)
_EITHER = re.compile(r"\bsend?\b\W*(?:/|&|,|\bor\b|\band\b)\W*ehc", re.IGNORECASE)
_SUPPORT = re.compile(r"\bsend?[\s-]*support|\breceiving send?\b", re.IGNORECASE)

_OTHERS_TOO = re.compile(
    r"\b(?:cp|cin|child(?:ren)? (?:protection|in need)|previously|plac|adopted|early help|sgo"
    r"|care leavers?|special guardian\w*)\b",
    re.IGNORECASE,
)


def looked_after(draft: Draft, asked: Asked) -> None:
    """Read whether the child is looked after; a yes to a question about more is in doubt."""
    answers = asked.of("looked_after")
    parse = yes_no(asked, "looked_after")
    for one in answers:
        if _OTHERS_TOO.search(one.label) and parse(one.text) is True:
            said = f'"{short(plain(one.text))}" to "{short(one.label)}"'
            message = f"The form says {said}. Is the child looked after?"
            draft.problem("looked_after", "unclear", message)
            return
    draft.read("looked_after", answers, parse)


def sen_status(draft: Draft, asked: Asked) -> None:
    """Read the status from its own question, else from the answers about a plan and support."""
    answers = asked.of("sen")
    flags = {one: _flag(one, asked) for one in answers}
    plainly = [one for one in answers if flags[one] is None]
    options = asked.words.choices.get("sen", {})
    draft.read("sen_status", plainly, lambda text: _status(text, options))
    if any(map(has_answer, plainly)):
        return
    said = [flag for flag in flags.values() if flag is not None]
    told = dict(said)
    if len(set(said)) > len(told):
        draft.problem("sen_status", "conflict", "The form gives more than one SEN status.")
        return
    status = "E" if told.get("E") else "K" if told.get("K") else "N" if len(told) > 1 else None
    if status is not None:
        sayer = next(one for one, flag in flags.items() if flag and flag[1] == (status != "N"))
        draft.put("sen_status", status, sayer)


def _status(text: str, options: Mapping[str, Iterable[str]]) -> object | Doubt | None:
    """Return the status told; "[x] EHCP in process" tells of none, as those words alone do."""
    picked = chosen(text) if TICKED in text else None
    return read_told(picked[0] if picked and len(picked) == 1 else text, options)


def _flag(answer: Answer, asked: Asked) -> tuple[str, bool] | None:
    """Return what a yes or no says of a plan ("E") or of support ("K"); None for other answers."""
    if answer.text.count(TICKED) + answer.text.count(EMPTY) > len(("yes", "no")):
        return None  # "[x] None [ ] K [ ] E": the status itself
    if _EITHER.search(answer.label) and yes_no(asked)(answer.text) is not True:
        return None  # "SEN / EHCP: none"
    plan, support = bool(_PLAN.search(answer.label)), bool(_SUPPORT.search(answer.label))
    if len(options_in(answer.label, asked.words.choices.get("sen", {}))) > 1:
        return None  # "SEND: none / support / EHCP" asks which of them
    told = yes_no(asked)(answer.text) if plan != support and has_answer(answer) else None
    return ("E" if plan else "K", told) if isinstance(told, bool) else None
