# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, members

if TYPE_CHECKING:
    from ..models.channel import Channel


T = TypeVar("T", bound="CreatedChannelEnvelope")


@_attrs_define
class CreatedChannelEnvelope:
    """The new channel, with its embed snippet.

    Attributes:
        success (bool): True for a successful answer.
        data (Channel): A messaging channel as the answers show it. A property that nobody set may be null or missing,
            and there may
            be properties that this document does not know.
        message (None | str | Unset): A remark for people.
        errors (list[Any] | None | Unset): Empty, null or missing for a successful answer.
    """

    success: bool
    data: Channel
    message: None | str | Unset = UNSET
    errors: list[Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        data = self.data.to_dict()

        message: None | str | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        else:
            message = self.message

        errors: list[Any] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "data": data,
            }
        )
        if message is not UNSET:
            field_dict["message"] = message
        if errors is not UNSET:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.channel import Channel

        d = members(src_dict)
        success = d.pop("success")

        data = Channel.from_dict(d.pop("data"))

        message = cast(None | str | Unset, d.pop("message", UNSET))

        errors = cast(list[Any] | None | Unset, d.pop("errors", UNSET))

        created_channel_envelope = cls(
            success=success,
            data=data,
            message=message,
            errors=errors,
        )

        created_channel_envelope.additional_properties = d
        return created_channel_envelope

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
