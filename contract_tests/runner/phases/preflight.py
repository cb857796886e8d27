"""Finds out, before the suite starts, whether it can run: the key works, and the target is this API."""

from __future__ import annotations

from contract_tests.runner.api import Api, path_of
from contract_tests.transport.http_client import Busy, TargetUnavailable
from contract_tests.transport.interaction import Intent, Interaction
from contract_tests.transport.policy import RequestBlocked

TRIES = 3
"""How often a first list that fails with a 5xx is sent: knowing what was there before is worth it."""


def find_reason(api: Api) -> str | None:
    """Return why the suite cannot run, in one or two lines; None where it can."""
    try:
        return _of_first_lists(api)
    except Busy as busy:
        return f"{api.transport.target} puts off the first list ({busy}). Run again later."
    except TargetUnavailable as gone:
        return f"{api.transport.target} does not answer ({gone}). Is the host right, and is it up?"


def _of_first_lists(api: Api) -> str | None:
    first = api.list()
    for _ in range(TRIES - 1):
        if first.status >= 500:
            first = api.list()
    if first.status in (401, 403):
        return f"The key is refused: the first list answered {first.status}. Check SENDYIQ_API_KEY and its scopes."
    if first.status == 400:
        return "The first list answered 400. Is the key linked to a store?"
    if first.unread:
        return f"The first list cannot be read: {first.unread}. The suite needs a store whose list it can read whole."
    if _foreign(first) and _foreign(_list_with(api, None)):
        up = ", and is it up" if first.status >= 500 else ""
        return (
            f"{api.transport.target} is not this API: the list path answers {first.status}, {_seen(first)}. "
            f"Is TARGET its plain base URL{up}?"
        )
    return _read_only_reason(api)


def _read_only_reason(api: Api) -> str | None:
    """Return why the read-only key cannot be used: a refused one would pass for broken promises all along."""
    if "read-only" not in api.transport.keys:
        return None
    response = _list_with(api, "read-only")
    if response.status == 401:
        return "The read-only key is refused: its first list answered 401. Check SENDYIQ_READONLY_API_KEY, or unset it."
    return None


def _foreign(interaction: Interaction) -> bool:
    """Whether this is no response of this API. Both are asked: a broken list must not be taken for another API."""
    return interaction.status == 404 or 300 <= interaction.status < 400 or interaction.json is None


def _seen(interaction: Interaction) -> str:
    """Say what was answered in place of a list."""
    location = interaction.response.headers.get("location", "").partition("?")[0][:100]
    if location:
        return f"to {location}"
    media_type = interaction.media_type or "no media type"
    if not interaction.response.content:
        return f"{media_type}, with an empty body"
    if interaction.json is None and media_type.endswith("json"):
        return f"{media_type}, {'null' if interaction.response.content.strip() == b'null' else 'that is no JSON'}"
    return media_type


def _list_with(api: Api, key: str | None) -> Interaction:
    operation = api.resource.lists
    if operation is None:
        raise RequestBlocked(f"nothing lists {api.resource.name}")
    return api.send(operation.method, path_of(operation, None), intent=Intent(key=key))
