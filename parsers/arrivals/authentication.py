"""Whether a mail's sender is who it claims, by what the authority's own mail server found.

Only a DMARC pass counts, for the very domain in From: SPF and DKIM alone vouch for an envelope or
a signer that a reader never sees. Only one header is believed: the topmost that bears the pinned
authserv-id, since whatever a sender wrote into the mail himself stands below it (RFC 8601,
section 5). Where anything is odd the answer is no, and a person looks.
"""

from typing import Final

import authres
from authres.core import AuthResError

from parsers.evidence import Evidence

MICROSOFT365: Final = "microsoft365"
_NAMELESS = "nameless.invalid"  # stands in for the id that Microsoft 365 leaves out


def passes(evidence: Evidence, authserv_id: str) -> bool:
    """Whether the From domain passed DMARC, by the topmost result of the server with that id.

    authserv_id: the id, or "microsoft365" for the topmost result without any id. False for a mail
    whose sender is not one plain address.
    """
    if not evidence.sender or not authserv_id:
        return False
    result = _believed(evidence.authentication, authserv_id.strip().lower())
    if result is None:
        return False
    verdicts = [found for found in result.results if str(found.method).lower() == "dmarc"]
    domain = evidence.sender.rpartition("@")[2]
    return bool(verdicts) and all(
        str(found.result).lower() == "pass" and _from_domains(found) == {domain}
        for found in verdicts
    )


def _believed(values: tuple[str, ...], wanted: str) -> authres.AuthenticationResultsHeader | None:
    """Return the one header that is believed; None if it is absent or cannot be read."""
    for value in values:
        nameless = "=" in value.split(";", 1)[0]
        named = f"{_NAMELESS}; {value}" if nameless else value
        # The id is taken by hand first: a broken header of another server must not hide ours, and
        # a broken one of ours must not make way for what stands below it.
        first = named.split(";", 1)[0].split()
        name = first[0].strip('"').lower() if first else ""
        if name != (_NAMELESS if wanted == MICROSOFT365 else wanted):
            continue
        if nameless != (wanted == MICROSOFT365):
            continue
        try:
            return authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {named}")
        except (AuthResError, LookupError, TypeError, ValueError):
            return None
    return None


def _from_domains(found: authres.AuthenticationResult) -> set[str]:
    """Return the domains that a DMARC result names as those of From (RFC 8601, section 2.7)."""
    return {
        str(item.value).strip().rstrip(".").rpartition("@")[2].lower()
        for item in found.properties
        if (str(item.type).lower(), str(item.name).lower()) == ("header", "from")
    }
