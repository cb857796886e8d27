"""Whether a list says that there is more than it shows: then what it does not show cannot be known to be somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.spec import Resource
from contract_tests.transport.identity import items_in

TOTALS = {"total", "totalcount", "totalitems", "totalelements", "totalresults", "totalrecords", "count", "itemcount"}
PAGES = {"totalpages", "pagecount", "pages", "lastpage"}
MORE = {"hasmore", "hasnext", "hasnextpage", "more", "truncated", "istruncated"}
LAST = {"islast", "islastpage", "last"}
NEXT = {"next", "nextpage", "nextcursor", "nextlink", "nexturl", "nexttoken", "nextpagetoken", "continuationtoken"}


def more_than_shown(resource: Resource, value: Any, headers: Mapping[str, str]) -> str | None:
    """Return what says that a list is only a part of what there is; None where nothing does."""
    shown = sum(1 for _ in items_in(resource, value))
    if re.search(r"rel\s*=\s*\"?[^\";,]*\bnext\b", headers.get("link", ""), re.IGNORECASE):
        return "the list has a `Link` header to a next page"
    total = headers.get("x-total-count", "")
    if total.isascii() and total.isdigit() and len(total) < 10 and int(total) > shown:
        return f"the list shows {shown} items, and its X-Total-Count is {int(total)}"
    for name, found in _members(resource, value):
        plain = re.sub(r"[^a-z]", "", name.lower())
        number = found if isinstance(found, int) and not isinstance(found, bool) else 0
        if plain in TOTALS and number > shown:
            return f"the list shows {shown} items, and its `{name[:40]}` is {number}"
        if plain in PAGES and number > 1:
            return f"the list has {number} pages (`{name[:40]}`)"
        if (plain in MORE and found is True) or (plain in LAST and found is False) or (plain in NEXT and found):
            return f"the list says that there is more (`{name[:40]}`)"
    return None


def _members(resource: Resource, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the members of all objects around the items of a list, and of none inside of an item."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and resource.id_of(value) is None:
            yield from value.items()
            waiting += value.values()
