"""Checks what is passed before anything is sent. It serves the generated modules."""

from __future__ import annotations

import functools
import inspect
import json
import os
import re
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import httpx

from ._document import BASE_URL_VARIABLE, KEY_HELP, KEY_PATTERN, KEY_VARIABLE, SERVERS, Server
from ._exceptions import APIKeyError, InvalidArgumentError, sentence
from .types import Unset

if TYPE_CHECKING:
    from uuid import UUID

P = ParamSpec("P")
R = TypeVar("R")

_LONGEST = 2_000_000
"""Seconds. A socket waits for no more than 2^31 milliseconds."""
_HTTPX_SETTINGS = {"verify": "verify_ssl"} | {
    name: name for name in ("base_url", "cookies", "follow_redirects", "headers", "timeout")
}
"""What httpx gets from settings of the client, and their names."""


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
        raise InvalidArgumentError(sentence(f"Nothing was sent: {reason}"))

    return build


def as_uuid(name: str, value: UUID | str) -> UUID:
    """Read an id that may be passed as text."""
    from uuid import UUID  # not before it is needed: it would be a third of what importing the package takes

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
    if not isinstance(retries, int) or isinstance(retries, bool) or retries < 0:
        raise InvalidArgumentError(f"retries is {retries!r}: pass 0 for never, or a number.")
    return retries


def check_seconds(name: str, value: float | None) -> float | None:
    """Return a number of seconds, or None, which is no limit."""
    if value is None or (_is_number(value) and 0 < value <= _LONGEST):
        return value
    raise InvalidArgumentError(
        f"{name} is {value!r}: pass seconds, more than 0 and at most {_LONGEST}, or None for no limit."
    )


def check_timeout(timeout: httpx.Timeout | float | None) -> httpx.Timeout | float | None:
    """Return a time limit for each step of a request."""
    if not isinstance(timeout, httpx.Timeout):
        return check_seconds("timeout", timeout)
    for step, limit in timeout.as_dict().items():
        if step != "pool" or limit != 0:  # who finds no free connection may want to know at once
            check_seconds(f"{step} of timeout", limit)
    return timeout


def check_headers(headers: Mapping[str, str] | None, key_header: str | None = None) -> httpx.Headers:
    """Return headers that can be sent; that of the key is none of them."""
    if headers is not None and not isinstance(headers, Mapping):
        raise InvalidArgumentError(f"headers is a {type(headers).__name__}: pass a dict of names and texts.")
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidArgumentError(f"headers: the name and the value of a header are texts; see {name!r}.")
        _check_header_name("headers", name)
        if not re.fullmatch(r"[\t -~]*", value):
            raise InvalidArgumentError(f"headers: the value of {name} has a character that cannot be sent.")
        if name.lower() == (key_header or "").lower():
            raise InvalidArgumentError(f"headers: {name} holds the API key; pass it as the key of another client.")
    return httpx.Headers(headers)


def check_cookies(cookies: Mapping[str, str] | None) -> dict[str, str]:
    """Return cookies that can be sent."""
    if cookies is not None and not isinstance(cookies, Mapping):
        raise InvalidArgumentError(f"cookies is a {type(cookies).__name__}: pass a dict of names and texts.")
    for name, value in (cookies or {}).items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidArgumentError(f"cookies: the name and the value of a cookie are texts; see {name!r}.")
        if not re.fullmatch(r"[!-:<>-~]+", name) or not re.fullmatch(r"[ -:<-~]*", value):
            raise InvalidArgumentError(f"cookies: {name!r} has a character that cannot be sent, in name or value.")
    return dict(cookies or {})


