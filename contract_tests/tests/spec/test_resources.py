"""What is derived of a resource, over documents of many shapes."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from contract_tests.tests.spec.documents import (
    CHANNEL,
    CHANNELS,
    ITEM,
    LISTS,
    ONE,
    OTHER,
    SINGLE,
    Read,
    envelope,
    listing,
    operation,
    ref,
)

# Where it stands


@pytest.mark.parametrize(("shape", "place", "body"), LISTS.values(), ids=LISTS)
def test_a_list_shows_it_where_the_schema_refers_to_it(reading: Read, shape: str, place: str, body: Any) -> None:
    channel = reading(listing(shape)).resources["Channel"]
    assert channel.lists is not None
    assert [str(found) for found in channel.places(channel.lists)] == [place]
    assert channel.items_in(channel.lists, body) == [ONE, OTHER]
    assert [channel.id_of(item) for item in channel.items_in(channel.lists, body)] == ["a", "b"]


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
