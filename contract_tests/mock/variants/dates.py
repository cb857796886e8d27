"""Other ways to write the same instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from contract_tests.mock.middleware import ChannelMiddleware
from contract_tests.mock.store import Channel
from contract_tests.mock.variants.variant import Variant


class _Dates(Variant, ChannelMiddleware):
    def _written(self, instant: datetime) -> str:
        raise NotImplementedError

    def change_channel(self, channel: Channel) -> Channel:
        sent = channel.get("tokenExpiresAt")
        try:
            return {**channel, "tokenExpiresAt": self._written(datetime.fromisoformat(sent))} if sent else channel
        except (ValueError, OverflowError):  # a leap second, or a year beyond what Python holds
            return channel


class DatesInUtc(_Dates):
    """A date-time comes back in UTC, with three digits."""

    def _written(self, instant: datetime) -> str:
        return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class DatesWithSevenDigits(_Dates):
    """A date-time comes back in UTC with seven digits, as .NET writes it."""

    def _written(self, instant: datetime) -> str:
        return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "0Z")


class DatesWithOffset(_Dates):
    """A date-time comes back with the offset of Riyadh."""

    def _written(self, instant: datetime) -> str:
        return instant.astimezone(timezone(timedelta(hours=3))).isoformat()
