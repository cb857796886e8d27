"""One fixed conversation with a mock, to be held beside the same one with a fault or a variant."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from typing import Any

import httpx

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.middleware import Middleware, wrapped
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store

CHANNELS = "/api/v1/store/integrations/social/channels"
UNKNOWN = f"{CHANNELS}/7c9e6679-7425-40de-944b-e07fc1f90ae7"
TEXTS = {
    "displayName": " Zoe\u0308 & ع\r\n",
    "aiProviderCode": "",
    "aiModelCode": "🌷",
    "systemPromptOverride": "x" * 5000,
}
SECRETS = {"accessToken": "T0ken-4f1c9be27d", "appSecret": "S3cret-83ad5c60e1"}
RANDOM = re.compile(r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?P<token>[0-9a-f]{32})")


@contextlib.contextmanager
def mock(*wrappers: type[Middleware]) -> Iterator[tuple[httpx.Client, Store]]:
    store = Store()
    store.seed(3)
    handler = wrapped(store, App(spec.load(validate=False), store), wrappers)
    with client(handler) as api:
        yield api, store


class Conversation:
    """Sends requests and writes down what comes back, with random ids and tokens numbered as they appear."""

    def __init__(self, api: httpx.Client, store: Store) -> None:
        self.api, self.store = api, store
        self.lines: list[str] = []
        self._numbers: dict[str, str] = {}

    def send(self, method: str, path: str, **options: Any) -> None:
        answer = self.api.request(method, path, **options)
        headers = sorted(f"{name}: {value}" for name, value in answer.headers.items() if name != "content-length")
        self.lines.append(RANDOM.sub(self._number, f"{method} {answer.status_code} {headers} {answer.text}"))

    def _number(self, hit: re.Match[str]) -> str:
        return self._numbers.setdefault(hit[0], f"<{hit.lastgroup} {len(self._numbers)}>")

    def newest(self) -> str:
        """Return the id of the newest channel; of none where a fault took them all."""
        return next(reversed(self.store.channels), "none")

    def serve(self) -> str:
        """Do what every client does, on a channel of its own; return the path of a second one."""
        self.send("POST", f"{CHANNELS}/website", json={"displayName": "first"})
        first = f"{CHANNELS}/{self.newest()}"
        self.send("POST", f"{CHANNELS}/website", json={**TEXTS, "isAgentEnabled": True})
        second = f"{CHANNELS}/{self.newest()}"
        for path in (first, second):
            for offset in ("+03:00", "Z"):
                self.send("PATCH", path, json={"tokenExpiresAt": f"2026-06-18T16:11:34.106{offset}"})
            self.send("PATCH", path, json={"displayName": "renamed", **SECRETS})
            self.send("POST", f"{path}/toggle-agent", json={"enabled": False})
            self.send("POST", f"{path}/toggle-agent", json={"enabled": True})
            self.send("POST", f"{path}/rotate-token")
            self.send("GET", CHANNELS)
        self.send("DELETE", first)
        self.send("DELETE", first)
        self.send("PATCH", first, json={"displayName": "again"})
        self.send("GET", CHANNELS)
        return second

    def annoy(self, path: str) -> None:
        """Send what is to be refused, or is nearly so."""
        as_json = {"Content-Type": "application/json"}
        for body in (b"", b"{", b"[]", b"[" * 9999, b'{"displayName": 5}', b'{"displayName": ["a"]}'):
            self.send("PATCH", path, content=body, headers=as_json)
        self.send("PATCH", path, json={"tokenExpiresAt": "soon", **SECRETS})
        self.send("PATCH", path, json={"displayName": None, "aiModelCode": "a\0b"})
        self.send("PATCH", path, content=b"{}", headers={"Content-Type": "text/plain"})
        for odd in ({}, {"flavour": 1}, {"displayName": " "}, {"tokenExpiresAt": "2026-12-31"}):
            self.send("PATCH", path, json=odd)
        self.send("POST", f"{path}/toggle-agent", json={})
        for enabled in ("true", 1, None):
            self.send("POST", f"{path}/toggle-agent", json={"enabled": enabled})
        for other in (UNKNOWN, f"{CHANNELS}/nonsense"):
            self.send("DELETE", other)
        for method, target in (("PUT", path), ("POST", CHANNELS), ("PUT", CHANNELS), ("GET", f"{path}/toggle-agent")):
            self.send(method, target, json={})
        self.send("GET", CHANNELS)

    def intrude(self, path: str) -> None:
        """Ask as somebody who has no business here."""
        key_id = FULL_KEY.partition(".")[0]
        for key in ("", "wrong", f"{key_id}.wrong", FULL_KEY.swapcase(), READ_ONLY_KEY):
            self.send("POST", f"{path}/toggle-agent", json={"enabled": False}, headers={"X-API-Key": key})
            self.send("PATCH", UNKNOWN, content=b"{", headers={"X-API-Key": key})
        del self.api.headers["X-API-Key"]
        self.send("GET", CHANNELS)
        self.send("GET", CHANNELS, params={"X-API-Key": FULL_KEY})
        self.send("DELETE", path, headers={"X-API-Key": "wrong"})
        self.send("GET", CHANNELS, headers={"X-API-Key": FULL_KEY})
        self.api.headers["X-API-Key"] = FULL_KEY

    def whole(self) -> list[str]:
        second = self.serve()
        self.annoy(second)
        self.intrude(second)
        return self.lines


def conversation(wrapper: type[Middleware] = Middleware, times: int = 1) -> list[str]:
    with mock(wrapper) as (api, store):
        return [line for _ in range(times) for line in Conversation(api, store).whole()]


@functools.cache
def plain(times: int = 1) -> list[str]:
    """What the mock says as it is: the same every time."""
    return conversation(times=times)
