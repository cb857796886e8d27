"""Faults in how texts and date-times come back."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import channel_id_of, operation_of, properties_of, with_data

_EXPIRY = "tokenExpiresAt"


class _Stores(Fault):
    """Stores something else than the text that was sent."""

    stored: Callable[[str], str | None]
    only: ClassVar[str] = ""
    """The one property that it concerns; else all that are texts."""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) not in ("createWebsiteChannel", "updateChannel"):
            return response
        with self.store.lock:
            channel = self.store.channels[channel_id_of(request) or response.json()["data"]["id"]]
            for name, sent in properties_of(request).items():
                if name in channel and isinstance(sent, str) and self.only in ("", name):
                    channel[name] = self.stored(sent)
            return with_data(response, lambda shown: {**shown, **channel})


class TextTrimmed(_Stores):
    """Spaces around a text are lost."""

    caught_by = "text-exact"
    stored = staticmethod(str.strip)


class TextCut(_Stores):
    """A text is cut after 255 characters."""

    caught_by = "text-exact"
    stored = staticmethod(lambda sent: sent[:255])


class TextNormalised(_Stores):
    """Characters with combining marks are composed."""

    caught_by = "text-exact"
    stored = staticmethod(lambda sent: unicodedata.normalize("NFC", sent))


class TextEscaped(_Stores):
    """A text comes back as HTML."""

    caught_by = "text-exact"
    stored = staticmethod(html.escape)


class TextInLatin1(_Stores):
    """A character outside Latin-1 becomes a question mark."""

    caught_by = "text-exact"
    stored = staticmethod(lambda sent: sent.encode("latin-1", "replace").decode("latin-1"))


class LineBreaksFolded(_Stores):
    """A carriage return is lost."""

    caught_by = "text-exact"
    stored = staticmethod(lambda sent: sent.replace("\r", ""))


class EmptyTextAsNull(_Stores):
    """An empty text is stored as null."""

    caught_by = ("create-kept", "update-kept")
    stored = staticmethod(lambda sent: sent or None)


class ExpiryInWholeSeconds(_Stores):
    """An expiry loses its milliseconds."""

    caught_by = "same-instant"
    only = _EXPIRY
    stored = staticmethod(lambda sent: re.sub(r"\.\d+", "", sent))


class ExpiryLosesOffset(_Stores):
    """The offset of an expiry is dropped, and what is left taken for UTC."""

    caught_by = "same-instant"
    only = _EXPIRY
    stored = staticmethod(lambda sent: re.sub(r"[+-]\d\d:\d\d$", "Z", sent))
