"""Faults in what the store is like afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import channel_id_of, operation_of, properties_of, with_body, with_data
from contract_tests.mock.store import Channel


class _Changes(Fault):
    """Changes the stored channel after an operation, and what the response shows of it."""

    operation: ClassVar[str]
    sets: ClassVar[Mapping[str, Any]] = {}
    """The properties that get another value."""

    def _change(self, channel: Channel, request: Request) -> None:
        channel.update(self.sets)

    def on_success(self, request: Request, response: Response) -> Response:
        with self.store.lock:
            channel = self.store.channels[channel_id_of(request) or response.json()["data"]["id"]]
            self._change(channel, request)
            return with_data(response, lambda shown: {**shown, **channel})


class CreateNotListed(_Changes):
    """A created channel is never listed."""

    caught_by = "listed-once"
    operation = "createWebsiteChannel"

    def _change(self, channel: Channel, request: Request) -> None:
        self.store.remove(channel["id"])


class CreateListedTwice(Fault):
    """The list shows the newest channel twice."""

    caught_by = "listed-once"
    operation = "listChannels"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda channels: channels + channels[-1:])


class CreateForgetsPrompt(_Changes):
    """A create drops the system prompt."""

    caught_by = "create-kept"
    operation = "createWebsiteChannel"
    sets: ClassVar = {"systemPromptOverride": None}


class CreateIgnoresAgentFlag(_Changes):
    """A created channel has its agent off, whatever was sent."""

    caught_by = "create-kept"
    operation = "createWebsiteChannel"
    sets: ClassVar = {"isAgentEnabled": False}


class TokensShared(_Changes):
    """All new website channels share one token."""

    caught_by = "unique-token"
    operation = "createWebsiteChannel"
    sets: ClassVar = dict.fromkeys(("channelToken", "externalAccountId"), uuid.UUID(int=0x5EED, version=4).hex)


class UpdateNotStored(Fault):
    """An update answers what was sent, and stores nothing."""

    caught_by = "update-kept"

    def respond(self, request: Request) -> Response:
        channel = self.store.channels.get(channel_id_of(request), {})
        before = dict(channel)
        response = self.app(request)
        if operation_of(request) == "updateChannel" and response.status == 200:
            channel.clear()
            channel.update(before)
        return response


class UpdateWipesUnsent(_Changes):
    """An update clears the texts that were not sent."""

    caught_by = "update-partial"
    operation = "updateChannel"

    def _change(self, channel: Channel, request: Request) -> None:
        texts = ("displayName", "aiProviderCode", "aiModelCode", "systemPromptOverride")
        channel.update(dict.fromkeys(set(texts) - properties_of(request).keys()))


class UpdateDropsModel(_Changes):
    """An update does not know `aiModelCode`."""

    caught_by = "update-kept"
    operation = "updateChannel"
    sets: ClassVar = {"aiModelCode": None}


class UpdateSwitchesAgentOff(_Changes):
    """An update switches the agent off."""

    caught_by = "update-partial"
    operation = "updateChannel"
    sets: ClassVar = {"isAgentEnabled": False}


class UpdateRenamesOthers(_Changes):
    """A new name goes to every channel of the store."""

    caught_by = "others-untouched"
    operation = "updateChannel"

    def _change(self, channel: Channel, request: Request) -> None:
        if "displayName" in properties_of(request):
            for other in self.store.channels.values():
                other["displayName"] = channel["displayName"]


class DeleteKeepsChannel(Fault):
    """A delete answers that it worked, and the channel stays."""

    caught_by = "deleted-gone"

    def respond(self, request: Request) -> Response:
        channel = self.store.channels.get(channel_id_of(request))
        response = self.app(request)
        if channel and operation_of(request) == "deleteChannel" and response.status == 200:
            self.store.channels[channel_id_of(request)] = channel
        return response


class DeleteTakesAnother(Fault):
    """A delete removes the newest channel as well."""

    caught_by = "others-untouched"

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == "deleteChannel" and self.store.channels:
            self.store.remove(next(reversed(self.store.channels)))
        return response


class DeletedStillAnswers(Fault):
    """Update, rotate and toggle go on working on a deleted channel, which is only hidden from the list."""

    caught_by = "use-after-delete"

    def __init__(self) -> None:
        self._hidden: dict[str, Channel] = {}

    def respond(self, request: Request) -> Response:
        channel_id, is_delete = channel_id_of(request), operation_of(request) == "deleteChannel"
        with self.store.lock:
            if channel_id in self._hidden and not is_delete:
                self.store.channels[channel_id] = self._hidden[channel_id]
                response = self.app(request)
                self.store.channels.pop(channel_id, None)
                return response
            channel = self.store.channels.get(channel_id)
            response = self.app(request)
            if channel and channel_id not in self.store.channels:
                self._hidden[channel_id] = channel
            return response


class ToggleFlips(Fault):
    """Toggle-agent flips the agent instead of setting it to the value sent."""

    caught_by = "toggle-sets"

    def respond(self, request: Request) -> Response:
        channel = self.store.channels.get(channel_id_of(request))
        if channel and isinstance(properties_of(request).get("enabled"), bool):
            request = with_body(request, {"enabled": not channel["isAgentEnabled"]})
        return self.app(request)


class ToggleClearsPrompt(_Changes):
    """Toggle-agent clears the system prompt."""

    caught_by = "toggle-only"
    operation = "toggleChannelAgent"
    sets: ClassVar = {"systemPromptOverride": None}


class ToggleOnlySwitchesOn(_Changes):
    """Toggle-agent switches the agent on, whatever was sent."""

    caught_by = "toggle-sets"
    operation = "toggleChannelAgent"
    sets: ClassVar = {"isAgentEnabled": True}


class RotateKeepsToken(Fault):
    """Rotate-token answers with the token that the channel had."""

    caught_by = "rotate-replaces"

    def respond(self, request: Request) -> Response:
        channel = self.store.channels.get(channel_id_of(request), {})
        old: Channel = {name: channel[name] for name in ("channelToken", "externalAccountId") if name in channel}
        response = self.app(request)
        if operation_of(request) != "rotateChannelToken" or response.status != 200:
            return response
        channel.update(old)
        return with_data(response, lambda shown: {**shown, **old})


class RotateResetsName(_Changes):
    """Rotate-token clears the name."""

    caught_by = "rotate-only"
    operation = "rotateChannelToken"
    sets: ClassVar = {"displayName": None}


class RotateChangesId(_Changes):
    """Rotate-token gives the channel another id."""

    caught_by = "rotate-only"
    operation = "rotateChannelToken"

    def _change(self, channel: Channel, request: Request) -> None:
        del self.store.channels[channel["id"]]
        channel["id"] = str(uuid.uuid4())
        self.store.channels[channel["id"]] = channel
