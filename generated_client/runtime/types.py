"""What the models and the operations share: properties that are not set, files, and responses."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Any, BinaryIO, Generic, Literal, Self, TypeVar


class Unset:
    """The type of UNSET, of which there is one."""

    __slots__ = ()
    _one: "Unset | None" = None

    def __new__(cls) -> "Self":
        """Return the one that there is."""
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one  # type: ignore[return-value]

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # copies and pickles are the one that has this name


UNSET: Unset = Unset()
"""Stands for what is not passed: it is not sent, and stays as it is."""

# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


# Not attrs: it would cost a seventh of the time that importing httpx takes, and only the models need it.
@dataclass(slots=True)
class File:
    """Contains information for file uploads."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data."""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@dataclass(slots=True)
class Response(Generic[T]):
    """A response from an endpoint."""

    status_code: HTTPStatus
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None = field(repr=False)


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]


def not_null(value: Any) -> Any:
    """Read a null that the document does not know as a property that is not set."""
    return UNSET if value is None else value


def or_default(value: Any, default: Any) -> Any:
    """Read what is missing or null as the default that the document gives."""
    return default if value is None else value


def members(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of an object; it may be nothing else."""
    if not isinstance(value, (dict, Mapping)):
        raise TypeError(f"an object was expected, not {type(value).__name__}")
    return dict(value)


def present(properties: dict[str, Any], missing: frozenset[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was missing in the response, unless it was set since."""
    for name in missing:
        if properties[name] == defaults[name]:
            del properties[name]
    return properties
