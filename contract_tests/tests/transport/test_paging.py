"""A list that says that there is more than it shows is found out, and a whole one is not."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.tests.support.vocabulary import CHANNEL
from contract_tests.transport.paging import more_than_shown

ITEMS = [{"id": "a", "total": 99, "hasMore": True}, {"id": "b", "next": "me"}]


@pytest.mark.parametrize(
    "around",
    [
        {},
        {"total": 2, "page": 1, "pageSize": 20, "totalPages": 1},
        {"nextCursor": None, "hasMore": False, "next": "", "last": True},
        {"meta": {"count": 2}, "links": {"next": None, "self": "/channels"}},
        {"total": "many", "count": True},
    ],
)
def test_a_whole_list_is_whole(around: dict[str, Any]) -> None:
    assert more_than_shown(CHANNEL, {"data": {"items": ITEMS, **around}}, {}) is None


@pytest.mark.parametrize(
    "around",
    [
        {"total": 3},
        {"total_count": 7},
        {"totalPages": 2},
        {"meta": {"totalItems": 3}},
        {"nextCursor": "abc"},
        {"links": {"next": "/channels?page=2"}},
        {"hasMore": True},
        {"isLastPage": False},
    ],
)
def test_a_part_of_a_list_is_found_out(around: dict[str, Any]) -> None:
    assert more_than_shown(CHANNEL, {"data": ITEMS, **around}, {})
    assert more_than_shown(CHANNEL, {"data": {"items": ITEMS, **around}}, {})


@pytest.mark.parametrize(
    "headers", [{"link": '</channels?page=2>; rel="next"'}, {"link": "<x>; rel=next"}, {"x-total-count": "3"}]
)
def test_headers_tell_too(headers: dict[str, str]) -> None:
    assert more_than_shown(CHANNEL, {"data": ITEMS}, headers)


@pytest.mark.parametrize("headers", [{"link": '</docs>; rel="help"'}, {"x-total-count": "2"}])
def test_other_headers_do_not(headers: dict[str, str]) -> None:
    assert more_than_shown(CHANNEL, {"data": ITEMS}, headers) is None
