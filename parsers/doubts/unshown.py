"""What a file hides is no answer, and is said: a form half of whose rows are filtered away.

Nobody who looks at a sheet sees its hidden rows, and often they keep last year's pupil or the
entries of a list. So only what they would add is said: an answer that what is seen leaves open, or
a form of its own.
"""

from collections.abc import Iterable, Sequence

from parsers.doubts.copies import is_another
from parsers.doubts.judging import status_of
from parsers.records import Reading
from parsers.refusals import held, why


def told_of(seen: Sequence[Reading], whole: Iterable[Reading]) -> list[Reading]:
    """Return the readings of what is seen, with the question whether what is hidden counts.

    whole: the readings of the same file, were nothing in it hidden.
    """
    out = list(seen)
    for one in whole:
        if one.kind == "other" or not one.evidence:
            continue
        alike = [n for n, form in enumerate(out) if form.kind == one.kind]
        alike = [n for n in alike if not is_another(out[n], one)]
        if any(set(one.evidence) <= set(out[n].evidence) for n in alike):
            continue
        if not alike:
            return [*out, held("hidden", one.source, one.part)]
        out[alike[0]] = _asked(out[alike[0]])
    return out


def _asked(form: Reading) -> Reading:
    problem = why("hidden").model_copy(update={"field": "document"})
    if problem in form.problems:
        return form
    problems = (*form.problems, problem)
    status = status_of(form.kind, problems) if form.status == "accepted" else form.status
    return form.model_copy(update={"problems": problems, "status": status})
