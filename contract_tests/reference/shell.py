"""A request as one line of a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from contract_tests.spec import Resource


def curl_line(
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes = b"",
    *,
    variables: Mapping[str, str],
    show_headers: bool = True,
) -> str:
    """Write a request as curl; a value of `variables`, a key or an id, reads as the variable that holds it."""
    parts = ["curl", "-sS", "-i"] if show_headers else ["curl", "-sS"]
    if method != "GET":
        parts += ["-X", method]
    for value, variable in variables.items():
        url = url.replace(value, variable)
    parts.append(f'"{url}"' if "$" in url else shlex.quote(url))
    for name, value in headers.items():
        header = f"{name}: {variables.get(value, value)}"
        parts += ["-H", f'"{header}"' if value in variables else shlex.quote(header)]
    if content:
        parts += ["--data-binary", shell_body(content)]
    return " ".join(parts)


def shell_body(content: bytes) -> str:
    """Write a body as a word of a shell."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text:
        return shlex.quote(text)
    # Bytes that a shell line cannot carry as they are: bash and zsh read this form.
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"\\'" else f"\\x{b:02x}" for b in content) + "'"


def keeping_id(name: str, line: str, resource: Resource) -> str:
    """Have a line of curl that creates something show its response, and keep the id of it in a variable."""
    return f"{name}=$({line.replace(' -i', '', 1)} | tee /dev/stderr | {_reading_id(resource)})"


def _reading_id(resource: Resource) -> str:
    """Write what reads an id out of a body: the first that stands there."""
    name = resource.id_property
    if resource.id_type.kind == "integer":
        return f"grep -o '\"{name}\": *[0-9]*' | head -n 1 | grep -o '[0-9]*$'"
    return f'grep -o \'"{name}": *"[^"]*"\' | head -n 1 | cut -d \'"\' -f 4'
