"""What the document leaves open, done in another way than a suite may think of."""

from __future__ import annotations

from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import channel_id_of, operation_of, properties_of, with_body
from contract_tests.mock.variants.variant import Variant


class ToggleWithoutWordSwitchesOff(Variant):
    """A toggle that does not say to what switches the agent off."""

    def respond(self, request: Request) -> Response:
        sent = properties_of(request)
        if operation_of(request) == "toggleChannelAgent" and "enabled" not in sent and request.body in (b"", b"{}"):
            return self.app(with_body(request, {"enabled": False}))
        if operation_of(request) == "toggleChannelAgent" and sent and "enabled" not in sent:
            return self.app(with_body(request, {**sent, "enabled": False}))
        return self.app(request)


class UnknownPropertySwitchesOff(Variant):
    """A property that nobody knows switches the agent off, of an update too."""

    def on_success(self, request: Request, response: Response) -> Response:
        known = ("displayName", "accessToken", "appSecret", "aiProviderCode", "aiModelCode", "systemPromptOverride")
        strange = properties_of(request).keys() - {*known, "tokenExpiresAt", "isAgentEnabled", "enabled"}
        channel = self.store.channels.get(channel_id_of(request))
        if channel and strange and operation_of(request) in ("updateChannel", "toggleChannelAgent"):
            channel["isAgentEnabled"] = False
        return response


class OtherMediaTypesIgnored(Variant):
    """A body that is not declared as JSON is taken for none: the request is served, and changes nothing."""

    def respond(self, request: Request) -> Response:
        declared = request.headers.get("content-type", "").partition(";")[0]
        is_change = operation_of(request) in ("updateChannel", "toggleChannelAgent")
        if is_change and request.body and declared != "application/json":
            return self.app(with_body(request, {}))
        return self.app(request)
