"""The words of the law as it stood when a placement began.

Until 25 July 2026 a placement on trial was a managed move; from 26 July 2026 it is an off-site
direction, and only the permanent change of school is a managed move. The words are data
(templates/vocabulary.toml) under the names that records give a legal basis, so a letter never
decides which law applies: its case brings the words along.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache

from mailbot.resources import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One regime's words, ready to stand inside a sentence.

    title: how a subject line begins. term, a_term: the arrangement, bare and with its article.
    placement: the time at the other school, after "the". basis_sentence: what the arrangement is,
    for parents. success_sentence, success_for_parents: what success turns it into.
    """

    title: str
    term: str
    a_term: str
    placement: str
    basis_sentence: str
    success_sentence: str
    success_for_parents: str


@cache
def vocabulary(legal_basis: str) -> Vocabulary:
    """Return the words for a record's `legal_basis`.

    Raises KeyError if the vocabulary has no such set, TypeError if the set is not complete.
    """
    text = shipped("templates", "vocabulary.toml").read_text(encoding="utf-8")
    words: dict[str, str] = tomllib.loads(text)[legal_basis]
    return Vocabulary(**{field.name: words[field.name] for field in fields(Vocabulary)})
