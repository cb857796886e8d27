# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import members as _members

T = TypeVar("T", bound="UpdateChannelRequest")


@_attrs_define
class UpdateChannelRequest:
    """The properties to replace; what is left out stays. The page knows them as plain strings. That null may be
    sent, to clear a property, is a guess of ours.

        Attributes:
            display_name (None | str | Unset): The name that the dashboard shows.
            access_token (None | str | Unset): The channel's access token at WhatsApp or Instagram. A credential, never
                returned.
            app_secret (None | str | Unset): The secret of the app that the channel is connected through. A credential,
                never returned.
            ai_provider_code (None | str | Unset): Code of the AI provider that the agent uses.
            ai_model_code (None | str | Unset): Code of the AI model that the agent uses.
            system_prompt_override (None | str | Unset): Replaces the agent's standard system prompt.
            token_expires_at (datetime.datetime | None | Unset): When the access token expires.
    """

    display_name: None | str | Unset = UNSET
    access_token: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    app_secret: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    ai_provider_code: None | str | Unset = UNSET
    ai_model_code: None | str | Unset = UNSET
    system_prompt_override: None | str | Unset = UNSET
    token_expires_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        access_token: None | str | Unset
        if isinstance(self.access_token, Unset):
            access_token = UNSET
        else:
            access_token = self.access_token

        app_secret: None | str | Unset
        if isinstance(self.app_secret, Unset):
            app_secret = UNSET
        else:
            app_secret = self.app_secret

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if access_token is not UNSET:
            field_dict["accessToken"] = access_token
        if app_secret is not UNSET:
            field_dict["appSecret"] = app_secret
        if ai_provider_code is not UNSET:
            field_dict["aiProviderCode"] = ai_provider_code
        if ai_model_code is not UNSET:
            field_dict["aiModelCode"] = ai_model_code
        if system_prompt_override is not UNSET:
            field_dict["systemPromptOverride"] = system_prompt_override
        if token_expires_at is not UNSET:
            field_dict["tokenExpiresAt"] = token_expires_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = _members(src_dict)
        display_name = cast("None | str | Unset", d.pop("displayName", UNSET))

        access_token = cast("None | str | Unset", d.pop("accessToken", UNSET))

        app_secret = cast("None | str | Unset", d.pop("appSecret", UNSET))

        ai_provider_code = cast("None | str | Unset", d.pop("aiProviderCode", UNSET))

        ai_model_code = cast("None | str | Unset", d.pop("aiModelCode", UNSET))

        system_prompt_override = cast("None | str | Unset", d.pop("systemPromptOverride", UNSET))

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

        update_channel_request = cls(
            display_name=display_name,
            access_token=access_token,
            app_secret=app_secret,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            token_expires_at=token_expires_at,
        )

        update_channel_request.additional_properties = d
        return update_channel_request

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
