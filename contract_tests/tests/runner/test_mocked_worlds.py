"""A document that a maintainer has amended, and the mock of it, need nothing else: the suite finds it kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.mock.application import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import Store
from contract_tests.runner.outcome import Outcome
from contract_tests.runner.run import Run
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.tests.support import worlds
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import TARGET, settings
from contract_tests.transport.redaction import Redactor


def tried(known: Spec, store: Store, folder: Path, profile: str = "quick", target: str = TARGET) -> Outcome:
    chosen = settings(folder, profile=profile, target=target)
    return Run(known, chosen, TARGET, Redactor(), lambda *_: None, transport(App(known, store))).run()


@pytest.mark.whole
@pytest.mark.parametrize("profile", ["quick", *more("default")])
@pytest.mark.parametrize("document", worlds.DOCUMENTS.values(), ids=worlds.DOCUMENTS.keys())
def test_the_mock_does_as_its_document_says(document: Callable[[], str], profile: str, tmp_path: Path) -> None:
    known = worlds.read(document())
    store = Store(known)
    store.seed(3)
    before = {name: dict(channel) for name, channel in store.channels.items()}
    outcome = tried(known, store, tmp_path, profile)
    assert [(row.check.id, row.operation) for row in outcome.results.failures] == []
    assert [guess.statement for guess in outcome.results.assumptions.refuted] == []
    assert (outcome.verdict, outcome.results.never_ran, outcome.cut_short) == ("kept", [], {})
    assert store.channels == before
    assert not any(items for items in store.collections.values() if items is not store.channels)


REQUIRED: dict[str, worlds.Document] = {
    "email": {"type": "string", "format": "email"},
    "homepage": {"type": "string", "format": "uri"},
    "birthday": {"type": "string", "format": "date"},
    "code": {"type": "string", "maxLength": 8},
    "price": {"type": "number", "minimum": 10},
    "count": {"type": ["integer", "null"], "exclusiveMinimum": 3},
    "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
    "owner": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "minLength": 3}}},
}


def _schema(document: worlds.Document, name: str) -> worlds.Document:
    schema: worlds.Document = document["components"]["schemas"][name]
    return schema


def creates_need_it(document: worlds.Document, name: str) -> None:
    _schema(document, "CreateWebsiteChannelRequest")["properties"][name] = REQUIRED[name]
    _schema(document, "CreateWebsiteChannelRequest")["required"] = [name]
    _schema(document, "Channel")["properties"][name] = {**REQUIRED[name], "x-shown-by": []}


def updates_need_a_name(document: worlds.Document) -> None:
    _schema(document, "UpdateChannelRequest")["required"] = ["displayName"]


def names_are_short(document: worlds.Document) -> None:
    for name in ("CreateWebsiteChannelRequest", "UpdateChannelRequest"):
        _schema(document, name)["properties"]["displayName"]["maxLength"] = 20


def a_text_is_one_of_a_few(document: worlds.Document) -> None:
    for name in ("CreateWebsiteChannelRequest", "UpdateChannelRequest"):
        _schema(document, name)["properties"]["aiProviderCode"]["enum"] = ["openai", "other"]


def nothing_deletes(document: worlds.Document) -> None:
    del document["paths"]["/api/v1/store/integrations/social/channels/{channelId}"]["delete"]
    for response in document["components"]["responses"].values():
        response.pop("links", None)


def bodies_are_optional(document: worlds.Document) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            if "requestBody" in operation:
                operation["requestBody"].pop("required")


def no_refusal_is_documented(document: worlds.Document) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                kept = {status: said for status, said in operation["responses"].items() if status < "400"}
                operation["responses"] = kept


OTHERS: tuple[worlds.Amend, ...] = (
    *(functools.partial(creates_need_it, name=name) for name in REQUIRED),
    updates_need_a_name,
    names_are_short,
    a_text_is_one_of_a_few,
    nothing_deletes,
    bodies_are_optional,
    no_refusal_is_documented,
)


@pytest.mark.whole
@pytest.mark.parametrize("amend", OTHERS, ids=[*REQUIRED, *(each.__name__ for each in OTHERS[len(REQUIRED) :])])
def test_what_a_document_may_ask_for_is_sent(amend: worlds.Amend, tmp_path: Path) -> None:
    known = worlds.read(worlds.amended(amend))
    outcome = tried(known, Store(known), tmp_path, target="mock")
    assert [(row.check.id, row.operation) for row in outcome.results.failures] == []
    assert (outcome.verdict, outcome.never_succeeded, outcome.cut_short, outcome.stopped) == ("kept", [], {}, None)
    assert outcome.exit_code == 0


def nothing_lists(document: worlds.Document) -> None:
    del document["paths"]["/api/v1/store/integrations/social/channels"]["get"]["x-effect"]


def a_header_is_needed(document: worlds.Document) -> None:
    listed = document["paths"]["/api/v1/store/integrations/social/channels"]["get"]
    listed["parameters"] = [{"name": "X-Shop", "in": "header", "required": True, "schema": {"type": "string"}}]


def the_key_is_a_bearer(document: worlds.Document) -> None:
    document["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"bearer": []}]


@pytest.mark.parametrize(
    ("amend", "said"),
    [
        (nothing_lists, "no operation that lists"),
        (a_header_is_needed, "listChannels needs X-Shop"),
        (the_key_is_a_bearer, "`type: apiKey` and `in: header`"),
    ],
)
def test_a_document_that_a_run_cannot_do_with_is_one_clear_line(amend: worlds.Amend, said: str, tmp_path: Path) -> None:
    known = worlds.read(worlds.amended(amend))
    with pytest.raises(UserError, match=said):
        tried(known, Store(known), tmp_path)
