"""What is learnt from shapes that the document does not foresee, each as a person would write it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sendyiq_social_channels.models import Channel

from contract_tests import spec
from contract_tests.checks.observations import Responses
from contract_tests.checks.shapes import Room, Shape
from contract_tests.learning import lessons
from contract_tests.learning.lessons import Lessons
from contract_tests.learning.proposal import Proposal, propose
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY, Store
from contract_tests.spec.naming import snake
from contract_tests.spec.pointers import at
from contract_tests.tests.learning.test_learn import Otherwise, refuted
from contract_tests.tests.support import vocabulary
from contract_tests.tests.support.suite import OWN, SPEC, TARGET
from contract_tests.tests.support.teaching import run
from contract_tests.tests.support.worlds import OURS

Seen = dict[str, dict[int, Responses]]
CHANNEL = {"id": OWN, vocabulary.TYPE: "Website", "displayName": "Chat", "isEnabled": True, "isAgentEnabled": True}
DATA = "/components/schemas/ChannelListEnvelope/allOf/1/properties"
PROPERTIES = "/components/schemas/Channel/properties"


JSON = "application/json"


def seen(body: Any, operation: str = vocabulary.LIST, *statuses: int, media_type: str = JSON) -> Seen:
    found: dict[int, Responses] = {}
    for status in statuses or (200,):
        shape = Shape()
        for _ in range(25):
            shape.add(body, Room())
        found[status] = Responses(25, Counter({media_type: 25}), {media_type: shape})
    return {operation: found}


def taught(answers: Seen, document: str = OURS) -> tuple[Proposal, dict[str, Any]]:
    proposal = propose(document, Lessons("2026-11-24", answers, {}, frozenset()))
    return proposal, spec.document.parse(proposal.after, validate=True).document


def listed(**more: Any) -> dict[str, Any]:
    return {"success": True, "data": [{**CHANNEL, **more}]}


def test_a_list_under_another_name_is_renamed_with_its_example() -> None:
    proposal, document = taught(seen({"success": True, "items": [CHANNEL], "total": 1}))
    assert at(document, f"{DATA}/items/items") == {"$ref": "#/components/schemas/Channel"}
    assert at(document, f"{DATA}/data") is None
    (operation,) = [op for op in spec.document.parse(proposal.after).operations.values() if op.id == vocabulary.LIST]
    example = at(document, operation.responses[200].pointer + "/content/application~1json/examples/channels/value")
    assert len(example["items"]) == 2
    assert "data" not in example


def test_links_lead_to_the_first_of_an_array() -> None:
    proposal, _ = taught(seen({"success": True, "data": [CHANNEL]}, vocabulary.CREATE))
    assert proposal.after.count("$response.body#/data/0/id") == 4


def test_two_that_may_be_the_list_are_renamed_by_nobody() -> None:
    _, document = taught(seen({"success": True, "items": [CHANNEL], "recent": [CHANNEL]}))
    assert at(document, f"{DATA}/data") is not None


def test_a_list_without_ids_is_open_and_left_as_it_is() -> None:
    renamed = {("channelId" if name == "id" else name): value for name, value in CHANNEL.items()}
    proposal, document = taught(seen({"success": True, "data": [renamed]}))
    assert at(document, f"{DATA}/data/items") == {"$ref": "#/components/schemas/Channel"}
    assert any("shows no id; channelId may be it" in words for words in proposal.open)


def test_new_properties_of_a_resource_are_the_servers() -> None:
    _, document = taught(seen(listed(createdAt="2026-01-01T00:00:00Z", owner=None)))
    assert at(document, f"{PROPERTIES}/createdAt/readOnly") is True
    assert "type" not in at(document, f"{PROPERTIES}/owner")


def test_what_was_null_gets_a_type_once_it_has_a_value() -> None:
    first, _ = taught(seen(listed(owner=None)))
    _, document = taught(seen(listed(owner=7)), first.after)
    assert at(document, f"{PROPERTIES}/owner/type") == ["integer", "null"]
    assert at(document, f"{PROPERTIES}/owner/readOnly") is True


def test_data_that_is_always_null_is_told_as_open() -> None:
    proposal, _ = taught(seen({"success": True, "data": None}, vocabulary.UPDATE))
    where = "/components/schemas/ChannelEnvelope/allOf/1/properties/data"
    assert f"{where}: null in all 25 responses; should it stay so, say `type: 'null'` here." in proposal.open


def test_names_that_are_data_are_no_properties() -> None:
    _, document = taught(seen(listed(labels={"$.name": "x", "two words": "y", "3": "z", "plain": "w"})))
    assert at(document, f"{PROPERTIES}/labels/type") == ["object", "null"]
    assert at(document, f"{PROPERTIES}/labels/properties") is None


def test_a_flag_that_is_a_text_is_told_as_open() -> None:
    proposal, document = taught(seen(listed(isEnabled="on")))
    assert at(document, f"{PROPERTIES}/isEnabled/type") == ["string", "null"]
    assert any(words.startswith(f"{PROPERTIES}/isEnabled: it is a text") for words in proposal.open)


def test_what_is_called_otherwise_is_named_as_open() -> None:
    channel = {("active" if name == "isEnabled" else name): value for name, value in CHANNEL.items()}
    create = seen({"success": True, "data": channel}, vocabulary.CREATE)
    proposal, _ = taught({**seen({"success": True, "data": [channel]}), **create})
    assert f"{PROPERTIES}/isEnabled: no response shows it; active may be it, under another name." in proposal.open


def test_refusals_of_one_other_shape_share_a_schema_and_show_it() -> None:
    proposal, document = taught(seen({"error": "no", "code": 404}, vocabulary.UPDATE, 400, 404))
    responses = spec.document.parse(proposal.after).operations[vocabulary.UPDATE].responses
    for status in (400, 404):
        content = at(document, responses[status].media_types[JSON])
        assert content["schema"] == {"$ref": "#/components/schemas/Refusal"}
        (example,) = content["examples"].values()
        assert example["value"].keys() == {"error", "code"}
        assert example["value"]["code"] == status


def test_successes_that_are_declared_otherwise_are_open() -> None:
    proposal, _ = taught(seen(listed(), media_type="application/vnd.shop+json"))
    assert any("declared as application/vnd.shop+json" in words for words in proposal.open)


def test_the_mock_shows_a_snippet_as_it_was_seen_and_a_type_where_it_was() -> None:
    snippet = {"html": "<b>", "script": "x"}
    create = seen({"success": True, "data": {"id": OWN, "embedSnippet": snippet}}, vocabulary.CREATE)
    proposal, _ = taught({**seen(listed()), **create})
    document = spec.document.parse(proposal.after)
    with httpx.Client(
        transport=transport(App(document, Store(document))), base_url=TARGET, headers={"X-API-Key": FULL_KEY}
    ) as client:
        made = client.post(document.operations[vocabulary.CREATE].path, json={}).json()["data"]
        (shown,) = client.get(document.operations[vocabulary.LIST].path).json()["data"]
    assert made["embedSnippet"].keys() == snippet.keys()
    assert vocabulary.TYPE not in made
    assert shown[vocabulary.TYPE] == "Website"


@pytest.mark.parametrize(
    "names",
    [
        ("$ref", "$id", "x-effect", "x-provenance", "x-when", "x-shown-by", "__proto__"),
        ("type", "properties", "items", "allOf", "required", "null", "true", "on", "~", "<<", "*a", "!!python/object"),
        tuple(f"{a}{b}" for a in ("one", "two", "three", "four", "five", "six", "seven") for b in "abcdefgh"),
    ],
)
def test_names_of_properties_do_no_harm(names: tuple[str, ...]) -> None:
    deep = {name: {inner: {"deeper": 1} for inner in names} for name in names}
    proposal, document = taught(seen({**listed(**deep), **deep}))
    assert at(document, f"{PROPERTIES}/id/x-provenance") == "semantics"
    assert len(proposal.after) < 1.3 * len(OURS)
    assert len(proposal.sentences) < 20


def test_names_that_some_reader_of_yaml_takes_for_booleans_are_quoted() -> None:
    names = ("no", "on", "off", "yes", "y", "n")
    proposal, _ = taught(seen(listed(**dict.fromkeys(names, "x"))))
    for name in names:
        assert f"        '{name}':\n" in proposal.after
    assert yaml.safe_load(proposal.after)["components"]["schemas"]["Channel"]["properties"].keys() >= set(names)


@pytest.mark.parametrize("name", ["toDict", "additionalProperties", "from_dict", "additionalKeys"])
def test_what_a_model_of_the_client_has_already_is_open(name: str) -> None:
    assert snake(name) in dir(Channel)
    proposal, document = taught(seen(listed(**{name: "x"})))
    assert at(document, f"{PROPERTIES}/{name}") is None
    assert any(name in words for words in proposal.open)


def goes_its_own_ways(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    """Answer with the list under another name, and with a number that is another one each time."""
    channels = body["data"] if isinstance(body["data"], list) else [body["data"] or {}]
    for channel in channels:
        if "id" in channel:
            channel["readAt"] = next(COUNTED)
    if operation != vocabulary.LIST:
        return body
    return {"success": True, "items": channels, "total": len(channels)}


COUNTED = iter(range(1_000_000))


@pytest.mark.whole
def test_a_list_under_another_name_is_learnt_and_the_next_run_is_kept(tmp_path: Path) -> None:
    first = run(tmp_path, Otherwise(goes_its_own_ways))
    assert first["verdict"] == "incomplete"
    proposal = propose(OURS, lessons.read(tmp_path, even_broken=False))
    amended = spec.document.parse(proposal.after, validate=True)
    report = run(tmp_path, Otherwise(goes_its_own_ways), amended, seed=2)
    assert (report["verdict"], refuted(report), report["never_ran"]) == ("kept", [], [])


class Flooding(httpx.BaseTransport):
    """Refuses with a status, a media type, headers and a body that are new each time."""

    def __init__(self) -> None:
        self._inner = Otherwise(lambda _, body: body)
        self._count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        if response.status_code not in (400, 404, 415):
            return response
        self._count += 1
        word = "".join("abcdefghij"[int(digit)] for digit in str(self._count))
        key = request.headers.get("x-api-key", "")
        return httpx.Response(
            [400, 404, 409, 410, 418, 422, 423, 424, 451][self._count % 9],
            headers={"content-type": f"application/{word}+json", f"x-{word}": key, "x-key": key},
            json={word: {word: key}, "key": key, f"a{word}": [{word: 1}]},
        )


@pytest.mark.whole
def test_refusals_that_are_never_the_same_do_not_flood_the_document(tmp_path: Path) -> None:
    run(tmp_path, Flooding())
    proposal = propose(OURS, lessons.read(tmp_path, even_broken=True))
    amended = spec.document.parse(proposal.after, validate=True)
    assert len(proposal.after) < 2 * len(OURS)
    assert set(amended.operations) == set(SPEC.operations)