def check_httpx_args(args: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return arguments that httpx takes, but for those that the client has settings for."""
    if not args:
        return {}
    if not isinstance(args, Mapping):
        raise InvalidArgumentError(f"httpx_args is a {type(args).__name__}: pass a dict of names and values.")
    for name in args:
        if name in _HTTPX_SETTINGS:
            raise InvalidArgumentError(f"httpx_args: {name} is a setting of the client: pass {_HTTPX_SETTINGS[name]}.")
        if name not in inspect.signature(httpx.Client).parameters:
            raise InvalidArgumentError(f"httpx_args: httpx.Client has no {name!r}.")
    return dict(args)


def check_verify(verify: str | bool | ssl.SSLContext) -> bool | ssl.SSLContext:
    """Return which certificates to trust."""
    if isinstance(verify, (bool, ssl.SSLContext)):
        return verify
    try:
        if not verify:
            raise ValueError("this is nothing")
        is_folder = Path(verify).is_dir()
        return ssl.create_default_context(capath=verify) if is_folder else ssl.create_default_context(cafile=verify)
    except (OSError, TypeError, ValueError) as error:
        raise InvalidArgumentError(
            sentence(f"verify_ssl is {verify!r}: pass True, False, an SSLContext, or where certificates are ({error})")
        ) from None


def check_user_agent(product: str | None) -> str:
    """Return what follows the client's own User-Agent, with the space between."""
    if product is None:
        return ""
    if not isinstance(product, str) or not re.fullmatch(r"[!-~]+( [!-~]+)*", product):
        raise InvalidArgumentError(f"user_agent is {product!r}: pass a product such as my-shop/1.2.")
    return f" {product}"


def check_key(key: str) -> str:
    """Return a key that can be one; the errors do not show it."""
    if not isinstance(key, str):
        raise APIKeyError("The API key is no text.")
    if not key:
        raise APIKeyError(f"There is no API key: pass one, or set the environment variable {KEY_VARIABLE}.")
    if any(character.isspace() for character in key):
        raise APIKeyError("The API key holds a space or a line break: pass the key alone.")
    if not re.fullmatch(KEY_PATTERN, key):
        raise APIKeyError(f"The API key does not have the form of one. {KEY_HELP}")
    return key


def check_header(name: str, prefix: str) -> None:
    """Refuse what can be no header: httpx would show the key with it."""
    _check_header_name("auth_header_name", name)
    if not re.fullmatch(r"([!-~]+( [!-~]+)*)?", prefix):
        raise InvalidArgumentError(
            f"prefix may hold only visible ASCII characters, and single spaces between them: {prefix!r}."
        )


def check_url(text: str, source: str = "base_url") -> httpx.URL:
    """Return the address that a text is; `source` says where it comes from."""
    if not isinstance(text, str):
        raise InvalidArgumentError(f"{source} is a {type(text).__name__}: pass a text.")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise InvalidArgumentError(sentence(f"{source} is no address: {error}")) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidArgumentError(f"{source} must begin with https:// (or http://) and a host: {text!r}.")
    if " " in text or (url.port or 0) > 65535:
        raise InvalidArgumentError(f"{source} is no address: it holds a space, or a port beyond 65535.")
    if "?" in text or "#" in text:
        raise InvalidArgumentError(f"{source} may have neither a query (?) nor a fragment (#): paths are appended.")
    return url


def find_url(base_url: str | None, server: Server | None) -> httpx.URL:
    """Return where the API is: what is passed, or else the environment, or else the first server of the document."""
    if base_url is not None and server is not None:
        raise InvalidArgumentError("base_url and server say both where the API is: pass one of them.")
    if base_url is not None:
        return check_url(base_url)
    if server is not None:
        return httpx.URL(server_url(server))
    if url := os.environ.get(BASE_URL_VARIABLE):
        return check_url(url, BASE_URL_VARIABLE)
    return httpx.URL(next(iter(SERVERS.values())))


def server_url(name: str) -> str:
    """Return the address of a server of the document."""
    if not isinstance(name, str) or name not in SERVERS:
        raise InvalidArgumentError(f"server is {name!r}: the document has {', '.join(map(repr, SERVERS))}.")
    return SERVERS[name]


def _check_header_name(source: str, name: str) -> None:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise InvalidArgumentError(f"{source}: this is no name of a header: {name!r}.")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


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
