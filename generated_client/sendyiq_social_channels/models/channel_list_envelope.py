# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import members as _members
from ..types import present as _present

if TYPE_CHECKING:
    from ..models.channel import Channel


from .envelope import Envelope

T = TypeVar("T", bound="ChannelListEnvelope")


_OPTIONAL: dict[str, Any] = {"message": None, "errors": None, "data": None}
"""What may be missing, and how it reads then."""


@_attrs_define
class ChannelListEnvelope(Envelope):
    """The channels of the store.

    Attributes:
        success (bool): True for a successful response.
        message (None | str): A remark for people.
        errors (list[Any] | None): Empty, null or missing for a successful response.
        data (list[Channel] | None): The channels, in no particular order.
    """

    success: bool
    message: None | str = None
    errors: list[Any] | None = None
    data: list[Channel] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    missing_properties: frozenset[str] = _attrs_field(init=False, default=frozenset(_OPTIONAL), repr=False, eq=False)
    """What the response lacks, by the names of `to_dict`."""

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        message: None | str
        message = self.message

        errors: list[Any] | None
        if isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        data: list[dict[str, Any]] | None
        if isinstance(self.data, list):
            data = []
            for data_type_0_item_data in self.data:
                data_type_0_item = data_type_0_item_data.to_dict()
                data.append(data_type_0_item)

        else:
            data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "message": message,
                "errors": errors,
                "data": data,
            }
        )

        return _present(field_dict, self.missing_properties, _OPTIONAL)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.channel import Channel

        d = _members(src_dict)
        missing_properties = frozenset(_OPTIONAL.keys() - d.keys())
        success = d.pop("success")

        message = cast("None | str", d.pop("message", None))

        errors = cast("list[Any] | None", d.pop("errors", None))

        def _parse_data(data: object) -> list[Channel] | None:
            if data is None:
                return data
            if isinstance(data, list):
                data_type_0 = []
                _data_type_0 = data
                for data_type_0_item_data in _data_type_0:
                    data_type_0_item = Channel.from_dict(data_type_0_item_data)

                    data_type_0.append(data_type_0_item)

                return data_type_0
            raise TypeError(f"data: {type(data).__name__} was not expected")

        data = _parse_data(d.pop("data", None))

        channel_list_envelope = cls(
            success=success,
            message=message,
            errors=errors,
            data=data,
        )

        channel_list_envelope.additional_properties = d
        channel_list_envelope.missing_properties = missing_properties
        return channel_list_envelope

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
