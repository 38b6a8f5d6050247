"""The navigation of the office: by what people do, only what each may open, in their language."""

import re

from django.contrib.auth.models import User
from django.test import Client


def places(client: Client, path: str = "/admin/") -> list[str]:
    page = client.get(path).content.decode()
    nav = page.split('id="office-nav"')[1].split("</nav>")[0]
    return re.findall(r'<a href="[^"]*"[^>]*>([^<]+)</a>', nav)


def test_a_manager_finds_products_words_trade_people_and_settings(managing: Client) -> None:
    page = managing.get("/admin/").content.decode()

    for group in ("상품·사진", "어휘", "들이기·내보내기", "사람", "질문과 학습", "공개", "설정과 이력"):
        assert f">{group}</p>" in page
    assert {"오늘", "상품", "사진", "판매자 태그", "태그", "질문", "모델", "게시된 태그", "모든 표"} <= set(
        places(managing)
    )


def test_nobody_finds_what_they_may_not_open(client: Client, outsider: User) -> None:
    outsider.is_staff = True
    outsider.save()
    client.force_login(outsider)

    assert places(client) == ["오늘", "모든 표", "검수 화면", "스타일 화면"]


def test_where_one_is_is_marked(managing: Client) -> None:
    page = managing.get("/admin/catalog/product/").content.decode()

    assert '<a href="/admin/catalog/product/" aria-current="page">상품</a>' in page
    assert page.count('aria-current="page"') == 1


def test_the_list_of_all_tables_and_each_layers_own_stay(managing: Client) -> None:
    tables = managing.get("/admin/tables/").content.decode()

    assert "/admin/catalog/embedding/" in tables
    assert managing.get("/admin/catalog/").status_code == 200


def test_in_english_things_have_english_names(client: Client, manager: User) -> None:
    client.force_login(manager)

    page = client.get("/admin/catalog/product/", headers={"accept-language": "en"}).content.decode()

    assert "<h1>Products</h1>" in page
    assert ">Photos</a>" in page


def test_strangers_are_asked_who_they_are(client: Client, db: None) -> None:
    for path in ("/admin/", "/admin/tables/"):
        assert client.get(path).status_code == 302
