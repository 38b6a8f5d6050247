"""Where a request comes from, as far as limits are kept by it."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

NETWORK_BITS = 64
"""Of an IPv6 address: what one customer is given at least (RFC 6177), who may use all that is in it."""


def address_of(request: HttpRequest) -> str:
    """The client's, as our own proxy tells it where there is one, which writes the last of a chain."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """Whom to count as one: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), NETWORK_BITS), strict=False))


def household_of(request: HttpRequest) -> str:
    """The one that limits count: whoever shares an address, or a customer's network, shares a limit."""
    return network_of(address_of(request))
