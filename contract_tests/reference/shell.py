"""A request as one line of a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping


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


def keeping_id(name: str, line: str, steps: Iterable[str | int]) -> str:
    """Have a line of curl that creates something show its response, and keep the id of it in a variable.

    The steps lead to the id in the body: an id that stands elsewhere in it may be somebody else's.
    """
    way = "".join(f"[{json.dumps(step)}]" for step in steps)
    reading = f"python3 -c {shlex.quote(f'import json, sys; print(json.load(sys.stdin){way})')} 2> /dev/null"
    return f"{name}=$({line.replace(' -i', '', 1)} | tee /dev/stderr | {reading})"
