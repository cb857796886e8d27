"""One request and its answer, and how a person sees them again: as curl and as lines of Python."""

from __future__ import annotations

import functools
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from contract_tests.pointers import at
from contract_tests.spec import Operation

LONGEST_BODY = 2000
"""Characters of a body that a report shows."""


def loads(content: bytes) -> Any:
    """Read JSON from anyone; None where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True)
class Intent:
    """Why a request is sent, which decides what its answer is held against."""

    valid: bool = False
    """A valid request on a channel that exists: the reference promises 200."""
    key: str | None = "full"
    """`full`, `read-only`, a literal key to send instead, or None for none."""
    key_in_query: bool = False


@dataclass
class Exchange:
    """A request that was sent and the answer to it, read to its end."""

    number: int
    operation: Operation | None
    request: httpx.Request
    response: httpx.Response
    intent: Intent
    channel_id: str | None = None
    """The channel that the request names."""
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a 2xx."""
        return 200 <= self.status < 300

    @functools.cached_property
    def json(self) -> Any:
        """The body of the answer as JSON; None where it is not."""
        return loads(self.response.content)

    @functools.cached_property
    def sent(self) -> Any:
        """The body of the request as JSON; None where it is not."""
        return loads(self.request.content)

    @property
    def data(self) -> Any:
        """What the envelope holds."""
        return at(self.json, "/data")

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters."""
        return str(self.response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def shown_headers(request: httpx.Request, key_header: str) -> dict[str, str]:
    """Return the headers that matter to whoever repeats the request, the key as `$SENDYIQ_API_KEY`."""
    shown = {}
    for name, value in request.headers.items():
        if name.lower() == key_header.lower():
            shown[key_header] = value
        elif name.lower() in ("content-type", "accept"):
            shown[name.title()] = value
    return shown


def curl(exchange: Exchange, key_header: str, keys: Mapping[str, str]) -> str:
    """Write a request as one curl line; a key of the run reads as the variable that holds it."""
    request = exchange.request
    parts = ["curl", "-sS", "-i"]
    if request.method != "GET":
        parts += ["-X", request.method]
    url = str(request.url)
    for key, variable in keys.items():
        url = url.replace(key, variable)
    parts.append(f'"{url}"' if "$" in url else shlex.quote(url))
    for name, value in shown_headers(request, key_header).items():
        if value == "*/*":
            continue
        header = f"{name}: {keys.get(value, value)}"
        parts += ["-H", f'"{header}"' if value in keys else shlex.quote(header)]
    if request.content:
        parts += ["--data-binary", _shell_body(request.content)]
    return " ".join(parts)


def python(exchanges: list[Exchange]) -> str:
    """Write requests as a few lines with the generated client."""
    lines = [
        "import os",
        "from sendyiq_social_channels import AuthenticatedClient",
        "client = AuthenticatedClient(os.environ['TARGET'], token=os.environ['SENDYIQ_API_KEY'], prefix='',",
        "                             auth_header_name='X-API-Key')",
    ]
    names: dict[str, str] = {}
    for exchange in exchanges:
        lines.append(_python_call(exchange, names))
    return "\n".join(lines)


def _python_call(exchange: Exchange, names: dict[str, str]) -> str:
    operation, request = exchange.operation, exchange.request
    body = _json_body(request.content)
    path = request.url.raw_path.decode("ascii")
    call = f"client.get_httpx_client().request({request.method!r}, {path!r}"
    if operation and exchange.channel_id in names:
        path = path.replace(str(exchange.channel_id), "{" + names[exchange.channel_id] + "}")
        call = f"client.get_httpx_client().request({request.method!r}, f{path!r}"
    if body is not None:
        call += f", json={body!r}"
    elif request.content:
        call += f", content={request.content!r}"
    call += ")"
    new_id = at(exchange.data, "/id") if exchange.succeeded and not exchange.channel_id else None
    if isinstance(new_id, str):
        names[new_id] = f"channel{len(names) + 1}"
        return f"{names[new_id]} = {call}.json()['data']['id']"
    return f"print({call}.text)"


def _json_body(content: bytes) -> Any:
    value = loads(content)
    return value if repr(value).isascii() or "\\ud" not in repr(value) else None


def _shell_body(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text:
        return shlex.quote(text)
    # Bytes that a shell line cannot carry as they are: bash and zsh read this form.
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"\\'" else f"\\x{b:02x}" for b in content) + "'"


def as_json(exchange: Exchange, key_header: str) -> dict[str, Any]:
    """Return the exchange as `contract.json` shows it; redaction comes later, for the whole report."""
    request, response = exchange.request, exchange.response
    return {
        "request": {
            "method": request.method,
            "url": str(request.url),
            "headers": shown_headers(request, key_header),
            "body": _shown(request.content),
        },
        "response": {
            "status": response.status_code,
            "headers": dict(response.headers.items()),
            "body": _shown(response.content),
        },
    }


def _shown(content: bytes) -> str | None:
    if not content:
        return None
    text = content.decode("utf-8", "backslashreplace")
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}… ({len(content)} bytes)"
