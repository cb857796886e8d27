"""What no document can say of channels: how they come about, and what a website widget needs."""

from __future__ import annotations

import html
import random
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from contract_tests.spec import Resource

NAME = "Channel"
"""The schema of a channel."""
TYPE, ACCOUNT, TOKEN, SNIPPET = "channelType", "externalAccountId", "channelToken", "embedSnippet"
WEBSITE = "Website"
MESSENGERS = ("WhatsApp", "Instagram")
Item: TypeAlias = dict[str, Any]


class WebsiteChannels:
    """The channels of a document; what it has no property for is left out."""

    def __init__(self, resource: Resource) -> None:
        self._id = resource.id_property
        self._token = next(iter(resource.replaced), TOKEN)
        self._blank: Item = dict.fromkeys(name for name in resource.properties if name in (self._id, *resource.shown))
        self._blank.pop(SNIPPET, None)
        self._write_only = resource.write_only
        account = resource.properties.get(ACCOUNT)
        self._has_account = account is not None and (not account.types or "string" in account.types)
        """Whether the document has one that may be a text, as ours are."""

    def follow_token(self, item: Item) -> None:
        """Let the account of a website channel be its token: a widget has no other identity."""
        if self._has_account and _is_website(item) and ACCOUNT in item:
            item[ACCOUNT] = item.get(self._token)

    def snippet(self, item: Item) -> Item:
        """Return what a website channel shows besides where a response has it: the HTML that embeds it."""
        if not _is_website(item):
            return {}
        source, token = "https://cdn.example.com/widget.js", html.escape(str(item.get(self._token)))
        return {SNIPPET: f'<script src="{source}" data-channel-token="{token}" async></script>'}

    def of(self, channel_id: str, channel_type: str, account: str, token: str | None, **properties: Any) -> Item:
        """Return a channel of these four, and of what else is given."""
        four = {self._id: channel_id, TYPE: channel_type, ACCOUNT: account, self._token: token}
        return self.completed({**four, **properties})

    def completed(self, given: Mapping[str, Any]) -> Item:
        """Return a channel with some properties, and with an account and a token of its own."""
        token = uuid.uuid4().hex if given.get(TYPE, WEBSITE) == WEBSITE else None
        account = token or str(uuid.uuid4().int)[:12]
        plain = {self._id: str(uuid.uuid4()), TYPE: WEBSITE, ACCOUNT: account, self._token: token, "isEnabled": True}
        return self._known({**plain, "isAgentEnabled": False, **given})

    def seeds(self, numbers: Iterable[int]) -> dict[str, tuple[Item, Item]]:
        """Make channels by id, each with its credentials: of all known types in turn, the same for the same numbers."""
        made = map(self._seed, numbers)
        return {channel[self._id]: (channel, credentials) for channel, credentials in made}

    def _seed(self, number: int) -> tuple[Item, Item]:
        source = random.Random(number)
        channel_id = str(uuid.UUID(int=source.getrandbits(128), version=4))
        token = uuid.UUID(int=source.getrandbits(128), version=4).hex
        plain = {self._id: channel_id, "isEnabled": True, "isAgentEnabled": False}
        if number % 3 == 0:
            website = {TYPE: WEBSITE, ACCOUNT: token, self._token: token, "displayName": f"Website chat {number + 1}"}
            return self._known({**plain, **website}), {}
        messenger = MESSENGERS[number % 3 - 1]
        account = str(source.randrange(10**11, 10**12))
        more = {"displayName": f"{messenger} {number + 1}", "tokenExpiresAt": "2026-12-31T23:59:59Z"}
        credentials = {"accessToken": f"EXAMPLE-{token}"}
        known = {name: value for name, value in credentials.items() if name in self._write_only}
        return self._known({**plain, TYPE: messenger, ACCOUNT: account, **more}), known

    def _known(self, given: Item) -> Item:
        known = {name: value for name, value in given.items() if name in self._blank}
        if not self._has_account:
            known.pop(ACCOUNT, None)
        return {**self._blank, **known}


def _is_website(item: Mapping[str, Any]) -> bool:
    """Whether a channel is on a website, as all are whose type is not told: a document may have none, or no texts."""
    shown = item.get(TYPE)
    return shown == WEBSITE or not isinstance(shown, str)
