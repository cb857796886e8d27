# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import members as _members
from ..types import present as _present

T = TypeVar("T", bound="ErrorEnvelope")


_OPTIONAL: dict[str, Any] = {"message": None, "data": None, "errors": None}
"""What may be missing, and how it reads then."""


@_attrs_define
class ErrorEnvelope:
    """What every refusal is wrapped in; read `errors` and `message`.

    Attributes:
        success (bool): False for a refusal.
        message (None | str): What is wrong, for people.
        data (Any): Usually null.
        errors (list[Any] | None): The single mistakes.
    """

    success: bool
    message: None | str = None
    data: Any = None
    errors: list[Any] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    missing_properties: frozenset[str] = _attrs_field(init=False, default=frozenset(_OPTIONAL), repr=False, eq=False)
    """What the response lacks, by the names of `to_dict`."""

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        message: None | str
        message = self.message

        data = self.data

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
                "message": message,
                "data": data,
                "errors": errors,
            }
        )

        return _present(field_dict, self.missing_properties, _OPTIONAL)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = _members(src_dict)
        missing_properties = frozenset(_OPTIONAL.keys() - d.keys())
        success = d.pop("success")

        message = cast("None | str", d.pop("message", None))

        data = d.pop("data", None)

        errors = cast("list[Any] | None", d.pop("errors", None))

        error_envelope = cls(
            success=success,
            message=message,
            data=data,
            errors=errors,
        )

        error_envelope.additional_properties = d
        error_envelope.missing_properties = missing_properties
        return error_envelope

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
