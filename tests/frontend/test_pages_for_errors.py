"""Error pages stand by themselves: Django renders some without a request, when nothing else may work."""

import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_request(status: str) -> None:
    page = render_to_string(f"{status}.html")

    assert page.count("<h1>") == 1
    assert 'href="/"' in page
    assert "<script" not in page
