"""Only the topmost verdict of the pinned server is believed, and only a DMARC pass for From."""

import pytest

from parsers.arrivals.authentication import passes
from parsers.evidence import open_message

OURS = "mx.authority.example"
GOOD = (
    "spf=pass smtp.mailfrom=thornfield.example; dkim=pass header.d=thornfield.example;"
    " dmarc=pass header.from=thornfield.example"
)
BAD = "spf=none; dkim=none; dmarc=fail header.from=thornfield.example"
M365 = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=thornfield.example; dkim=pass (signature was"
    " verified) header.d=thornfield.example;dmarc=pass action=none"
    " header.from=thornfield.example;compauth=pass reason=100"
)


def _passes(*results: str, sender: str = "office@thornfield.example", pinned: str = OURS) -> bool:
    lines = [f"Authentication-Results: {result}" for result in results]
    return passes(open_message("\n".join([*lines, f"From: {sender}", "", "x"]).encode()), pinned)


def test_a_dmarc_pass_for_the_from_domain_passes() -> None:
    assert _passes(f"{OURS}; {GOOD}")
    assert _passes(f"{OURS.upper()} 1; {GOOD}", sender="Office <Office@THORNFIELD.example>")


def test_a_result_with_the_comments_that_gateways_write_passes() -> None:
    assert _passes(f"{OURS}; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=thornfield.example")


@pytest.mark.parametrize(
    "result",
    [
        BAD,
        "none",
        "spf=pass smtp.mailfrom=thornfield.example; dkim=pass header.d=thornfield.example",
        "dmarc=pass header.from=elsewhere.example",
        "dmarc=pass header.from=evil-thornfield.example",
        "dmarc=pass header.from=thornfield.example.evil.example",
        "dmarc=pass",
        "dmarc=pass header.from=thornfield.example; dmarc=fail header.from=thornfield.example",
        "dmarc=bestguesspass header.from=thornfield.example",
        'dmarc="',
    ],
)
def test_anything_less_than_an_aligned_dmarc_pass_does_not(result: str) -> None:
    assert not _passes(f"{OURS}; {result}")


def test_a_header_that_the_sender_wrote_below_ours_is_not_believed() -> None:
    assert not _passes(f"{OURS}; {BAD}", f"{OURS}; {GOOD}")


def test_a_broken_header_of_ours_does_not_make_way_for_one_below() -> None:
    assert not _passes(f"{OURS}; dmarc=(", f"{OURS}; {GOOD}")


def test_another_server_is_not_believed_and_does_not_hide_ours() -> None:
    assert not _passes(f"mx.elsewhere.example; {GOOD}")
    assert not _passes(f"{OURS}.evil.example; {GOOD}")
    assert _passes(f"mx.elsewhere.example; {BAD}", f"{OURS}; {GOOD}")


def test_no_header_and_no_pinned_server_never_pass() -> None:
    assert not _passes()
    assert not _passes(f"{OURS}; {GOOD}", pinned="")


@pytest.mark.parametrize(
    "sender",
    [
        "office@thornfield.example, x@evil.example",
        "office@thornfield.example\nFrom: x@evil.example",
        '"office@thornfield.example" <x@evil.example>',
        "office@thornfield.example <x@evil.example>",
        "office@thornfield.example@evil.example",
    ],
)
def test_a_sender_that_is_not_one_plain_address_of_that_domain_never_passes(sender: str) -> None:
    assert not _passes(f"{OURS}; {GOOD}", sender=sender)


def test_microsoft_365_is_the_topmost_result_without_an_id() -> None:
    assert _passes(M365, pinned="microsoft365")
    assert _passes(f"mx.elsewhere.example; {BAD}", M365, pinned="microsoft365")
    assert not _passes(M365.replace("dmarc=pass", "dmarc=fail"), M365, pinned="microsoft365")
    assert not _passes(f"{OURS}; {GOOD}", pinned="microsoft365")
    assert not _passes(f"nameless.invalid; {GOOD}", pinned="microsoft365")
