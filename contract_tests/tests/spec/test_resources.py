"""What is derived of a resource, over documents of many shapes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.spec import Resource, Spec
from contract_tests.tests.spec.documents import CHANNEL, operation, read, ref, text_of

Read = Callable[..., Spec]
ONE, OTHER = {"id": "a", "name": "One"}, {"id": "b", "name": "Other"}
LINK = "{made: {operationId: deletesChannel, parameters: {channelId: '$response.body#%s'}}}"
CHANNELS, ITEM = "/channels", "/channels/{channelId}"


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    return lambda *operations, schemas=CHANNEL: read(tmp_path, text_of(*operations, schemas=schemas))


def envelope(data: str) -> str:
    return f"{{type: object, properties: {{success: {{type: boolean}}, data: {data}}}}}"


def listing(shape: str) -> str:
    return operation(CHANNELS, "get", "{lists: Channel}", shows=shape)


def deleting(name: str = "channelId") -> str:
    return operation(f"/channels/{{{name}}}", "delete", "{deletes: Channel}")


# Where it stands

LISTS: dict[str, tuple[str, str, Any]] = {
    "an envelope": (envelope(f"{{type: array, items: {ref('Channel')}}}"), "data[]", {"data": [ONE, OTHER]}),
    "an array at the root": (f"{{type: array, items: {ref('Channel')}}}", "[]", [ONE, OTHER]),
    "another name": (
        f"{{properties: {{channels: {{items: {ref('Channel')}}}}}}}",
        "channels[]",
        {"channels": [ONE, OTHER]},
    ),
    "pages": (
        envelope(f"{{properties: {{items: {{items: {ref('Channel')}}}, page: {{}}, pageSize: {{}}, total: {{}}}}}}"),
        "data.items[]",
        {"data": {"items": [ONE, OTHER], "page": 1, "pageSize": 50, "total": 2}},
    ),
    "allOf": (
        f"{{allOf: [{envelope('{}')}, {{properties: {{data: {{items: {ref('Channel')}}}}}}}]}}",
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "an alternative to null": (
        envelope(f"{{oneOf: [{{type: 'null'}}, {{type: array, items: {ref('Channel')}}}]}}"),
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "a condition": (
        f"{{if: {{required: [data]}}, then: {{properties: {{data: {{items: {ref('Channel')}}}}}}}}}",
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "an item that wraps it": (
        envelope(f"{{items: {{properties: {{channel: {ref('Channel')}}}}}}}"),
        "data[].channel",
        {"data": [{"channel": ONE}, {"channel": OTHER}]},
    ),
    "groups": (
        f"{{properties: {{groups: {{items: {{properties: {{channels: {{items: {ref('Channel')}}}}}}}}}}}}}",
        "groups[].channels[]",
        {"groups": [{"channels": [ONE]}, {"channels": [OTHER]}]},
    ),
    "an item that has more": (
        envelope(f"{{items: {{allOf: [{ref('Channel')}, {{properties: {{rank: {{}}, next: {ref('Channel')}}}}}]}}}}"),
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "one beside the list": (
        envelope(f"{{properties: {{first: {ref('Channel')}, items: {{items: {ref('Channel')}}}}}}}"),
        "data.items[]",
        {"data": {"first": ONE, "items": [ONE, OTHER]}},
    ),
}


@pytest.mark.parametrize(("shape", "place", "body"), LISTS.values(), ids=LISTS)
def test_a_list_shows_it_where_the_schema_refers_to_it(reading: Read, shape: str, place: str, body: Any) -> None:
    channel = reading(listing(shape)).resources["Channel"]
    assert channel.lists is not None
    assert [str(found) for found in channel.places(channel.lists)] == [place]
    assert channel.items_in(channel.lists, body) == [ONE, OTHER]
    assert [channel.id_of(item) for item in channel.items_in(channel.lists, body)] == ["a", "b"]


SINGLE = {
    "an envelope": (envelope(ref("Channel")), {"data": ONE}),
    "nothing around it": (ref("Channel"), ONE),
    "a wrapped one": (envelope(f"{{properties: {{channel: {ref('Channel')}}}}}"), {"data": {"channel": ONE}}),
    "one beside all": (
        f"{{properties: {{made: {ref('Channel')}, all: {{items: {ref('Channel')}}}}}}}",
        {"made": ONE, "all": [ONE, OTHER]},
    ),
    "an array of one": (envelope(f"{{items: {ref('Channel')}}}"), {"data": [ONE]}),
}


@pytest.mark.parametrize(("shape", "body"), SINGLE.values(), ids=SINGLE)
def test_a_create_shows_one(reading: Read, shape: str, body: Any) -> None:
    channel = reading(operation(CHANNELS, "post", "{creates: Channel}", shows=shape, status=201)).resources["Channel"]
    assert channel.creates is not None
    assert channel.items_in(channel.creates, body) == [ONE]
    assert channel.created_id(body) == "a"


@pytest.mark.parametrize(
    "body", [None, [], {}, "text", {"data": None}, {"data": "text"}, {"data": [None, 5]}, {"data": {}}]
)
def test_a_body_of_another_shape_shows_nothing(reading: Read, body: Any) -> None:
    channel = reading(listing(LISTS["an envelope"][0])).resources["Channel"]
    assert channel.lists is not None
    assert channel.items_in(channel.lists, body) == []
    assert channel.is_shown_in(channel.lists, body) is (body == {"data": [None, 5]})


@pytest.mark.parametrize(
    ("name", "empty"),
    [("an envelope", {"data": []}), ("an array at the root", []), ("groups", {"groups": []})],
)
def test_an_empty_list_is_a_list(reading: Read, name: str, empty: Any) -> None:
    channel = reading(listing(LISTS[name][0])).resources["Channel"]
    assert channel.lists is not None
    assert channel.is_shown_in(channel.lists, empty)


def test_a_response_without_the_resource_shows_none(reading: Read) -> None:
    inline = envelope("{properties: {name: {type: string}}}")
    update = operation(ITEM, "patch", "{updates: Channel}", shows=inline, takes="{properties: {name: {type: string}}}")
    channel = reading(update).resources["Channel"]
    assert channel.items_in(channel.updates[0], {"data": {"name": "One"}}) == []
    assert not channel.is_shown_in(channel.updates[0], {"data": {"name": "One"}})


CAMPAIGN = """
Campaign:
  properties:
    id: {type: string}
    channel: {$ref: '#/components/schemas/Channel'}
    channels: {items: {$ref: '#/components/schemas/Channel'}}
