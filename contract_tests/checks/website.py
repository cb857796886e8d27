"""What the vendor's guides promise of website channels, and no document can say.

A website channel has the type Website, and its account id is its token. So what replaces the token replaces the account
id and the snippet as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.spec import Operation, Resource

TYPE, ACCOUNT, SNIPPET = "channelType", "externalAccountId", "embedSnippet"
WEBSITE = "Website"
TYPE_STATEMENT = "A channel that was created is of the type Website."
TOKEN_STATEMENT = "A website channel's external account id is its token."


def has_type(resource: Resource) -> bool:
    """Whether a resource is the channels of the guide."""
    return TYPE in resource.shown


def tells_type(resource: Resource, create: Operation) -> bool:
    """Whether the type that is shown can be read: what is no text names none that the guide knows."""
    return has_type(resource) and resource.properties[TYPE].types <= {"string"} and resource.tells(create, TYPE)


def has_account(resource: Resource) -> bool:
    """Whether it shows an account id and a token."""
    return has_type(resource) and ACCOUNT in resource.shown and token_of(resource) is not None


def tells_account(resource: Resource, create: Operation) -> bool:
    """Whether one response shows both of what was created."""
    both = (ACCOUNT, token_of(resource) or "")
    return has_account(resource) and any(resource.shows(each, *both) for each in (create, resource.lists) if each)


def token_of(resource: Resource) -> str | None:
    """Name the property that is the whole identity of a widget: no two share it, and it can be replaced."""
    return next((name for name in resource.replaced if name in resource.unique), None)


def following(resource: Resource) -> frozenset[str]:
    """Name the properties that change with what an operation replaces."""
    return frozenset({ACCOUNT, SNIPPET} & set(resource.shown)) if has_type(resource) else frozenset()


def unlisted(resource: Resource) -> frozenset[str]:
    """Name the properties that only some responses show, so that lists tell nothing of them."""
    return frozenset({SNIPPET}) if has_type(resource) else frozenset()


def shown_type(item: Mapping[str, Any]) -> str | None:
    """Return the type that is shown; None where none is."""
    shown = item.get(TYPE)
    return shown if isinstance(shown, str) else None


def account_and_token(resource: Resource, item: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the account id and the token that are shown; None where they are not both."""
    account, token = item.get(ACCOUNT), item.get(token_of(resource) or "")
    return (account, token) if isinstance(account, str) and isinstance(token, str) else None
