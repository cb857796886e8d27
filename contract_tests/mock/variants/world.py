"""Others who use the store."""

from __future__ import annotations

import uuid

from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.mock.middleware import EveryNth
from contract_tests.mock.store import Store
from contract_tests.mock.variants.variant import Variant


class OtherChannelTypes(Variant):
    """The store has channels of types that the document does not know."""

    def wrap(self, store: Store, app: Handler) -> Handler:
        """Add a channel of each such type."""
        for number, messenger in enumerate(("Telegram", "Messenger", "TikTok")):
            store.add(str(uuid.uuid4()), messenger, f"account-{number}", None, displayName=messenger)
        return super().wrap(store, app)


class OthersAtWork(Variant):
    """Other people create, rename and delete channels of their own during the run."""

    def __init__(self) -> None:
        self._now = EveryNth(7)
        self._theirs: list[str] = []

    def respond(self, request: Request) -> Response:
        if self._now():
            with self.store.lock:
                self._work()
        return self.app(request)

    def _work(self) -> None:
        token = uuid.uuid4().hex
        channel = self.store.add(str(uuid.uuid4()), "Website", token, token, displayName="Somebody else's")
        self._theirs.append(channel["id"])
        channel["displayName"] = "Renamed by somebody else"
        oldest = self._theirs.pop(0) if len(self._theirs) > 3 else ""
        if oldest in self.store.channels:
            self.store.remove(oldest)