"""


def test_a_resource_inside_of_another_is_not_listed(reading: Read) -> None:
    both = f"{{properties: {{campaigns: {{items: {ref('Campaign')}}}, channels: {{items: {ref('Channel')}}}}}}}"
    document = reading(
        operation("/campaigns", "get", "{lists: Campaign}", shows=both), listing(both), schemas=CHANNEL + CAMPAIGN
    )
    body = {"campaigns": [{"id": "c", "channel": ONE, "channels": [ONE]}], "channels": [OTHER]}
    campaign, channel = document.resources["Campaign"], document.resources["Channel"]
    assert campaign.lists is not None
    assert channel.lists is not None
    assert [str(place) for place in campaign.places(campaign.lists)] == ["campaigns[]"]
    assert channel.items_in(channel.lists, body) == [OTHER]
    assert channel.items_in(campaign.lists, body) == []
    assert document.resource_of(campaign.lists) is campaign


TREE = """
Folder:
  properties:
    id: {type: integer}
    parent: {$ref: '#/components/schemas/Folder'}
    entries: {items: {$ref: '#/components/schemas/Entry'}}
Entry:
  properties:
    folder: {$ref: '#/components/schemas/Folder'}
    next: {$ref: '#/components/schemas/Entry'}
    all: {oneOf: [{$ref: '#/components/schemas/Entry'}, {items: {$ref: '#/components/schemas/Entry'}}]}
