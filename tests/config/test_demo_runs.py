"""`manage.py demo` as a whole: it answers, mends itself, ends, and starts again."""

import http.cookiejar
import re
import signal
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.config.supervised import Supervised, left_running, supervised
from tests.e2e.demo import free_port

READY = "Ctrl-C stops everything"


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


def test_the_demo_answers_mends_itself_ends_and_starts_again(var_dir: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    words = ("demo", "--port", str(port), "--products", "6")

    with supervised(var_dir, *words) as first:
        first.until_it_says(READY)
        assert log_in(address, "curator", "curator-demo") == "/"
        assert log_in(address, "manager", "manager-demo") == "/"
        first.until_it_says("6 products and")
        first.child("--queues training").kill()
        first.until_it_says("trainer ended unexpectedly (killed by SIGKILL)")
        first.until(lambda: has_child(first, "--queues training"), "the trainer is back")
        first.end(signal.SIGKILL)

    with supervised(var_dir, *words) as second:
        second.until_it_says(READY)
        assert "static files collected" not in second.text()
        assert log_in(address, "curator", "curator-demo") == "/"
        began = time.monotonic()
        status = second.end(signal.SIGINT)

    assert status == 0, second.text()
    assert time.monotonic() - began < 15
    assert "drawn" not in second.text()
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
