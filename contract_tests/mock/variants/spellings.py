"""Other ways to write the response to a request that was served."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import ChannelMiddleware, changed, operation_of, with_data, with_envelope
from contract_tests.mock.store import Channel
from contract_tests.mock.variants.variant import Variant
from contract_tests.mock.website_channels import SNIPPET


class ExtraProperties(Variant, ChannelMiddleware):
    """Channels and envelopes have properties that the document does not know."""

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(super().on_success(request, response), traceId="4f1c9be2", meta={"version": 7})

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "createdAt": "2026-06-18T16:11:34.106Z", "settings": {"theme": "dark"}}


class NullsLeftOut(Variant):
    """What is null is missing instead."""

    def on_response(self, request: Request, response: Response) -> Response:
        return changed(response, _without_nulls(response.json())) if response.body else response


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


class IdsOnly(Variant, ChannelMiddleware):
    """Of a channel only the id, the name and the snippet are shown."""

    def change_channel(self, channel: Channel) -> Channel:
        return {name: channel[name] for name in ("id", "displayName", SNIPPET) if name in channel}


class TokensHidden(Variant, ChannelMiddleware):
    """Tokens are shown by create alone, inside the snippet."""

    def change_channel(self, channel: Channel) -> Channel:
        return {name: channel[name] for name in channel if name not in ("channelToken", "externalAccountId")}


class ChangesAnswerNothing(Variant):
    """Update, toggle and rotate answer without data."""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) in ("updateChannel", "toggleChannelAgent", "rotateChannelToken"):
            return with_envelope(response, data=None)
        return response


class ListInPage(Variant):
    """The list is wrapped in an object, as a page of results."""

    operation = "listChannels"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda channels: {"items": channels, "total": len(channels)})


class CreateAnswersSnippet(Variant):
    """A create answers an object with the snippet alone, without the id."""

    operation = "createWebsiteChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda shown: {SNIPPET: shown[SNIPPET]})


class CreateAnswersText(Variant):
    """A create answers the snippet as a text."""

    operation = "createWebsiteChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda shown: shown[SNIPPET])


class IdsInUpperCase(Variant, ChannelMiddleware):
    """Ids are shown in capitals."""

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "id": channel["id"].upper()}


class NewestFirst(Variant):
    """The list starts with the newest channel."""

    operation = "listChannels"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda channels: channels[::-1])


class ExtraHeaders(Variant):
    """Answers carry the headers that gateways add."""

    def on_response(self, request: Request, response: Response) -> Response:
        extra = {
            "x-request-id": "7c9e6679742540de",
            "cache-control": "no-store",
            "strict-transport-security": "max-age=31536000",
            "vary": "Accept-Encoding",
        }
        return replace(response, headers={**response.headers, **extra})


class CharsetNamed(Variant):
    """The content type names the charset."""

    def on_response(self, request: Request, response: Response) -> Response:
        if "content-type" not in response.headers:
            return response
        named = f"{response.headers['content-type']}; charset=utf-8"
        return replace(response, headers={**response.headers, "content-type": named})


class AsciiOnly(Variant):
    """JSON is indented, and escapes what is not ASCII."""

    def on_response(self, request: Request, response: Response) -> Response:
        if not response.body:
            return response
        return replace(response, body=json.dumps(response.json(), indent=2).encode())
