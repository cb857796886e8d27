"""Servers that tempt a run to change what is not its own, or to leave what it made: no honest API, but any may be one.

None is a fault to be found by a certain check. What counts is that no earlier channel is touched, and that all that is
left is told.
"""

from __future__ import annotations

import base64
import copy
import json
import sys
import time
import uuid
from dataclasses import replace
from typing import Any

from contract_tests.mock.messages import Handler, Request, Response, envelope
from contract_tests.mock.middleware import (
    ChannelMiddleware,
    Middleware,
    channel_id_of,
    key_of,
    operation_of,
    properties_of,
    registry,
    with_data,
)
from contract_tests.mock.store import Channel, Store

LIST, CREATE, UPDATE, DELETE = "listChannels", "createWebsiteChannel", "updateChannel", "deleteChannel"
ROTATE = "rotateChannelToken"
NAMES = ("displayName", "aiProviderCode", "aiModelCode", "systemPromptOverride")


class Hostile(Middleware):
    """A server that tempts."""

    def __init__(self) -> None:
        self.others: set[str] = set()
        """Ids of channels that somebody else made during the run."""

    def wrap(self, store: Store, app: Handler) -> Handler:
        """Remember which channels were there before."""
        self.earlier = list(store.channels)
        return super().wrap(store, app)

    def _add_other(self, **properties: Any) -> Channel:
        token = uuid.uuid4().hex
        channel = self.store.add(str(uuid.uuid4()), "Website", token, token, **properties)
        self.others.add(channel["id"])
        return channel

    def _add_copy(self, channel: Channel) -> Channel:
        """Add a channel of the run's that it did not ask for."""
        twin: Channel = {**copy.deepcopy(channel), "id": str(uuid.uuid4())}
        self.store.channels[twin["id"]] = twin
        return twin

    def _created(self, response: Response) -> Channel:
        return self.store.channels[response.json()["data"]["id"]]


class _List(Hostile):
    """Shows other channels than there are."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return channels

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, self._shown) if operation_of(request) == LIST else response


class ListAlwaysEmpty(_List):
    """The list shows no channels."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return []


class FirstListsEmpty(_List):
    """The first three lists show no channels."""

    _lists = 0

    def _shown(self, channels: list[Any]) -> list[Any]:
        self._lists += 1
        return channels if self._lists > 3 else []


class FiveOldest(_List):
    """The list shows a page of the five oldest channels, and does not say so."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return channels[:5]


class FiveNewest(_List):
    """The list shows a page of the five newest channels, and does not say so."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return channels[-5:]


class _Page(Hostile):
    def _page(self, shown: list[Any], total: int) -> dict[str, Any]:
        raise NotImplementedError

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) != LIST:
            return response
        return with_data(response, lambda channels: self._page(channels[-2:], len(channels)))


class PageWithTotal(_Page):
    """The list shows a page, with the number of all channels."""

    def _page(self, shown: list[Any], total: int) -> dict[str, Any]:
        return {"items": shown, "page": 1, "pageSize": 2, "total": total}


class PageWithCursor(_Page):
    """The list shows a page, with a cursor to the next one."""

    def _page(self, shown: list[Any], total: int) -> dict[str, Any]:
        return {"items": shown, "nextCursor": "b2Zmc2V0PTI"}


class IdsInBase64(_List):
    """The list writes ids in another way than the paths take."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        encoded = (base64.urlsafe_b64encode(uuid.UUID(c["id"]).bytes).decode().rstrip("=") for c in channels)
        return [{**c, "id": text} for c, text in zip(channels, encoded, strict=True)]


class IdsWithOtherDash(_List):
    """The list writes ids with another dash."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**c, "id": c["id"].replace("-", "\u2010")} for c in channels]


class IdsWithSpace(Hostile, ChannelMiddleware):
    """Ids are shown with white space around them."""

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "id": f" {channel['id']}\n"}


class NamesHidden(_List):
    """The list shows no texts."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**c, **dict.fromkeys(NAMES)} for c in channels]


class _Create(Hostile):
    """Answers a create in its own way."""

    _creates = 0

    def _create(self, request: Request) -> Response:
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        if operation_of(request) != CREATE or key_of(request) not in self.store.keys:
            return self.app(request)
        self._creates += 1
        with self.store.lock:
            return self._create(request)

    def _old(self) -> Channel:
        return self.store.channels[self.earlier[0]]

    @staticmethod
    def _with(response: Response, channel: Channel) -> Response:
        return with_data(response, lambda shown: {**shown, **channel})


class CreateAnswersEarlier(_Create):
    """A create answers the website channel that the store has, and makes none."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status != 200:
            return response
        self.store.remove(self._created(response)["id"])
        return self._with(response, self._old())


class CreateRenamesEarlier(CreateAnswersEarlier):
    """A create changes the website channel that the store has."""

    def _create(self, request: Request) -> Response:
        response = super()._create(request)
        if response.status != 200:
            return response
        self._old().update(properties_of(request))
        return self._with(response, self._old())


class EarlierFromThird(CreateAnswersEarlier):
    """Every create but the first two answers the website channel that the store has."""

    def _create(self, request: Request) -> Response:
        return self.app(request) if self._creates < 3 else super()._create(request)


