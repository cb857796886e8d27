"""Puts channels into the store that no request made: how WhatsApp and Instagram channels come about here."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.errors import UserError
from contract_tests.mock.options import MOST_CHANNELS
from contract_tests.mock.store import Channel, Store
from contract_tests.mock.validation import MASK, remarks
from contract_tests.spec import Spec, Validators


class Seeder:
    """Adds channels to a store: so many of all known types, or some with given properties."""

    def __init__(self, spec: Spec, store: Store) -> None:
        self._store = store
        self._validator = Validators(spec.document, mask=MASK).at("/components/schemas/Channel")
        shown = spec.document["components"]["schemas"]["Channel"]["properties"]
        self._credentials = frozenset(
            name
            for schema in spec.document["components"]["schemas"].values()
            for name, definition in schema.get("properties", {}).items()
            if definition.get("writeOnly")
        )
        self._known = sorted({*shown, *self._credentials})

    def __call__(self, wanted: object) -> list[Channel]:
        """Add channels, all or none, and return them. Raises UserError for what is neither number nor channels."""
        if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted <= MOST_CHANNELS:
            return self._store.seed(wanted)
        if not isinstance(wanted, Sequence) or not all(isinstance(channel, Mapping) for channel in wanted):
            raise UserError(f"channels: a whole number from 0 to {MOST_CHANNELS}, or a list of objects is wanted.")
        with self._store.lock:
            channels = [self._complete(channel) for channel in wanted]
            ids = [channel["id"] for channel, _ in channels]
            if len({*ids, *self._store.channels}) < len(ids) + len(self._store.channels):
                raise UserError("channels: two of them would have the same id.")
            return [self._add(channel, credentials) for channel, credentials in channels]

    def _complete(self, given: Mapping[str, Any]) -> tuple[Channel, dict[str, Any]]:
        for name in given:
            self._check_name(name)
        credentials = {name: given[name] for name in given if name in self._credentials}
        shown = {name: given[name] for name in given if name not in self._credentials}
        token = uuid.uuid4().hex if shown.get("channelType", "Website") == "Website" else None
        account = token or str(uuid.uuid4().int)[:12]
        plain = {"id": str(uuid.uuid4()), "channelType": "Website", "externalAccountId": account, "channelToken": token}
        channel = {**plain, **shown}
        problems = remarks(self._validator, channel)
        if problems:
            raise UserError(f"channels: {problems[0]}")
        return {**channel, "id": channel["id"].lower()}, credentials

    def _check_name(self, name: object) -> None:
        if name in self._known:
            return
        close = difflib.get_close_matches(str(name), self._known, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"It has {', '.join(self._known)}."
        raise UserError(f"channels: a channel has no property {str(name)[:80]!r}. {hint}")

    def _add(self, channel: Channel, credentials: dict[str, Any]) -> Channel:
        names = ("id", "channelType", "externalAccountId", "channelToken")
        more = {name: value for name, value in channel.items() if name not in names}
        added = self._store.add(*(channel[name] for name in names), **more)
        if credentials:
            self._store.credentials[added["id"]] = credentials
        return added
