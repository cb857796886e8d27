"""Which property is a resource's id, of which type, and where a response tells it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from contract_tests.spec import Resource
from contract_tests.tests.spec.documents import (
    CHANNEL,
    CHANNELS,
    LINK,
    ONE,
    Read,
    deleting,
    envelope,
    operation,
    ref,
)

IDS = {
    "by the link": ("code: {}, id: {}", "channelId", LINK % "/data/code", "code"),
    "by the link, before the parameter's name": ("code: {}, channelId: {}", "channelId", LINK % "/data/code", "code"),
    "by the parameter's name": ("id: {}, channelId: {}", "channelId", "", "channelId"),
    "by the end of the parameter's name": ("name: {type: string}, uuid: {type: string}", "channelUuid", "", "uuid"),
    "by the parameter's type": ("name: {type: integer}, slug: {type: string}", "channelId", "", "slug"),
    "a number in a text": ("name: {type: string}, id: {type: integer}", "channelId", "", "id"),
    "by its own name": ("name: {type: string}, key: {type: string}, id: {type: string}", "channel", "", "id"),
    "a link to what is no property": ("id: {}, name: {}", "channelId", LINK % "/data/channel", "id"),
}


@pytest.mark.parametrize(("properties", "parameter", "links", "expected"), IDS.values(), ids=IDS)
def test_the_id_is_found(reading: Read, properties: str, parameter: str, links: str, expected: str) -> None:
    create = operation(CHANNELS, "post", "{creates: Channel}", shows=envelope(ref("Channel")), links=links)
    channel = reading(create, deleting(parameter), schemas=f"Channel: {{properties: {{{properties}}}}}").resources[
        "Channel"
    ]
    assert channel.id_property == expected
    assert channel.id_parameters == {"deletesChannel": parameter}
    assert channel.created_id({"data": {expected: "x-1"}}) == "x-1"
    assert expected not in channel.shown


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("id: {type: integer}, uuid: {type: string, format: uuid}", "uuid"),
        ("id: {type: string}, storeId: {type: string, format: uuid}", "id"),
        ("id: {type: string, format: uuid}, key: {type: string, format: uuid}", "id"),
    ],
)
def test_the_format_of_the_parameter_helps_to_find_the_id(reading: Read, properties: str, expected: str) -> None:
    delete = deleting().replace("{type: string}", "{type: string, format: uuid}")
    channel = reading(delete, schemas=f"Channel: {{properties: {{{properties}}}}}").resources["Channel"]
    assert channel.id_property == expected
    assert channel.id_type.kind == "uuid"


def test_a_link_tells_the_id_where_no_resource_is_shown(reading: Read) -> None:
    create = operation(CHANNELS, "post", "{creates: Channel}", shows="{type: object}", links=LINK % "/data/newId")
    channel = reading(create, deleting()).resources["Channel"]
    assert channel.created_id({"data": {"newId": "a"}}) == "a"
    assert channel.created_id({"data": {}}) is None
    assert channel.id_property == "id"


def test_a_link_to_the_operation_of_another_resource_tells_nothing(reading: Read) -> None:
    links = "{a: {operationId: listsNote, parameters: {channelId: '$response.body#/data/name'}}}"
    create = operation(CHANNELS, "post", "{creates: Channel}", shows=envelope(ref("Channel")), links=links)
    notes = operation("/channels/{channelId}/notes", "get", "{lists: Note}")
    note = "Note: {properties: {id: {type: string}}}"
    channel = reading(create, notes, deleting(), schemas=f"{CHANNEL}{note}").resources["Channel"]
    assert channel.id_property == "id"
    assert channel.created_id({"data": ONE}) == "a"


def test_the_last_parameter_of_a_path_is_the_id(reading: Read) -> None:
    delete = operation("/stores/{storeId}/channels/{code}", "delete", "{deletes: Channel}")
    assert reading(delete).resources["Channel"].id_parameters == {"deletesChannel": "code"}


def typed(reading: Read, schema: str) -> Resource:
    return reading(deleting(), schemas=f"Channel: {{properties: {{id: {schema}, name: {{}}}}}}").resources["Channel"]


ID_TYPES: dict[str, tuple[str, Any, str, list[str], list[str]]] = {
    "uuid": (
        "{type: string, format: uuid}",
        "7C9E6679-7425-40de-944b-e07fc1f90ae7",
        "7c9e6679742540de944be07fc1f90ae7",
        ["7c9e6679-7425-40de-944b-e07fc1f90ae7"],
        ["", "7c9e6679", "5"],
    ),
    "integer": ("{type: integer}", 17, "17", ["0", "17"], ["", "a", "1.5", "1e3"]),
    "slug": ("{type: string, pattern: '^[a-z-]+$'}", "my-Shop", "my-Shop", ["my-shop"], ["", "a_b", "A"]),
    "short code": ("{type: string, minLength: 4, maxLength: 6}", "ab-cd", "ab-cd", ["ab-cd"], ["abc", "abcdefg"]),
}


@pytest.mark.parametrize(("schema", "shown", "key", "ids", "others"), ID_TYPES.values(), ids=ID_TYPES)
def test_ids_by_their_type(reading: Read, schema: str, shown: Any, key: str, ids: list[str], others: list[str]) -> None:
    channel = typed(reading, schema)
    assert channel.id_of({"id": shown}) == str(shown)
    assert channel.key_of(str(shown)) == key
    assert all(channel.is_id(text) for text in ids)
    assert not any(channel.is_id(text) for text in others)
    rng = random.Random(1)
    minted = [channel.mint_id(rng) for _ in range(20)]
    assert all(channel.is_id(text) for text in minted)
    assert len(set(minted)) == 20
    assert channel.id_of({"id": channel.id_type.value(minted[0])}) == minted[0]
    assert isinstance(channel.id_type.value(minted[0]), type(shown))


@pytest.mark.parametrize("value", [None, True, "", "  ", 1.5, [], {}])
def test_what_can_be_no_id_is_none(reading: Read, value: Any) -> None:
    channel = typed(reading, "{type: string}")
    assert channel.id_of({"id": value}) is None
    assert channel.id_of([value]) is None


def test_the_path_parameter_tells_the_type_that_the_property_lacks(reading: Read) -> None:
    delete = deleting().replace("{type: string}", "{type: string, format: uuid}")
    channel = reading(delete, schemas="Channel: {properties: {id: {}, name: {}}}").resources["Channel"]
    assert channel.id_type.kind == "uuid"
