"""Photos from the web, fetched as if every address were a trap: by https, from public machines, bounded."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from catalog.services.decoding import LARGEST_BYTES
from catalog.services.refusing import RefusalError

AT_ONCE = 8
MOST_REDIRECTS = 3
SECONDS = 20.0
"""For one photo, redirects included; resolving names is left to the system's own limits."""
_CONNECT_SECONDS = 5.0
_REDIRECTS = {301, 302, 303, 307, 308}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_AS_WRITTEN = "/%:@!$&'()*+,;=~?"
_ASKED = {"User-Agent": "moodloop", "Accept": "image/*", "Accept-Encoding": "identity"}


def is_public(address: str) -> bool:
    """Whether the IP address belongs to the internet: not private, loopback, link-local, multicast, reserved.

    IPv6 addresses that carry one of IPv4 are as public as what they carry.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # such as one with a zone, which is link-local
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour
        if ip in _TRANSLATED:
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
        if ip.teredo is not None or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Place(NamedTuple):
    host: str
    port: int
    target: str


@dataclass(frozen=True)
class Downloads:
    """A shelf of photos that rows name by address. Threads may share it; eight are fetched at a time."""

    may_connect: Callable[[str], bool] = is_public
    """Asked about every IP address that a name resolves to, before each connection."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = SECONDS
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def read(self, address: str) -> bytes:
        """The bytes at the address, at most as many as a photo may have. Raises RefusalError."""
        with self._turns:
            deadline = time.monotonic() + self.seconds
            for _ in range(MOST_REDIRECTS + 1):
                found = self._get(_place(address), deadline)
                if isinstance(found, bytes):
                    return found
                address = urljoin(address, found)
        raise RefusalError(f"the photo's address leads on more than {MOST_REDIRECTS} times")

    def _get(self, place: Place, deadline: float) -> bytes | str:
        """The content, or the address that it leads on to."""
        connection = _Connection(place, self._checked_ip(place), self.context)
        watch = threading.Timer(max(deadline - time.monotonic(), 0), connection.cut)
        watch.start()  # a server that sends a byte now and then would outlast any limit on waiting for one
        try:
            connection.request("GET", place.target, headers=_ASKED)
            response = connection.getresponse()
            if response.status in _REDIRECTS and (location := response.getheader("Location")):
                return location
            if response.status != 200:
                raise RefusalError(f"the photo's server answers {response.status}")
            if (response.length or 0) > LARGEST_BYTES:
                raise RefusalError(f"the photo is larger than {LARGEST_BYTES // 1024 // 1024} MB")
            content = response.read(LARGEST_BYTES + 1)
            if connection.was_cut:
                raise TimeoutError
            if response.length and len(content) <= LARGEST_BYTES:
                raise RefusalError("the photo's server broke off")
            return content
        except (OSError, HTTPException, ValueError) as error:
            if connection.was_cut:
                raise RefusalError(f"the photo takes longer than {self.seconds:g} s") from error
            raise RefusalError(f"the photo cannot be fetched: {error or type(error).__name__}") from error
        finally:
            watch.cancel()
            connection.close()

    def _checked_ip(self, place: Place) -> str:
        """The first IP address of the host; none of them may be one that we must not talk to."""
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise RefusalError(f"the photo's host “{place.host}” is unknown") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(map(self.may_connect, addresses)):
            raise RefusalError("the photo's address leads into a private network")
        return addresses[0]


def _place(address: str) -> Place:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise RefusalError("the photo's address cannot be read") from error
    if parts.scheme != "https":
        raise RefusalError("the photo's address is not https")
    if not host or parts.username is not None or parts.password is not None:
        raise RefusalError("the photo's address cannot be read")
    target = quote(parts.path or "/", safe=_AS_WRITTEN)
    if parts.query:
        target += f"?{quote(parts.query, safe=_AS_WRITTEN)}"
    return Place(host, port, target)


class _Connection(HTTPSConnection):
    """Talks to the very IP address that was checked; name and certificate are those of the host."""

    def __init__(self, place: Place, ip: str, context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=_CONNECT_SECONDS, context=context)
        self._ip, self._ssl, self.was_cut = ip, context, False
        self._socket: ssl.SSLSocket | None = None

    def connect(self) -> None:
        plain = socket.create_connection((self._ip, self.port), _CONNECT_SECONDS)
        # `sock` forgets it once only the answer is still to be read, and that is what may take for ever.
        self.sock = self._socket = self._ssl.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        if self.was_cut:  # before there was anything to cut
            raise TimeoutError
        self._socket.do_handshake()

    def cut(self) -> None:
        """End whatever waits for the other side; called from another thread."""
        self.was_cut = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it has just ended by itself
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
