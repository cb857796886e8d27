"""Lists that do not show what there is."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from contract_tests.mock.hostile.creates import CreateRenamesEarlier
from contract_tests.mock.hostile.others import OthersCopyNames
from contract_tests.mock.hostile.temptation import CREATE, LIST, NAMES, Hostile, HostileList
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import ChannelMiddleware, changed, operation_of, with_data
from contract_tests.mock.store import Channel


class ListAlwaysEmpty(HostileList):
    """The list shows no channels."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return []


class FirstListsEmpty(HostileList):
    """The first three lists show no channels."""

    _lists = 0

    def _shown(self, channels: list[Any]) -> list[Any]:
        self._lists += 1
        return channels if self._lists > 3 else []


class FiveOldest(HostileList):
    """The list shows a page of the five oldest channels, and does not say so."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return channels[:5]


class FiveNewest(HostileList):
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


class IdsInBase64(HostileList):
    """The list writes ids in another way than the paths take."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        encoded = (base64.urlsafe_b64encode(uuid.UUID(c["id"]).bytes).decode().rstrip("=") for c in channels)
        return [{**c, "id": text} for c, text in zip(channels, encoded, strict=True)]


class IdsWithOtherDash(HostileList):
    """The list writes ids with another dash."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**c, "id": c["id"].replace("-", "\u2010")} for c in channels]


class IdsWithSpace(Hostile, ChannelMiddleware):
    """Ids are shown with white space around them."""

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "id": f" {channel['id']}\n"}


class NamesHidden(HostileList):
    """The list shows no texts."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**c, **dict.fromkeys(NAMES)} for c in channels]


class NestedChannels(HostileList):
    """The list nests the newest channel in an earlier one, and a create tells no id."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [{**channels[0], "latest": channels[-1], "note": {"displayName": channels[-1]["displayName"]}}]

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == CREATE:
            return with_data(response, lambda shown: {"embedSnippet": shown["embedSnippet"]})
        return super().on_success(request, response)


class DeleteTakesEarlierId(HostileList):
    """The list gives the channels of the run the ids of earlier ones, from the second list with one of them on."""

    _lists = 0

    def _shown(self, channels: list[Any]) -> list[Any]:
        mine = [c for c in channels if c["id"] not in self.earlier]
        self._lists += bool(mine)
        if self._lists < 2:
            return channels
        ids = dict(zip([c["id"] for c in mine], self.earlier, strict=False))
        return [{**c, "id": ids.get(c["id"], c["id"])} for c in mine]


class RefusalAsFirstList(CreateRenamesEarlier):
    """The first list says that it failed, with status 200; a create changes the website channel that the store has."""

    _lists = 0

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if operation_of(request) == LIST and response.status == 200:
            self._lists += 1
            if self._lists == 1:
                return changed(response, {"success": False, "message": "Sorry.", "data": None, "errors": []})
        return response


class IdsOfEachList(HostileList):
    """Each list gives the channels of the run other ids."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return [c if c["id"] in self.earlier else {**c, "id": str(uuid.uuid4())} for c in channels]


class OwnHiddenInEveryOther(OthersCopyNames):
    """Somebody copies each new channel, and every other list hides the one that was copied."""

    _lists = 0

    def on_success(self, request: Request, response: Response) -> Response:
        response = super().on_success(request, response)
        if operation_of(request) != LIST:
            return response
        self._lists += 1
        hide = self._lists > 3 and self._lists % 2 == 0
        seen = {*self.earlier, *self.others}
        return with_data(response, lambda shown: [c for c in shown if not hide or c["id"] in seen])
