"""`manage.py demo` as a whole: it answers, mends itself, ends, and starts again."""

import http.cookiejar
import re
import signal
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from PIL import Image

from catalog.models import Product
from config.services import addresses
from tests.config.supervised import Supervised, left_running, supervised
from tests.e2e.demo import free_port

READY = "Ctrl-C stops everything"
PHOTOS = 450


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-var").resolve()


def log_in(address: str, username: str, password: str) -> str:
    """Where the login page leads with these."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/login/").read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token}
    with browser.open(f"{address}/login/", urllib.parse.urlencode(form).encode()) as response:
        return urllib.parse.urlparse(str(response.url)).path


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small photos, each of a colour of its own; more than the import writes at once."""
    folder = tmp_path_factory.mktemp("colours")
    names = [f"{number}.png" for number in range(PHOTOS)]
    for number, name in enumerate(names):
        Image.new("RGB", (64, 64), (number % 256, number // 256 * 90, 120)).save(folder / name)
    (folder / "products.csv").write_text("\n".join(["image", *names]))
    return folder


def products(var_dir: Path) -> int:
    with psycopg.connect(addresses.postgres_url(var_dir)) as connection:
        row = connection.execute("SELECT count(*) FROM catalog_product").fetchone()
    assert row is not None
    return int(row[0])


def test_the_demo_is_killed_starts_again_goes_on_mends_itself_and_ends(var_dir: Path, catalog: Path) -> None:
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"

    with supervised(var_dir, "demo", "--port", port, "--catalog", str(catalog)) as first:
        first.until_it_says(READY)
        first.until(lambda: products(var_dir) > 0, "the import has begun")
        first.end(signal.SIGKILL)

    with supervised(var_dir, "demo", "--port", port) as second:
        second.until_it_says(READY)
        assert log_in(address, "curator", "curator-demo") == "/"
        assert log_in(address, "manager", "manager-demo") == "/"
        second.until(lambda: products(var_dir) == PHOTOS, "the interrupted import is complete")
        second.child("--queues training").kill()
        second.until_it_says("trainer ended unexpectedly (killed by SIGKILL)")
        second.until(lambda: has_child(second, "--queues training"), "the trainer is back")
        began = time.monotonic()
        status = second.end(signal.SIGINT)

    assert status == 0, second.text()
    assert time.monotonic() - began < 15
    assert "static files collected" not in second.text()
    assert left_running(var_dir) == []


def has_child(running: Supervised, words: str) -> bool:
    try:
        return running.child(words).is_running()
    except ValueError:
        return False


def test_ctrl_c_during_the_start_ends_it_too(var_dir: Path) -> None:
    with supervised(var_dir, "demo", "--port", str(free_port())) as starting:
        starting.until_it_says("postgres |")
        status = starting.end(signal.SIGINT)

    assert status == 0, starting.text()
    assert left_running(var_dir) == []


@pytest.mark.django_db
def test_an_empty_catalog_is_drawn_and_told_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("fill_catalog", "--products", "3")

    assert Product.objects.count() == 3
    assert "drawn 3 of 3 products" in capsys.readouterr().out


@pytest.mark.django_db
def test_refused_rows_are_told_and_do_not_stop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (64, 64), "pink").save(tmp_path / "there.png")
    (tmp_path / "products.csv").write_text("image\nthere.png\nmissing.png\n")

    call_command("fill_catalog", "--catalog", str(tmp_path))

    assert Product.objects.count() == 1
    assert "row 3 refused (missing.png)" in capsys.readouterr().out
