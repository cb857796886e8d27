# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Checks what is passed before anything is sent. It serves the generated modules."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import httpx

from .errors import APIKeyError, InvalidArgumentError
from .types import Unset

if TYPE_CHECKING:
    from uuid import UUID

P = ParamSpec("P")
R = TypeVar("R")

KEY_FORM = "^[!-~]+\\.[!-~]+$"


def checked(function: Callable[P, dict[str, Any]]) -> Callable[P, dict[str, Any]]:
    """Refuse arguments that cannot be sent, and encode the body as JSON."""

    @functools.wraps(function)
    def build(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        try:
            for value in (*args, *kwargs.values()):
                if type(value) not in _PLAIN:
                    _check(value)
            request = function(*args, **kwargs)
            if "json" in request:  # as httpx does it, but here, where it can be explained
                body = request.pop("json")
                text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                request["content"] = text.encode()
            return request
        except InvalidArgumentError:
            raise
        except UnicodeEncodeError as error:  # its repr holds the whole text, credentials and all
            reason = f"the text has a character that cannot be sent, at {error.start} of the body ({error.reason})"
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            reason = str(error)
        raise InvalidArgumentError(f"Nothing was sent: {reason}.")

    return build


def as_uuid(name: str, value: UUID | str) -> UUID:
    """Read an id that may be passed as text."""
    from uuid import (
        UUID,  # not before it is needed: it would be a third of what importing the package takes
    )

    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise InvalidArgumentError(f"Nothing was sent: {name} is no UUID: {value!r}.") from None


def as_segment(name: str, value: R) -> R:
    """Let nothing into a path that would lead elsewhere."""
    if value is None or str(value) in ("", ".", ".."):
        raise InvalidArgumentError(f"Nothing was sent: {name} may not be {value!r}.")
    return value


def check_retries(retries: int) -> int:
    """Return how often to send again, if it is a number of times."""
    if not isinstance(retries, int) or retries < 0:
        raise InvalidArgumentError(f"retries is {retries!r}: pass 0 for never, or a number.")
    return retries


def check_key(key: str) -> str:
    """Return a key that can be one; the errors do not show it."""
    if not isinstance(key, str):
        raise APIKeyError("The API key is no text.")
    if not key:
        raise APIKeyError("There is no API key: pass one, or set the environment variable SENDYIQ_API_KEY.")
    if any(character.isspace() for character in key):
        raise APIKeyError("The API key holds a space or a line break: pass the key alone.")
    if not re.fullmatch(KEY_FORM, key):
        raise APIKeyError(
            "The API key does not have the form of one. A key reads `<keyId>.<secret>`, is issued in the dashboard and belongs to one store. It carries scopes: `messaging:read` to list, `messaging:write` for all else. A key never belongs in a URL."
        )
    return key


def check_header(name: str, prefix: str) -> None:
    """Refuse what can be no header: httpx would show the key with it."""
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise InvalidArgumentError(f"auth_header_name is no name of a header: {name!r}.")
    if not re.fullmatch(r"([!-~]+( [!-~]+)*)?", prefix):
        raise InvalidArgumentError(
            f"prefix may hold only visible ASCII characters, and single spaces between them: {prefix!r}."
        )


def check_url(text: str) -> httpx.URL:
    """Return the address that a text is."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError) as error:
        raise InvalidArgumentError(f"base_url is no address: {error}.") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidArgumentError(f"base_url must begin with https:// (or http://) and a host: {text!r}.")
    if "?" in text or "#" in text:
        raise InvalidArgumentError(
            "base_url may have neither a query (?) nor a fragment (#): paths are appended to it."
        )
    return url


def _check(value: Any) -> None:
    """Refuse date-times without an offset, wherever they are: what they mean would be anyone's guess."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; give it one, such as tzinfo=datetime.timezone.utc")
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif hasattr(value, "__attrs_attrs__"):  # a model
        for name in value.__slots__:
            part = getattr(value, name, None)
            if type(part) not in _PLAIN:
                _check(part)


_PLAIN = frozenset({str, bool, int, float, dict, type(None), Unset})
