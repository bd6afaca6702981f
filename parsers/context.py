"""What a reader of forms is told before it reads: the schools, the forms, and the protocol's asks.

It is built once from the configuration and handed to the child process that reads mail, so it holds
plain values only and can be pickled. It holds no clock and no path.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

from dataclasses import dataclass
from typing import Literal

from parsers.labels.phrases import Form
from parsers.mails.wrappers import Wrapper
from parsers.schools import Register


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Context:
    """What reading depends on beside the document itself.

    host_school: which school "host school" means where the form does not say. consent: whose consent
    the protocol asks for. review_names: what the protocol calls its reviews ("week4", "final").
    own_domains: the authority's own mail domains, never a parent's. staff: the addresses whose
    forwarding counts, in lower case. zone: of the authority. wrappers: the secure-mail products known.
    """

    schools: Register
    forms: tuple[Form, ...]
    host_school: Literal["receiving", "home"] = "receiving"
    consent: Literal["one", "all_with_responsibility"] = "one"
    review_names: tuple[str, ...] = ()
    own_domains: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    zone: str = "Europe/London"
    wrappers: tuple[Wrapper, ...] = ()
