"""Which server a target is: the mock, one that the document names, or a URL. Production is refused, however written."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

import httpx

from contract_tests.spec.document import Spec
from contract_tests.spec.errors import UserError


def resolve_target(target: str, spec: Spec) -> str:
    """Turn `mock`, `staging` or a URL into `mock` or a base URL. Raises UserError, for production above all."""
    if target == "mock":
        return target
    named = {s["x-target"]: s["url"] for s in spec.document.get("servers", ()) if "x-target" in s}
    if target in named:
        target = named[target]
    elif "://" not in target:
        raise UserError(f"TARGET={target} is unknown. Use mock, staging, or a URL such as http://127.0.0.1:4010.")
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UserError(f"TARGET is not a URL: {error}.") from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise UserError("TARGET is not an http or https URL with a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UserError(
            "TARGET must be a plain base URL: no user, password, query or fragment. Keys go into the environment."
        )
    if same_host(target, named.get("production", "")):
        raise UserError("TARGET is production. This suite never runs against it: use TARGET=staging.")
    return _url(target)


def _url(target: str) -> str:
    try:
        httpx.URL(target).raw_host.decode("ascii")
    except (ValueError, httpx.InvalidURL) as error:
        raise UserError(f"TARGET is not a URL: {str(error).rstrip('.')}.") from None
    if any(character.isspace() for character in target):
        raise UserError("TARGET is not a URL: it holds a space.")
    if urlsplit(target).path.strip("/"):
        raise UserError(
            f"TARGET has a path, {urlsplit(target).path}. Give the base URL alone: openapi.yaml has the paths."
        )
    return target.rstrip("/")


def same_host(one: str, other: str) -> bool:
    """Whether two URLs name one host, however each is written."""
    return _plain_host(urlsplit(one).hostname or "") == _plain_host(urlsplit(other).hostname or "")


def _plain_host(host: str) -> str:
    """Write a host name the one way in which two spellings of it are the same."""
    host = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").strip(". \t").lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host
