"""A request as one line of a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping


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
