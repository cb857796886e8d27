"""The mock refuses what the contract does not allow, and changes nothing then."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import httpx
import pytest

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store

CHANNELS = "/api/v1/store/integrations/social/channels"
UNKNOWN = f"{CHANNELS}/7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def api(store: Store) -> Iterator[httpx.Client]:
    with client(App(spec.load(validate=False), store)) as opened:
        yield opened


@pytest.mark.parametrize(
    "key",
    [None, "", "x", FULL_KEY[:-1], FULL_KEY.partition(".")[0] + ".x", FULL_KEY.swapcase(), "ключ".encode()],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", CHANNELS, b""),
        ("PUT", CHANNELS, b""),
        ("POST", f"{CHANNELS}/website", b"{"),
        ("DELETE", f"{CHANNELS}/nonsense", b""),
        ("PATCH", UNKNOWN, b"x" * 1024 * 1025),
    ],
    ids=lambda value: repr(value[:40]) if value else repr(value),
)
def test_a_stranger_gets_401_whatever_else_is_wrong(
    api: httpx.Client, key: str | bytes | None, method: str, path: str, body: bytes
) -> None:
    del api.headers["X-API-Key"]
    headers = {} if key is None else {"X-API-Key": key}
    answer = api.request(method, path, params={"X-API-Key": FULL_KEY}, content=body, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.json()["success"] is False


def test_a_read_only_key_reads_and_does_not_write(api: httpx.Client, store: Store) -> None:
    api.headers["X-API-Key"] = READ_ONLY_KEY
    assert api.get(CHANNELS).status_code == 200
    answer = api.post(f"{CHANNELS}/website", json={})
    assert (answer.status_code, answer.json()["message"]) == (403, "The key lacks the scope messaging:write.")
    assert store.channels == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"displayName": NaN}',
        b'{"displayName": Infinity}',
        b"{'displayName': 'a'}",
        b'{"displayName": "\xff"}',
        b'{"displayName": "\\ud800"}',
        b'{"x": "\\udc00"}',
        b'\xef\xbb\xbf{"displayName": "a"}',
        b'{"x": ' + b"[" * 100_000,
        b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"displayName": ' + b"[" * 300 + b"]" * 300 + b"}",
        b"[" * 300 + b"]" * 300,
        b'{"displayName": 5}',
        b'{"isAgentEnabled": "true"}',
        b'{"isAgentEnabled": 1}',
        b'{"isAgentEnabled": null}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_an_invalid_body_gets_400_and_creates_nothing(api: httpx.Client, store: Store, body: bytes) -> None:
    answer = api.post(f"{CHANNELS}/website", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert answer.json()["errors"]
    assert store.channels == {}


def test_a_refusal_names_every_wrong_property(api: httpx.Client, store: Store) -> None:
    store.seed(1)
    path = f"{CHANNELS}/{next(iter(store.channels))}"
    errors = api.patch(path, json={"displayName": 5, "tokenExpiresAt": "soon"}).json()["errors"]
    assert [error.partition(":")[0] for error in errors] == ["displayName", "tokenExpiresAt"]


@pytest.mark.parametrize(
    "media_type", [None, "", "text/plain", "application/jsonp", "application/xml; a=application/json"]
)
def test_a_body_of_another_media_type_gets_415(api: httpx.Client, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    assert api.post(f"{CHANNELS}/website", content=b"{}", headers=headers).status_code == 415


def test_a_charset_does_no_harm(api: httpx.Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert api.post(f"{CHANNELS}/website", content=b"{}", headers=headers).status_code == 200


def test_a_body_of_more_than_a_mebibyte_gets_413(api: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    sizes = {1024 * 1024: 200, 1024 * 1024 + 1: 413}
    for size, status in sizes.items():
        body = b'{"displayName":"%s"}' % (b"x" * (size - len(b'{"displayName":""}')))
        assert api.post(f"{CHANNELS}/website", content=body, headers=headers).status_code == status


@pytest.mark.parametrize(
    "id_", ["x", "7c9e6679742540de944be07fc1f90ae7", "..%2Fwebsite", "%00", "%FF", "%7B%7D", "'--"]
)
def test_a_malformed_id_gets_404(api: httpx.Client, id_: str) -> None:
    assert api.delete(f"{CHANNELS}/{id_}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", CHANNELS, "GET"),
        ("HEAD", CHANNELS, "GET"),
        ("OPTIONS", UNKNOWN, "DELETE, PATCH"),
        ("GET", UNKNOWN, "DELETE, PATCH"),
        ("PATCH", f"{CHANNELS}/website", "POST"),
        ("DELETE", f"{CHANNELS}/website", "POST"),
        ("GET", f"{UNKNOWN}/rotate-token", "POST"),
    ],
)
def test_a_method_that_a_path_does_not_have_gets_405(api: httpx.Client, method: str, path: str, allow: str) -> None:
    answer = api.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["/", "/api/v1", f"{CHANNELS}x", f"{UNKNOWN}/rotate-token/", f"/x{CHANNELS}"])
def test_an_unknown_path_gets_404(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.json()["success"]) == (404, False)


WIDGETS = "/api/v1/store/widgets/{number}"
TURN_WIDGET = {
    "operationId": "turnWidget",
    "parameters": [
        {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
        {"name": "speed", "in": "query", "required": True, "schema": {"enum": ["slow", "fast"]}},
    ],
    "requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["by"]}}}},
    "responses": {
        "404": {"description": "None."},
        "202": {"description": "Turning.", "content": {"application/json": {"example": {"turned": 7}}}},
    },
}


def test_an_operation_without_behaviour_is_judged_and_answers_from_its_example(store: Store) -> None:
    document = copy.deepcopy(spec.load(validate=False).document)
    document["paths"][WIDGETS] = {"post": TURN_WIDGET}
    path = WIDGETS.replace("{number}", "7")
    with client(App(spec.Spec(document), store)) as api:
        answer = api.post(f"{path}?speed=slow", json={"by": 1})
        assert (answer.status_code, answer.json()) == (202, {"turned": 7})
        assert api.post(f"{path}?speed=slow", json={}).status_code == 400
        assert api.post(f"{path}?speed=none", json={"by": 1}).status_code == 400
        assert api.post(path, json={"by": 1}).json()["errors"] == ["speed: required"]
        assert api.post(WIDGETS.replace("{number}", "0"), json={"by": 1}).status_code == 404
        assert api.post(path, json={"by": 1}, headers={"X-API-Key": "x"}).status_code == 401
