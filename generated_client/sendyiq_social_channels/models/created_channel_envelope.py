# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import members as _members
from ..types import present as _present

if TYPE_CHECKING:
    from ..models.channel_with_snippet import ChannelWithSnippet


T = TypeVar("T", bound="CreatedChannelEnvelope")


_OPTIONAL: dict[str, Any] = {"message": None, "errors": None}
"""What may be missing, and how it reads then."""


@_attrs_define
class CreatedChannelEnvelope:
    """The new channel, with its embed snippet.

    Attributes:
        success (bool): True for a successful response.
        data (ChannelWithSnippet): A channel as the responses that make a token show it: those of `createWebsiteChannel`
            and `rotateChannelToken`,
            and no other.
        message (None | str): A remark for people.
        errors (list[Any] | None): Empty, null or missing for a successful response.
    """

    success: bool
    data: ChannelWithSnippet
    message: None | str = None
    errors: list[Any] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    missing_properties: frozenset[str] = _attrs_field(init=False, default=frozenset(_OPTIONAL), repr=False, eq=False)
    """What the response lacks, by the names of `to_dict`."""

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        data = self.data.to_dict()

        message: None | str
        message = self.message

        errors: list[Any] | None
        if isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "data": data,
                "message": message,
                "errors": errors,
            }
        )

        return _present(field_dict, self.missing_properties, _OPTIONAL)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.channel_with_snippet import ChannelWithSnippet

        d = _members(src_dict)
        missing_properties = frozenset(_OPTIONAL.keys() - d.keys())
        success = d.pop("success")

        data = ChannelWithSnippet.from_dict(d.pop("data"))

        message = cast("None | str", d.pop("message", None))

        errors = cast("list[Any] | None", d.pop("errors", None))

        created_channel_envelope = cls(
            success=success,
            data=data,
            message=message,
            errors=errors,
        )

        created_channel_envelope.additional_properties = d
        created_channel_envelope.missing_properties = missing_properties
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
