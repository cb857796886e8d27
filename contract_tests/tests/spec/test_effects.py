"""What `x-effect`, `x-when` and `x-observed` say, and the one line that tells a mistake in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests import spec
from contract_tests.spec import Effect
from contract_tests.spec.errors import UserError
from contract_tests.tests.spec.documents import CHANNEL, operation, read, ref, text_of
from contract_tests.tests.support import stubs

BODY = "{properties: {name: {}, 'on': {type: boolean}}}"
GOOD = text_of(
    operation("/channels", "get", "{lists: Channel}", shows=f"{{items: {ref('Channel')}}}"),
    operation("/channels/new", "post", "{creates: Channel}", takes=BODY),
    operation("/channels/{channelId}", "patch", "{updates: Channel}", takes=BODY),
    operation("/channels/{channelId}/switch", "post", "{changes: Channel, sets: {enabled: 'on'}}", takes=BODY),
    operation("/channels/{channelId}/end", "post", "{deletes: Channel}").replace(
        "        description: ''", "        description: ''\n        x-when: [unknown-id, deleted-twice]"
    ),
    schemas=CHANNEL + "Note: {properties: {text: {type: string}}}",
)


def test_the_effects_of_this_document() -> None:
    assert {op.id: op.effect for op in stubs.SPEC.operations.values()} == {
        "listChannels": Effect("lists", "Channel"),
        "createWebsiteChannel": Effect("creates", "Channel"),
        "updateChannel": Effect("updates", "Channel"),
        "deleteChannel": Effect("deletes", "Channel"),
        "rotateChannelToken": Effect("changes", "Channel", replaces=("channelToken",)),
        "toggleChannelAgent": Effect("changes", "Channel", sets={"isAgentEnabled": "enabled"}),
    }


def test_the_resource_of_this_document() -> None:
    (channel,) = stubs.SPEC.resources.values()
    places = {op.id: [str(place) for place in channel.places(op)] for op in channel.operations}
    assert places.pop("listChannels") == ["data[]"]
    assert places.pop("deleteChannel") == []
    assert set(map(tuple, places.values())) == {("data",)}
    assert (channel.id_property, channel.id_type.kind, channel.unique) == ("id", "uuid", ("channelToken",))
    assert channel.write_only == {"accessToken", "appSecret"}


def test_what_a_list_does_not_show_is_told_by_the_response_alone(tmp_path: Path) -> None:
    document = read(tmp_path, GOOD.replace("x-unique: true", "x-unique: true, x-shown-by: [createsChannel]"))
    channel, ops = document.resources["Channel"], document.operations
    assert channel.hidden_by(ops["listsChannel"]) == {"token"}
    assert not channel.tells(ops["updatesChannel"], "token")
    assert channel.with_all_shown().tells(ops["updatesChannel"], "token")
    assert channel.tells(ops["updatesChannel"], "name")


@pytest.mark.parametrize("mistake", spec.MISTAKES)
def test_the_status_of_a_mistake_is_that_of_the_response_that_says_so(mistake: spec.Mistake) -> None:
    for op in stubs.SPEC.operations.values():
        has_cause = op.body_pointer if mistake == "wrong-media-type" else op.path_parameters
        status = 415 if mistake == "wrong-media-type" else 404
        assert stubs.SPEC.statuses_for(op, mistake) == ({status} if has_cause else set())


def test_statuses_by_operation(tmp_path: Path) -> None:
    document = read(tmp_path, GOOD)
    assert document.statuses_for(document.operations["deletesChannel"], "deleted-twice") == {200}
    assert document.statuses_for(document.operations["deletesChannel"], "malformed-id") == set()
    assert document.statuses_for(document.operations["updatesChannel"], "unknown-id") == set()


UPDATE = "x-effect: {updates: Channel}"
SETS = "sets: {enabled: 'on'}"
LIST = "x-effect: {lists: Channel}"
CREATE = "x-effect: {creates: Channel}"
WHEN = "x-when: [unknown-id, deleted-twice]"
LISTS_AT, UPDATES_AT = "/paths/~1channels/get/x-effect", "/paths/~1channels~1{channelId}/patch/x-effect"
SWITCH_AT = "/paths/~1channels~1{channelId}~1switch/post/x-effect"
WHEN_AT = "/paths/~1channels~1{channelId}~1end/post/responses/200/x-when"
# What is replaced in the good document and by what; the place that is named; words of the message.
MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "an unknown schema": (UPDATE, "x-effect: {updates: Chanel}", UPDATES_AT + "/updates", "no schema 'Chanel'"),
    "an unknown kind": (UPDATE, "x-effect: {patches: Channel}", UPDATES_AT + "/patches", "'patches' is no kind"),
    "two kinds": (LIST, "x-effect: {lists: Channel, reads: Channel}", LISTS_AT, "exactly one of lists, reads"),
    "no kind": (LIST, "x-effect: {}", LISTS_AT, "exactly one of lists"),
    "a text": (LIST, "x-effect: lists", LISTS_AT, "an effect is an object"),
    "a list of names": (SETS, "sets: [enabled]", SWITCH_AT + "/sets", "'sets' is an object"),
    "a name alone": (SETS, "replaces: token", SWITCH_AT + "/replaces", "'replaces' is an array"),
    "sets without a change": (
        UPDATE, "x-effect: {updates: Channel, sets: {name: name}}", UPDATES_AT + "/sets", "that changes something",
    ),
    "replaces without a change": (
        UPDATE, "x-effect: {updates: Channel, replaces: [token]}", UPDATES_AT + "/replaces", "that changes something",
    ),
    "sets what the resource lacks": (
        SETS, "sets: {enabeld: 'on'}", SWITCH_AT + "/sets/enabeld", "'Channel' has no property 'enabeld'",
    ),
    "sets to what the body lacks": (SETS, "sets: {enabled: of}", SWITCH_AT + "/sets/enabled", "no property 'of'"),
    "replaces what the resource lacks": (
        SETS, "replaces: [token, tokn]", SWITCH_AT + "/replaces/1", "'Channel' has no property 'tokn'",
    ),
    "two creates": (UPDATE, CREATE, UPDATES_AT + "/creates", "'createsChannel' creates 'Channel' already"),
    "an update without an id": (CREATE, UPDATE, "/paths/~1channels~1new/post/x-effect", "no parameter for the id"),
    "a read without an id": (LIST, "x-effect: {reads: Channel}", LISTS_AT, "no parameter for the id"),
    "an update without a body": (LIST, "x-effect: {updates: Channel}", LISTS_AT, "without a body updates nothing"),
    "a resource without an id": (LIST, "x-effect: {lists: Note}", "/components/schemas/Note", "'Note' is its id"),
    "an effect on a path": (
        "  /channels:", "  /channels:\n    x-effect: {lists: Channel}", "/paths/~1channels/x-effect", "on an operation",
    ),
    "an unknown mistake": (WHEN, "x-when: [unknown-id, lost]", WHEN_AT + "/1", "'lost' is no mistake"),
    "one mistake alone": (WHEN, "x-when: unknown-id", WHEN_AT, "`x-when` is an array of unknown-id"),
    "x-when on an operation": (
        LIST, f"{LIST}\n      x-when: [unknown-id]", "/paths/~1channels/get/x-when", "on a response",
    ),
    "x-unique in words": (
        "x-unique: true", "x-unique: 'yes'", "/components/schemas/Channel/properties/token/x-unique", "neither true",
    ),
    "x-shown-by in words": (
        "x-unique: true", "x-shown-by: none", "/components/schemas/Channel/properties/token/x-shown-by", "an array of",
    ),
    "x-shown-by of nothing": (
        "x-unique: true", "x-shown-by: [lists]", "/components/schemas/Channel/properties/token/x-shown-by/0", "'lists'",
    ),
    "observed without a day": (
        "x-provenance: assumed", "x-provenance: observed", "/x-provenance", "`x-observed`, its day, belong together",
    ),
    "a day without observed": (
        "x-provenance: assumed", "x-provenance: guide\nx-observed: 2026-11-24", "/x-observed", "belong together",
    ),
    "observed on no day": (
        "x-provenance: assumed", "x-provenance: observed\nx-observed: 2026-02-30", "/x-observed", "is no day",
    ),
    "observed in another spelling": (
        "x-provenance: assumed", "x-provenance: observed\nx-observed: '20261124'", "/x-observed", "is no day",
    ),
}  # fmt: skip


def test_the_document_without_a_mistake_loads(tmp_path: Path) -> None:
    assert list(read(tmp_path, GOOD).resources) == ["Channel"]


@pytest.mark.parametrize(("old", "new", "place", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    with pytest.raises(UserError) as caught:
        read(tmp_path, text)
    (line,) = str(caught.value).splitlines()
    assert words in line
    assert f"(at {place})" in line
    key = "Note:" if place.endswith("Note") else place.split("/x-")[-1].split("/")[0]
    number = int(line.split(":")[1])
    assert key in text.splitlines()[number - 1]


def test_a_day_of_observation_is_found_at_the_nearest_mark(tmp_path: Path) -> None:
    text = GOOD.replace("expires: {type", "expires: {x-provenance: observed, x-observed: 2026-11-24, type")
    document = read(tmp_path, text)
    properties = "/components/schemas/Channel/properties"
    assert document.provenance(f"{properties}/expires/format") == "observed"
    assert document.observed_since(f"{properties}/expires/format") == "2026-11-24"
    assert document.provenance(f"{properties}/name") == "assumed"
    assert document.observed_since(f"{properties}/name") is None