class CreateMakesTwo(_Create):
    """A create makes two channels."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 200:
            self._add_copy(self._created(response))
        return response


class CreateTellsNothingAndMakesTwo(CreateMakesTwo):
    """A create makes two channels, and tells the id of neither."""

    def _create(self, request: Request) -> Response:
        response = super()._create(request)
        return with_data(response, lambda _: {"embedSnippet": "<script>"}) if response.status == 200 else response


class RefusedCreateMakes(_Create):
    """Every third create is refused with 400, and makes its channel all the same."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 200 and self._creates % 3 == 0:
            return envelope(400, message="No.")
        return response


class WrongCreateMakes(_Create):
    """A create that is refused for what it says makes a channel of what can be read of it."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 400:
            texts = {k: v for k, v in properties_of(request).items() if k in NAMES and isinstance(v, str)}
            token = uuid.uuid4().hex
            self.store.add(str(uuid.uuid4()), "Website", token, token, **texts)
        return response


class FailedCreateMakes(_Create):
    """Every third create answers 500, and makes its channel all the same."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        return envelope(500, message="Sorry.") if response.status == 200 and self._creates % 3 == 0 else response


class _OtherId(Hostile):
    """Gives a channel another id with an operation."""

    operation = ""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) != self.operation:
            return response
        with self.store.lock:
            channel = self.store.channels.pop(channel_id_of(request))
            channel["id"] = str(uuid.uuid4())
            self.store.channels[channel["id"]] = channel
        return with_data(response, lambda shown: {**shown, "id": channel["id"]})


class UpdateChangesId(_OtherId):
    """An update gives the channel another id."""

    operation = UPDATE


class RotateChangesId(_OtherId):
    """A rotate gives the channel another id."""

    operation = ROTATE


class UpdateMakesTwin(Hostile):
    """An update makes another channel, which is like the one that it changes."""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == UPDATE:
            with self.store.lock:
                self._add_copy(self.store.channels[channel_id_of(request)])
        return response


class DeletedComeBack(Hostile):
    """A deleted channel is there again after a second."""

    def __init__(self) -> None:
        super().__init__()
        self._graves: list[tuple[float, Channel]] = []

    def respond(self, request: Request) -> Response:
        with self.store.lock:
            now = time.monotonic()
            for died, channel in self._graves:
                if now - died > 1:
                    self.store.channels[channel["id"]] = channel
            self._graves = [grave for grave in self._graves if now - grave[0] <= 1]
            before = self.store.channels.get(channel_id_of(request))
            response = self.app(request)
            if before and before["id"] not in self.store.channels:
                self._graves.append((now, before))
        return response


class NestedChannels(_List):
    """The list nests the newest channel in an earlier one, and a create tells no id."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**channels[0], "latest": channels[-1], "note": {"displayName": channels[-1]["displayName"]}}]

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == CREATE:
            return with_data(response, lambda shown: {"embedSnippet": shown["embedSnippet"]})
        return super().on_success(request, response)


class OthersCopyNames(Hostile):
    """Somebody copies each new channel of the run, with its name."""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == CREATE:
            with self.store.lock:
                self._add_other(**{name: self._created(response).get(name) for name in NAMES})
        return response


class OthersCopyNamesAndCreatesTellNothing(OthersCopyNames):
    """Somebody copies each new channel of the run, whose create tells no id."""

    def on_success(self, request: Request, response: Response) -> Response:
        response = super().on_success(request, response)
        if operation_of(request) == CREATE:
            return with_data(response, lambda shown: {"embedSnippet": shown["embedSnippet"]})
        return response


class UpsertsOnUnknownId(Hostile):
    """An update of an id that no channel has creates a channel with it."""

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status == 404 and operation_of(request) == UPDATE:
            token = uuid.uuid4().hex
            self.store.add(channel_id_of(request), "Website", token, token, **properties_of(request))
        return response


class DeleteTakesEarlierId(_List):
    """The list gives the channels of the run the ids of earlier ones, from the second list with one of them on."""

    _lists = 0

    def _shown(self, channels: list[Any]) -> list[Any]:
        mine = [c for c in channels if c["id"] not in self.earlier]
        self._lists += bool(mine)
        if self._lists < 2:
            return channels
        ids = dict(zip([c["id"] for c in mine], self.earlier, strict=False))
        return [{**c, "id": ids.get(c["id"], c["id"])} for c in mine]


class HostileTexts(Hostile):
    """Every text of every answer holds what may command a terminal, a page or a CI."""

    text = "\x1b[2J\x1b]0;x\x07\r\n::error ::x\n##[error]x\n::stop-commands::x\n\u202etxt <b>**x**</b> `x` \ud800 |"

    def respond(self, request: Request) -> Response:
        response = self.app(request)
        if not response.body:
            return response
        soiled = self._soiled(response.json(), operation_of(request) == LIST)
        return replace(response, body=json.dumps(soiled).encode())

    def _soiled(self, value: Any, listed: bool, name: str = "") -> Any:
        if isinstance(value, dict):
            soiled = {key: self._soiled(item, listed, key) for key, item in value.items()}
            return {**soiled, "extra\x1b[31m::error::": self.text}
        if isinstance(value, list):
            return [self._soiled(item, listed) for item in value]
        kept = name in ("id", "tokenExpiresAt") or (listed and name == "displayName")
        return value if kept or not isinstance(value, str) else value + self.text


HOSTILE: dict[str, type[Hostile]] = {
    name: server for name, server in registry(Hostile, (sys.modules[__name__],)).items() if server is not Hostile
}
"""Name to class."""
