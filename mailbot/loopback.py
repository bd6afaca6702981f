"""Whether a host is this very machine: the one place where a password may go in clear."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Return whether nothing that is said to `host` passes over a network."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() in {"localhost", "ip6-localhost"}