"""


def test_schemas_that_refer_to_one_another_end(reading: Read) -> None:
    tree = reading(operation("/folders", "get", "{lists: Folder}", shows=ref("Entry")), schemas=TREE)
    folder = tree.resources["Folder"]
    assert folder.lists is not None
    assert [str(place) for place in folder.places(folder.lists)] == ["folder"]
    assert set(folder.properties) == {"id", "parent", "entries"}


# Its id

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
    assert channel.id_of({"id": channel.id_value(minted[0])}) == minted[0]
    assert isinstance(channel.id_value(minted[0]), type(shown))


@pytest.mark.parametrize("value", [None, True, "", "  ", 1.5, [], {}])
def test_what_can_be_no_id_is_none(reading: Read, value: Any) -> None:
    channel = typed(reading, "{type: string}")
    assert channel.id_of({"id": value}) is None
    assert channel.id_of([value]) is None


def test_the_path_parameter_tells_the_type_that_the_property_lacks(reading: Read) -> None:
    delete = deleting().replace("{type: string}", "{type: string, format: uuid}")
    channel = reading(delete, schemas="Channel: {properties: {id: {}, name: {}}}").resources["Channel"]
    assert channel.id_type.kind == "uuid"


# Its properties and operations

FULL = """
Base:
  properties:
    id: {type: integer, readOnly: true}
    note: {type: string}
Channel:
  allOf:
    - $ref: '#/components/schemas/Base'
    - properties:
        note: {maxLength: 90}
        enabled: {type: [boolean, 'null']}
        expires: {oneOf: [{type: string, format: date-time}, {type: 'null'}]}
        kind: {type: string, enum: [a, b]}
        secret: {type: string, writeOnly: true}
        token: {$ref: '#/components/schemas/Token'}
        made: {type: string, readOnly: true}
Token: {type: string, pattern: '^[0-9a-f]{32}$', x-unique: true}
"""
BODY = "{properties: {on: {type: boolean}}}"


def test_properties_are_gathered_from_all_schemas_that_speak_of_them(reading: Read) -> None:
    put = operation(ITEM, "put", "{updates: Channel}", shows=ref("Channel"), takes=ref("Channel"))
    switch = operation(ITEM + "/switch", "post", "{changes: Channel, sets: {enabled: 'on'}}", takes=BODY)
    rotate = operation(ITEM + "/rotate", "post", "{changes: Channel, replaces: [token]}").replace(
        "changesChannel", "rotatesChannel"
    )
    document = reading(put, switch, rotate, schemas=FULL)
    channel = document.resources["Channel"]
    assert channel.shown == ("note", "enabled", "expires", "kind", "token", "made")
    assert (channel.texts, channel.flags, channel.date_times) == (("note", "made"), ("enabled",), ("expires",))
    assert channel.properties["note"].definition["maxLength"] == 90
    assert channel.roundtrip(channel.updates[0]) == ("note", "enabled", "expires", "kind", "token")
    assert channel.roundtrip(channel.changes[0]) == ()
    assert (channel.unique, channel.replaced, channel.sets) == (("token",), ("token",), {"enabled": "on"})
    assert channel.write_only == document.write_only_names == {"secret"}
    assert [op.id for op in channel.changes] == ["changesChannel", "rotatesChannel"]
    tokens = {channel.mint("token", random.Random(seed)) for seed in range(9)}
    assert len(tokens) == 9
    assert all(re.fullmatch("[0-9a-f]{32}", str(token)) for token in tokens)


def test_operations_by_what_they_do(reading: Read) -> None:
    document = reading(
        listing("{}"),
        operation(ITEM, "get", "{reads: Channel}", shows=ref("Channel")),
        operation("/channels/new", "post", "{creates: Channel}", takes=ref("Channel")),
        operation("/notes", "get", "{lists: Note}"),
        schemas=f"{CHANNEL}Note: {{properties: {{id: {{type: string}}}}}}",
    )
    channel, note = document.resources.values()
    assert [op.id for op in channel.operations] == ["listsChannel", "readsChannel", "createsChannel"]
    assert channel.reads is document.operations["readsChannel"]
    assert channel.items_in(channel.reads, ONE) == [ONE]
    assert (channel.deletes, channel.is_deletable, channel.updates) == (None, False, ())
    assert note.name == "Note"
    assert [op.changes for op in channel.operations] == [False, False, True]


def test_an_operation_without_an_effect_belongs_to_no_resource(reading: Read) -> None:
    document = reading(listing("{}").replace("    x-effect: {lists: Channel}\n", ""))
    assert document.resources == {}
    assert document.resource_of(document.operations["listsChannel"]) is None


# What the mock answers

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
