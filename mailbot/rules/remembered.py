"""What a pure function gave for the very same values, kept so that it is not reckoned again.

A move, a protocol and a calendar never change: a new fact or a closure makes new ones. So an answer
holds for as long as its arguments are the same objects, and whoever asks of sixty moves every
morning reckons only those to which something happened. Arguments are kept with the answer, so that
no later object can take their place in memory. A function that raises is asked again.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_MOST = 2048  # answers kept a function, the oldest given up first


def remembered(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """Return the function, its newest answers kept by the identity of what they were given."""
    kept: dict[tuple[int, ...], tuple[object, _Answer]] = {}

    @wraps(function)
    def answer(*given: _Given.args, **named: _Given.kwargs) -> _Answer:
        if named:
            return function(*given, **named)
        key = tuple(map(id, given))
        found = kept.get(key)
        if found is None:
            found = given, function(*given, **named)
            while len(kept) >= _MOST:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
        return found[1]

    return answer
