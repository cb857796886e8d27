"""Faults that show what nobody may see."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import (
    ChannelMiddleware,
    key_of,
    operation_of,
    properties_of,
    with_data,
    with_envelope,
)
from contract_tests.mock.store import Channel


class AccessTokenAnswered(Fault):
    """An update answers with the access token that was sent."""

    caught_by = "no-credential"

    def on_success(self, request: Request, response: Response) -> Response:
        token = properties_of(request).get("accessToken")
        if operation_of(request) != "updateChannel" or token is None:
            return response
        return with_data(response, lambda shown: {**shown, "accessToken": token})


class AppSecretListed(Fault, ChannelMiddleware):
    """A channel is shown with the app secret that was once sent."""

    caught_by = "no-credential"

    def change_channel(self, channel: Channel) -> Channel:
        secret = self.store.credentials.get(channel["id"], {}).get("appSecret")
        return {**channel, "settings": {"secret": secret}}


class AccessTokenInHeader(Fault):
    """An update answers with the access token in a header."""

    caught_by = "no-credential"

    def on_success(self, request: Request, response: Response) -> Response:
        token = properties_of(request).get("accessToken")
        if not token or not token.isascii() or not token.isprintable():
            return response
        return replace(response, headers={**response.headers, "x-debug-token": token})


class CredentialsInError(Fault):
    """A refused body comes back in the remark, credentials included."""

    caught_by = "no-credential"

    def on_refusal(self, request: Request, response: Response) -> Response:
        sent = properties_of(request)
        return with_envelope(response, errors=[f"not valid: {sent}"]) if response.status == 400 and sent else response


class KeyInHeader(Fault):
    """The API key comes back in a header."""

    caught_by = "no-credential"

    def on_success(self, request: Request, response: Response) -> Response:
        return replace(response, headers={**response.headers, "x-request-by": key_of(request) or ""})


class KeyInMessage(Fault):
    """Where there is no such channel, the message names the API key that looked for it."""

    caught_by = "no-credential"

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status != 404:
            return response
        return with_envelope(response, message=f"The key {key_of(request)} sees no such channel.")


class StackTraceShown(Fault):
    """Malformed input is answered with a stack trace."""

    caught_by = "no-internals"

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status != 400:
            return response
        trace = (
            "System.FormatException: Input was not in a correct format.\n"
            "   at Store.Channels.Read(String text) in /src/Store/Channels.cs:line 41"
        )
        return with_envelope(response, message=trace)


class SourcePathShown(Fault):
    """An unknown id is answered with the place in the source that looked for it."""

    caught_by = "no-internals"

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status != 404:
            return response
        return with_envelope(response, errors=["/app/src/Channels/ChannelController.cs:118 found nothing"])
