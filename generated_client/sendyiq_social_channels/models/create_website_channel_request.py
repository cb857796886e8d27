# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import members as _members

T = TypeVar("T", bound="CreateWebsiteChannelRequest")


@_attrs_define
class CreateWebsiteChannelRequest:
    """The properties of a new website channel, all optional.

    Attributes:
        display_name (str | Unset): The name that the dashboard shows.
        ai_provider_code (str | Unset): Code of the AI provider that the agent uses.
        ai_model_code (str | Unset): Code of the AI model that the agent uses.
        system_prompt_override (str | Unset): Replaces the agent's standard system prompt.
        is_agent_enabled (bool | Unset): Whether the AI agent answers from the start.
    """

    display_name: str | Unset = UNSET
    ai_provider_code: str | Unset = UNSET
    ai_model_code: str | Unset = UNSET
    system_prompt_override: str | Unset = UNSET
    is_agent_enabled: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        ai_provider_code = self.ai_provider_code

        ai_model_code = self.ai_model_code

        system_prompt_override = self.system_prompt_override

        is_agent_enabled = self.is_agent_enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if ai_provider_code is not UNSET:
            field_dict["aiProviderCode"] = ai_provider_code
        if ai_model_code is not UNSET:
            field_dict["aiModelCode"] = ai_model_code
        if system_prompt_override is not UNSET:
            field_dict["systemPromptOverride"] = system_prompt_override
        if is_agent_enabled is not UNSET:
            field_dict["isAgentEnabled"] = is_agent_enabled

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = _members(src_dict)
        display_name = d.pop("displayName", UNSET)

        ai_provider_code = d.pop("aiProviderCode", UNSET)

        ai_model_code = d.pop("aiModelCode", UNSET)

        system_prompt_override = d.pop("systemPromptOverride", UNSET)

        is_agent_enabled = d.pop("isAgentEnabled", UNSET)

        create_website_channel_request = cls(
            display_name=display_name,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            is_agent_enabled=is_agent_enabled,
        )

        create_website_channel_request.additional_properties = d
        return create_website_channel_request

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
