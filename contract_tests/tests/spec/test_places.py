"""Where stored resources stand in an example, and how the mock fills them in."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.tests.spec.documents import (
    CHANNELS,
    LINK,
    LISTS,
    ONE,
    OTHER,
    SINGLE,
    Read,
    deleting,
    listing,
    operation,
    ref,
)

FILLED: dict[str, tuple[str, Any, Any]] = {
    "an envelope": (
        "an envelope",
        {"success": True, "data": [{"id": "example"}]},
        {"success": True, "data": [ONE, OTHER]},
    ),
    "an array at the root": ("an array at the root", [{"id": "example"}], [ONE, OTHER]),
    "pages": (
        "pages",
        {"data": {"items": [{}], "page": 1, "pageSize": 1, "total": 1, "totalPages": 1}},
        {"data": {"items": [ONE, OTHER], "page": 1, "pageSize": 1, "total": 2, "totalPages": 1}},
    ),
    "counts beside": (
        "another name",
        {"channels": [{}, {}, {}], "totalCount": 9, "size": 3, "length": 7, "meta": {"count": 3}, "discount": 3},
        {"channels": [ONE, OTHER], "totalCount": 2, "size": 2, "length": 7, "meta": {"count": 2}, "discount": 3},
    ),
    "an item that wraps it": (
        "an item that wraps it",
        {"data": [{"rank": 1, "channel": {}}]},
        {"data": [{"rank": 1, "channel": ONE}, {"rank": 1, "channel": OTHER}]},
    ),
    "groups": (
        "groups",
        {"groups": [{"name": "g", "channels": [{}]}, {"name": "h", "channels": []}]},
        {"groups": [{"name": "g", "channels": [ONE, OTHER]}]},
    ),
    "null in the example": ("pages", {"data": None}, {"data": {"items": [ONE, OTHER]}}),
    "no example": ("an envelope", None, {"data": [ONE, OTHER]}),
}


@pytest.mark.parametrize(("shape", "example", "expected"), FILLED.values(), ids=FILLED)
def test_stored_resources_take_the_places_in_an_example(reading: Read, shape: str, example: Any, expected: Any) -> None:
    channel = reading(listing(LISTS[shape][0])).resources["Channel"]
    assert channel.lists is not None
    before = repr(example)
    assert channel.put_in(channel.lists, example, [ONE, OTHER]) == expected
    assert repr(example) == before
    emptied = channel.put_in(channel.lists, expected, [])
    assert channel.items_in(channel.lists, emptied) == []
    assert channel.is_shown_in(channel.lists, emptied)


@pytest.mark.parametrize(("shape", "body"), SINGLE.values(), ids=SINGLE)
def test_one_resource_takes_its_place(reading: Read, shape: str, body: Any) -> None:
    channel = reading(operation(CHANNELS, "post", "{creates: Channel}", shows=shape)).resources["Channel"]
    assert channel.creates is not None
    filled = channel.put_in(channel.creates, body, [OTHER])
    assert channel.items_in(channel.creates, filled) == [OTHER]


def test_of_alternatives_the_one_of_the_example_is_filled(reading: Read) -> None:
    shape = f"{{oneOf: [{{properties: {{data: {ref('Channel')}}}}}, {{properties: {{channel: {ref('Channel')}}}}}]}}"
    channel = reading(operation(CHANNELS, "post", "{creates: Channel}", shows=shape)).resources["Channel"]
    assert channel.creates is not None
    assert channel.put_in(channel.creates, {"channel": {}}, [ONE]) == {"channel": ONE}


PARTLY = {
    "some properties": ({"success": True, "data": {"name": "x"}}, {"success": True, "data": {"name": "One"}}),
    "the id under another name": ({"data": {"newId": "x", "url": "/x"}}, {"data": {"newId": "a", "url": "/x"}}),
    "neither": ({"data": {"gone": True}, "name": "x"}, {"data": {"gone": True}, "name": "x"}),
    "nothing": ({"data": None}, {"data": None}),
}


@pytest.mark.parametrize(("example", "expected"), PARTLY.values(), ids=PARTLY)
def test_a_part_of_a_resource_is_filled_in_where_the_schema_has_none(
    reading: Read, example: Any, expected: Any
) -> None:
    create = operation(CHANNELS, "post", "{creates: Channel}", shows="{type: object}", links=LINK % "/data/newId")
    channel = reading(create, deleting()).resources["Channel"]
    assert channel.creates is not None
    assert channel.put_in(channel.creates, example, [ONE]) == expected
