"""The client reads what the document does not promise: new properties, types and nulls, other ways to write a date."""

from __future__ import annotations

import json
import pickle
from copy import copy, deepcopy
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from openapi_python_client.strings import snake_case
from sendyiq_social_channels import SendyIQ, errors
from sendyiq_social_channels.models import Channel, ChannelListEnvelope, ChannelWithSnippet, UpdateChannelRequest
from sendyiq_social_channels.types import UNSET, Unset

from contract_tests.tests.client.calling import answering
from contract_tests.tests.support import stubs

EXAMPLE = next(answer for answer in stubs.answers() if answer.operation.id == "listChannels").value


def list_with(**changes: Any) -> Channel:
    """List with the first channel changed; return that channel."""
    value = deepcopy(EXAMPLE)
    value["data"][0] |= changes
    with SendyIQ(client=answering(httpx.Response(200, json=value))) as sendy:
        return sendy.list_channels()[0]


def test_unknown_properties_are_kept() -> None:
    channel = list_with(pageUrl="https://example.com", labels={"vip": True})
    assert channel.additional_properties == {"pageUrl": "https://example.com", "labels": {"vip": True}}
    assert channel["pageUrl"] == "https://example.com"
    assert channel.to_dict()["labels"] == {"vip": True}


def test_all_that_was_answered_is_kept() -> None:
    assert stubs.instants(ChannelListEnvelope.from_dict(EXAMPLE).to_dict()) == stubs.instants(EXAMPLE)


def test_a_channel_type_of_the_future_parses() -> None:
    assert list_with(channelType="Telegram").channel_type == "Telegram"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-31T23:59:59.1234567Z", datetime(2026, 12, 31, 23, 59, 59, 123456, tzinfo=UTC)),  # .NET's default
        ("2026-12-31T23:59:59Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2027-01-01T02:59:59.5+03:00", datetime(2026, 12, 31, 23, 59, 59, 500000, tzinfo=UTC)),
        ("2026-12-31T23:59:59", datetime(2026, 12, 31, 23, 59, 59)),
    ],
)
def test_date_times_parse_however_they_are_written(text: str, instant: datetime) -> None:
    assert list_with(tokenExpiresAt=text).token_expires_at == instant


@pytest.mark.parametrize("name", [name for name in EXAMPLE["data"][0] if name != "id"])
def test_a_null_is_no_crash(name: str) -> None:
    assert getattr(list_with(**{name: None}), snake_case(name)) is None


@pytest.mark.parametrize("missing", ["displayName", "channelType", "tokenExpiresAt", "isAgentEnabled"])
def test_what_is_missing_reads_as_none_and_stays_away(missing: str) -> None:
    value = {key: item for key, item in EXAMPLE["data"][0].items() if key != missing}
    channel = Channel.from_dict(value)
    assert getattr(channel, snake_case(missing)) is None
    assert channel.missing_properties == {missing}
    assert missing not in channel.to_dict()
    setattr(channel, snake_case(missing), "set since")
    assert channel.to_dict()[missing] == "set since" or missing == "tokenExpiresAt"


def test_what_is_null_is_not_missing() -> None:
    channel = list_with(displayName=None)
    assert "displayName" not in channel.missing_properties
    assert channel.to_dict()["displayName"] is None
    assert channel == list_with(displayName=None)


@pytest.mark.parametrize("value", [{}, {"embedSnippet": None}, {"embedSnippet": "<script>"}])
def test_an_embed_snippet_is_a_text(value: dict[str, Any]) -> None:
    channel = ChannelWithSnippet.from_dict({**EXAMPLE["data"][0], **value})
    assert isinstance(channel, Channel)
    assert channel.embed_snippet == (value.get("embedSnippet") or "")
    assert ("embedSnippet" in channel.missing_properties) == ("embedSnippet" not in value)
    assert ("embedSnippet" in channel.to_dict()) == ("embedSnippet" in value)
    assert not hasattr(Channel, "embed_snippet")


@pytest.mark.parametrize("copied", [copy, deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_unset_is_one_also_in_copies(copied: Any) -> None:
    assert copied(UNSET) is UNSET
    assert Unset() is UNSET
    assert (bool(UNSET), repr(UNSET)) == (False, "UNSET")
    body = UpdateChannelRequest(display_name="A")
    again = copied(body)
    assert again == body
    assert json.dumps(again.to_dict()) == '{"displayName": "A"}'
    channel = list_with()
    assert copied(channel) == channel
    assert copied(channel).to_dict() == channel.to_dict()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": None}, "Channel: one of the hex, bytes"),
        ({"id": 7}, "Channel: a value has another type"),
        ({"id": "7"}, "Channel: badly formed hexadecimal UUID string"),
        ({"tokenExpiresAt": "soon"}, "Channel: Invalid isoformat string: 'soon'"),
        ({"tokenExpiresAt": 7}, "Channel: tokenExpiresAt: int was not expected"),
    ],
)
def test_one_bad_value_in_a_list_is_an_error_that_names_it(changes: dict[str, Any], what: str) -> None:
    """The stock client hands on the whole list as raw dicts."""
    with pytest.raises(errors.UnreadableAnswerError, match="ChannelListEnvelope > " + what):
        list_with(**changes)
