# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import members as _members
from ..types import present as _present

T = TypeVar("T", bound="Channel")


_OPTIONAL: dict[str, Any] = {
    "channelType": None,
    "displayName": None,
    "externalAccountId": None,
    "channelToken": None,
    "isEnabled": None,
    "isAgentEnabled": None,
    "aiProviderCode": None,
    "aiModelCode": None,
    "systemPromptOverride": None,
    "tokenExpiresAt": None,
}
"""What may be missing, and how it reads then."""


@_attrs_define
class Channel:
    """A messaging channel as responses show it. A property that nobody set may be null or missing, and there may
    be properties that this document does not know. The embed snippet is not among them: only the responses of
    `createWebsiteChannel` and `rotateChannelToken` have it, see `ChannelWithSnippet`.

        Attributes:
            id (UUID): Identifies the channel; the paths take it as `channelId`.
            channel_type (None | str): The messenger, an open set (`Website`, `WhatsApp` and `Instagram` are known).
            display_name (None | str): The name that the dashboard shows.
            external_account_id (None | str): The account at the messenger. A website channel has its channel token here.
            channel_token (None | str): What a website widget identifies itself with, its whole identity. Replaced by
                `rotateChannelToken`.
            is_enabled (bool | None): Whether the channel is in use.
            is_agent_enabled (bool | None): Whether the AI agent answers on this channel.
            ai_provider_code (None | str): Code of the AI provider that the agent uses.
            ai_model_code (None | str): Code of the AI model that the agent uses.
            system_prompt_override (None | str): Replaces the agent's standard system prompt.
            token_expires_at (datetime.datetime | None): When the access token expires.
    """

    id: UUID
    channel_type: None | str = None
    display_name: None | str = None
    external_account_id: None | str = None
    channel_token: None | str = None
    is_enabled: bool | None = None
    is_agent_enabled: bool | None = None
    ai_provider_code: None | str = None
    ai_model_code: None | str = None
    system_prompt_override: None | str = None
    token_expires_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    missing_properties: frozenset[str] = _attrs_field(init=False, default=frozenset(_OPTIONAL), repr=False, eq=False)
    """What the response lacks, by the names of `to_dict`."""

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        channel_type: None | str
        channel_type = self.channel_type

        display_name: None | str
        display_name = self.display_name

        external_account_id: None | str
        external_account_id = self.external_account_id

        channel_token: None | str
        channel_token = self.channel_token

        is_enabled: bool | None
        is_enabled = self.is_enabled

        is_agent_enabled: bool | None
        is_agent_enabled = self.is_agent_enabled

        ai_provider_code: None | str
        ai_provider_code = self.ai_provider_code

        ai_model_code: None | str
        ai_model_code = self.ai_model_code

        system_prompt_override: None | str
        system_prompt_override = self.system_prompt_override

        token_expires_at: None | str
        if isinstance(self.token_expires_at, datetime.datetime):
            token_expires_at = self.token_expires_at.isoformat()
        else:
            token_expires_at = self.token_expires_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "channelType": channel_type,
                "displayName": display_name,
                "externalAccountId": external_account_id,
                "channelToken": channel_token,
                "isEnabled": is_enabled,
                "isAgentEnabled": is_agent_enabled,
                "aiProviderCode": ai_provider_code,
                "aiModelCode": ai_model_code,
                "systemPromptOverride": system_prompt_override,
                "tokenExpiresAt": token_expires_at,
            }
        )

        return _present(field_dict, self.missing_properties, _OPTIONAL)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = _members(src_dict)
        missing_properties = frozenset(_OPTIONAL.keys() - d.keys())
        id = UUID(d.pop("id"))

        channel_type = cast("None | str", d.pop("channelType", None))

        display_name = cast("None | str", d.pop("displayName", None))

        external_account_id = cast("None | str", d.pop("externalAccountId", None))

        channel_token = cast("None | str", d.pop("channelToken", None))

        is_enabled = cast("bool | None", d.pop("isEnabled", None))

        is_agent_enabled = cast("bool | None", d.pop("isAgentEnabled", None))

        ai_provider_code = cast("None | str", d.pop("aiProviderCode", None))

        ai_model_code = cast("None | str", d.pop("aiModelCode", None))

        system_prompt_override = cast("None | str", d.pop("systemPromptOverride", None))

        def _parse_token_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            if isinstance(data, str):
                token_expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return token_expires_at_type_0
            raise TypeError(f"tokenExpiresAt: {type(data).__name__} was not expected")

        token_expires_at = _parse_token_expires_at(d.pop("tokenExpiresAt", None))

        channel = cls(
            id=id,
            channel_type=channel_type,
            display_name=display_name,
            external_account_id=external_account_id,
            channel_token=channel_token,
            is_enabled=is_enabled,
            is_agent_enabled=is_agent_enabled,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            token_expires_at=token_expires_at,
        )

        channel.additional_properties = d
        channel.missing_properties = missing_properties
        return channel

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
