"""Which column of a file is probably which of ours, before somebody says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.services.rows import COLUMNS, REASON
from catalog.services.vocabulary import normalise

OTHER_NAMES = {
    "external_id": "product_id id sku code item_id 상품코드 상품번호 상품id 품번 자체상품코드 판매자상품코드",
    "title": "name product_name product_title 상품명 이름 제목",
    "image": "image_url img photo picture image_link 이미지 사진 대표이미지 이미지url 이미지주소 사진주소",
    "category": "type product_type 카테고리 분류 종류 상품분류",
    "seller": "brand vendor shop store 판매자 브랜드 셀러 입점사 제조사",
    "price": "sale_price amount 가격 판매가 판매가격 금액",
    "in_stock": "stock quantity availability 재고 재고여부 재고수량 판매상태",
    "seller_tags": "hashtags keywords 해시태그 키워드 검색어",
}
_MEANT = {normalise(name): ours for ours, names in OTHER_NAMES.items() for name in [ours, *names.split()]} | {
    normalise("tags"): "tags"
}


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """Theirs → ours. What is called as ours wins; REASON is "": passed over. Others keep their names."""
    mapping = {column: column for column in columns}
    taken = {column for column in columns if column in COLUMNS}
    for column in columns:
        ours = _MEANT.get(normalise(column))
        if column == REASON:
            mapping[column] = ""
        elif column not in COLUMNS and ours is not None and ours not in taken:
            mapping[column] = ours
            taken.add(ours)
    return mapping


def problem_with(mapping: Mapping[str, str]) -> str:
    """ "image" where no column is the photo, the column that two are to be, or ""."""
    ours = [meant for meant in mapping.values() if meant]
    if "image" not in ours:
        return "image"
    return next((meant for meant in ours if ours.count(meant) > 1), "")
