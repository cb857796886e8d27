"""Faults in what a channel looks like."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.middleware import ChannelMiddleware
from contract_tests.mock.store import Channel


class AgentFlagAsText(Fault, ChannelMiddleware):
    """`isAgentEnabled` is "true" or "false"."""

    caught_by = "schema-reference"

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "isAgentEnabled": str(channel["isAgentEnabled"]).lower()}


class NameAsList(Fault, ChannelMiddleware):
    """`displayName` is a list of its words."""

    caught_by = "schema-reference"

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "displayName": (channel["displayName"] or "").split()}


class ExpiryAsEpoch(Fault, ChannelMiddleware):
    """`tokenExpiresAt` is a number of seconds."""

    caught_by = "schema-reference"

    def change_channel(self, channel: Channel) -> Channel:
        sent = channel["tokenExpiresAt"]
        try:
            return {**channel, "tokenExpiresAt": sent and datetime.fromisoformat(sent).timestamp()}
        except ValueError:  # a leap second, or a year that Python does not know
            return {**channel, "tokenExpiresAt": 0}


class IdWithPrefix(Fault, ChannelMiddleware):
    """The `id` shown is no uuid, and the paths do not take it."""

    caught_by = "schema-semantics"

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "id": f"ch_{channel['id']}"}


class TokenWithHyphens(Fault, ChannelMiddleware):
    """The token of a website channel is printed with hyphens instead of as 32 digits."""

    caught_by = "schema-guide"

    def change_channel(self, channel: Channel) -> Channel:
        if channel["channelType"] != "Website":
            return channel
        token = str(uuid.UUID(channel["channelToken"]))
        return {**channel, "channelToken": token, "externalAccountId": token}


class AccountApartFromToken(Fault, ChannelMiddleware):
    """A website channel's external account id is another one than its token."""

    caught_by = "website-token"

    def change_channel(self, channel: Channel) -> Channel:
        if channel["channelType"] != "Website":
            return channel
        return {**channel, "externalAccountId": channel["externalAccountId"][::-1]}


class SnakeCase(Fault, ChannelMiddleware):
    """The properties of a channel are in snake case."""

    caught_by = "camel-case"

    def change_channel(self, channel: Channel) -> Channel:
        return {re.sub(r"(?=[A-Z])", "_", name).lower(): value for name, value in channel.items()}


class WebsiteInLowerCase(Fault, ChannelMiddleware):
    """The type of a website channel is `website`."""

    caught_by = "website-type"

    def change_channel(self, channel: Channel) -> Channel:
        return {**channel, "channelType": channel["channelType"].replace("Website", "website")}
