# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, members

T = TypeVar("T", bound="Channel")


@_attrs_define
class Channel:
    """A messaging channel as the answers show it. A property that nobody set may be null or missing, and there may
    be properties that this document does not know.

        Attributes:
            id (UUID): Identifies the channel; the paths take it as `channelId`.
            channel_type (None | str | Unset): The messenger, an open set (`Website`, `WhatsApp` and `Instagram` are known).
            display_name (None | str | Unset): The name that the dashboard shows.
            external_account_id (None | str | Unset): The account at the messenger. A website channel has its channel token
                here.
            channel_token (None | str | Unset): What a website widget identifies itself with, its whole identity. Replaced
                by `rotateChannelToken`.
            is_enabled (bool | None | Unset): Whether the channel is in use.
            is_agent_enabled (bool | None | Unset): Whether the AI agent answers on this channel.
            ai_provider_code (None | str | Unset): Code of the AI provider that the agent uses.
            ai_model_code (None | str | Unset): Code of the AI model that the agent uses.
            system_prompt_override (None | str | Unset): Replaces the agent's standard system prompt.
            token_expires_at (datetime.datetime | None | Unset): When the access token expires.
            embed_snippet (None | str | Unset): HTML to put into a page. Shown by `createWebsiteChannel` and
                `rotateChannelToken`.
    """

    id: UUID
    channel_type: None | str | Unset = UNSET
    display_name: None | str | Unset = UNSET
    external_account_id: None | str | Unset = UNSET
    channel_token: None | str | Unset = UNSET
    is_enabled: bool | None | Unset = UNSET
    is_agent_enabled: bool | None | Unset = UNSET
    ai_provider_code: None | str | Unset = UNSET
    ai_model_code: None | str | Unset = UNSET
    system_prompt_override: None | str | Unset = UNSET
    token_expires_at: datetime.datetime | None | Unset = UNSET
    embed_snippet: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        channel_type: None | str | Unset
        if isinstance(self.channel_type, Unset):
            channel_type = UNSET
        else:
            channel_type = self.channel_type

        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        external_account_id: None | str | Unset
        if isinstance(self.external_account_id, Unset):
            external_account_id = UNSET
        else:
            external_account_id = self.external_account_id

        channel_token: None | str | Unset
        if isinstance(self.channel_token, Unset):
            channel_token = UNSET
        else:
            channel_token = self.channel_token

        is_enabled: bool | None | Unset
        if isinstance(self.is_enabled, Unset):
            is_enabled = UNSET
        else:
            is_enabled = self.is_enabled

        is_agent_enabled: bool | None | Unset
        if isinstance(self.is_agent_enabled, Unset):
            is_agent_enabled = UNSET
        else:
            is_agent_enabled = self.is_agent_enabled

        ai_provider_code: None | str | Unset
        if isinstance(self.ai_provider_code, Unset):
            ai_provider_code = UNSET
        else:
            ai_provider_code = self.ai_provider_code

        ai_model_code: None | str | Unset
        if isinstance(self.ai_model_code, Unset):
            ai_model_code = UNSET
        else:
            ai_model_code = self.ai_model_code

        system_prompt_override: None | str | Unset
        if isinstance(self.system_prompt_override, Unset):
            system_prompt_override = UNSET
        else:
            system_prompt_override = self.system_prompt_override

        token_expires_at: None | str | Unset
        if isinstance(self.token_expires_at, Unset):
            token_expires_at = UNSET
        elif isinstance(self.token_expires_at, datetime.datetime):
            token_expires_at = self.token_expires_at.isoformat()
        else:
            token_expires_at = self.token_expires_at

        embed_snippet: None | str | Unset
        if isinstance(self.embed_snippet, Unset):
            embed_snippet = UNSET
        else:
            embed_snippet = self.embed_snippet

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if channel_type is not UNSET:
            field_dict["channelType"] = channel_type
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if external_account_id is not UNSET:
            field_dict["externalAccountId"] = external_account_id
        if channel_token is not UNSET:
            field_dict["channelToken"] = channel_token
        if is_enabled is not UNSET:
            field_dict["isEnabled"] = is_enabled
        if is_agent_enabled is not UNSET:
            field_dict["isAgentEnabled"] = is_agent_enabled
        if ai_provider_code is not UNSET:
            field_dict["aiProviderCode"] = ai_provider_code
        if ai_model_code is not UNSET:
            field_dict["aiModelCode"] = ai_model_code
        if system_prompt_override is not UNSET:
            field_dict["systemPromptOverride"] = system_prompt_override
        if token_expires_at is not UNSET:
            field_dict["tokenExpiresAt"] = token_expires_at
        if embed_snippet is not UNSET:
            field_dict["embedSnippet"] = embed_snippet

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = members(src_dict)
        id = UUID(d.pop("id"))

        channel_type = cast(None | str | Unset, d.pop("channelType", UNSET))

        display_name = cast(None | str | Unset, d.pop("displayName", UNSET))

        external_account_id = cast(None | str | Unset, d.pop("externalAccountId", UNSET))

        channel_token = cast(None | str | Unset, d.pop("channelToken", UNSET))

        is_enabled = cast(bool | None | Unset, d.pop("isEnabled", UNSET))

        is_agent_enabled = cast(bool | None | Unset, d.pop("isAgentEnabled", UNSET))

        ai_provider_code = cast(None | str | Unset, d.pop("aiProviderCode", UNSET))

        ai_model_code = cast(None | str | Unset, d.pop("aiModelCode", UNSET))

        system_prompt_override = cast(None | str | Unset, d.pop("systemPromptOverride", UNSET))

        def _parse_token_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            if isinstance(data, str):
                token_expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return token_expires_at_type_0
            raise TypeError(f"tokenExpiresAt: {type(data).__name__} was not expected")

        token_expires_at = _parse_token_expires_at(d.pop("tokenExpiresAt", UNSET))

        embed_snippet = cast(None | str | Unset, d.pop("embedSnippet", UNSET))

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
            embed_snippet=embed_snippet,
        )

        channel.additional_properties = d
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
