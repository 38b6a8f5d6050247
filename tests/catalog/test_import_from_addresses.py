"""Photos are fetched by https from public addresses, within limits; everything else costs its own row.

The server is a real one with a certificate of its own; only the question which IP addresses are public is
answered otherwise here, for the loopback is all that there is.
"""

import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from django.utils import timezone

from catalog.models import Product, ProductImage
from catalog.services.downloading import AT_ONCE, Downloads, is_public
from catalog.services.importing import ImportReport, import_catalog
from catalog.services.refusing import RefusalError
from tests.catalog.shops import Shop, picture

PHOTO = picture(1)


class Handler(BaseHTTPRequestHandler):
    """What the paths of the test's server do."""

    def __init__(self, server: "Server", *args: object) -> None:
        self.shop = server
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.shop.asked.append(self.path)
        name = self.path.split("?")[0].strip("/").split("/")[0]
        getattr(self, f"give_{name}", self.give_nothing)()

    def give_photo(self) -> None:
        self.answer(PHOTO, "text/plain")  # what it is called says nothing

    def give_page(self) -> None:
        self.answer(b"<!doctype html>", "image/jpeg")

    def give_nothing(self) -> None:
        self.send_error(404)

    def give_large(self) -> None:
        self.answer(b"", "image/jpeg", length=26 * 1024 * 1024)

    def give_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(1024 * 1024))

    def give_slow(self) -> None:
        """A byte now and then, for as long as anybody listens."""
        self.send_response(200)
        self.end_headers()
        while not self.shop.over.wait(0.05):
            self.wfile.write(b"\xff")

    def give_half(self) -> None:
        self.answer(PHOTO[:100], "image/jpeg", length=len(PHOTO))

    def give_together(self) -> None:
        """Answers only when eight ask at once; counts how many do."""
        with self.shop.lock:
            self.shop.inside += 1
            self.shop.most = max(self.shop.most, self.shop.inside)
        self.shop.barrier.wait()
        with self.shop.lock:
            self.shop.inside -= 1
        self.answer(picture(int(self.path.rpartition("/")[2])), "image/jpeg")

    def give_on(self) -> None:
        """/on/3 leads to /on/2 and so forth to the photo."""
        left = int(self.path.rpartition("/")[2])
        self.lead_on("/photo" if left == 1 else f"/on/{left - 1}")

    def give_to(self) -> None:
        self.lead_on(self.path.removeprefix("/to/"))

    def lead_on(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def answer(self, content: bytes, kind: str, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@dataclass
class Server:
    port: int = 0
    authority: trustme.CA = field(default_factory=trustme.CA)
    asked: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(AT_ONCE, timeout=30))
    inside: int = 0
    most: int = 0

    def address(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{path}"

    def downloads(self, seconds: float = 20.0) -> Downloads:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return Downloads(may_connect=lambda ip: ip in ("127.0.0.1", "::1"), context=context, seconds=seconds)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients break off here on purpose."""


@pytest.fixture
def server() -> Iterator[Server]:
    ours = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.authority.issue_cert("localhost").configure_cert(context)
    context.sni_callback = lambda _socket, name, _context: ours.names.append(name)
    listening = Quiet(("127.0.0.1", 0), partial(Handler, ours))
    listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    ours.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield ours
    ours.over.set()
    listening.shutdown()
    thread.join()
    listening.server_close()


def imported(shop: Shop, downloads: Downloads | None) -> ImportReport:
    return import_catalog(path=shop.folder, now=timezone.now(), downloads=downloads)


def refusal_of(server: Server, address: str, downloads: Downloads | None = None) -> str:
    with pytest.raises(RefusalError) as refusal:
        (downloads or server.downloads()).read(address)
    return str(refusal.value)


def test_a_photo_is_fetched_and_its_name_is_its_address(shop: Shop, server: Server) -> None:
    address = server.address("/photo/한글.jpg?w=1")
    shop.csv([{"external_id": "1", "image": address}, {"external_id": "2", "image": shop.photo("b.jpg")}])

    report = imported(shop, server.downloads())

    assert (report.products, report.refused) == (2, [])
    assert ProductImage.objects.filter(source_name=address, width=24).count() == 1
    assert set(server.names) == {"localhost"}


def test_nothing_is_asked_of_the_network_unless_somebody_wants_it(shop: Shop, server: Server) -> None:
    shop.csv([{"image": server.address("/photo")}])

    report = imported(shop, None)

    assert "is an address; addresses are read with --fetch only" in report.refused[0].reason
    assert server.asked == []


def test_what_was_fetched_is_not_fetched_again(shop: Shop, server: Server) -> None:
    shop.csv([{"external_id": "1", "image": server.address("/photo")}])
    imported(shop, server.downloads())

    report = imported(shop, server.downloads())

    assert (report.unchanged, report.refused) == (1, [])
    assert server.asked == ["/photo"]


def test_content_counts_and_not_what_the_server_calls_it(shop: Shop, server: Server) -> None:
    shop.csv([{"image": server.address("/page")}, {"image": server.address("/photo")}])

    report = imported(shop, server.downloads())

    assert ["is not a photo that we read" in refusal.reason for refusal in report.refused] == [True]
    assert Product.objects.count() == 1


def test_eight_are_fetched_at_a_time(shop: Shop, server: Server) -> None:
    count = 16 * AT_ONCE
    shop.csv([{"image": server.address(f"/together/{number}")} for number in range(count)])

    report = imported(shop, server.downloads())

    assert (report.images, report.refused) == (count, [])
    assert server.most == AT_ONCE


def test_three_redirects_are_followed_and_no_more(server: Server) -> None:
    assert server.downloads().read(server.address("/on/3")) == PHOTO
    assert "leads on more than 3 times" in refusal_of(server, server.address("/on/4"))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://localhost/photo", "is not https"),
        ("file:///etc/passwd", "is not https"),
        ("https://127.0.0.2:{port}/photo", "private network"),
        ("https://0x7f000002:{port}/photo", "private network"),
        ("https://someone:secret@localhost:{port}/photo", "cannot be read"),
        ("https://[::1/photo", "cannot be read"),
        ("https://localhost:99999999/photo", "cannot be read"),
        ("https://nowhere.invalid/photo", "is unknown"),
    ],
)
def test_where_a_redirect_leads_is_checked_like_the_address_itself(
    server: Server, target: str, reason: str
) -> None:
    address = target.format(port=server.port)

    assert reason in refusal_of(server, address)
    assert reason in refusal_of(server, server.address(f"/to/{address}"))
    assert "/photo" not in server.asked


def test_the_certificate_is_the_hosts(server: Server) -> None:
    assert "cannot be fetched" in refusal_of(server, server.address("/photo", host="127.0.0.1"))
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server) -> None:
    trusting_nobody_here = Downloads(may_connect=lambda ip: True)

    assert "CERTIFICATE_VERIFY_FAILED" in refusal_of(server, server.address("/photo"), trusting_nobody_here)
    assert server.asked == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nowhere", "answers 404"),
        ("/large", "larger than 25 MB"),
        ("/half", "broke off"),
    ],
)
def test_what_is_no_whole_photo_is_refused(server: Server, path: str, reason: str) -> None:
    assert reason in refusal_of(server, server.address(path))


def test_an_endless_answer_is_read_no_further_than_a_photo_goes(shop: Shop, server: Server) -> None:
    shop.csv([{"image": server.address("/endless")}])

    report = imported(shop, server.downloads())

    assert [refusal.reason for refusal in report.refused] == ["the photo is larger than 25 MB"]


def test_a_server_that_drips_is_left(server: Server) -> None:
    began = time.monotonic()

    reason = refusal_of(server, server.address("/slow"), server.downloads(seconds=0.5))

    assert "takes longer than 0.5 s" in reason
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1"),
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1"),
        *("64:ff9b:1::1", "2001:0:53aa:64c:0:fbff:ffff:fffe", "nonsense", ""),
    ],
)
def test_addresses_that_are_not_the_internets(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_that_are(ip: str) -> None:
    assert is_public(ip)


def test_the_loopback_is_refused_where_nothing_else_is_said(server: Server) -> None:
    context = ssl.create_default_context()
    server.authority.configure_trust(context)

    reason = refusal_of(server, server.address("/photo"), Downloads(context=context))

    assert "private network" in reason
    assert server.names == []
