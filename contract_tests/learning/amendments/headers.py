"""Headers that a response always had and the document does not know."""

from __future__ import annotations

from collections import Counter

from contract_tests.learning.draft import UNDOCUMENTED, Draft
from contract_tests.learning.lessons import ENOUGH, Lessons
from contract_tests.spec.pointers import pointer

EVERYBODYS = frozenset(
    {
        "accept-ranges",
        "age",
        "alt-svc",
        "cache-control",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-security-policy",
        "content-type",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "nel",
        "pragma",
        "priority",
        "proxy-connection",
        "referrer-policy",
        "report-to",
        "server",
        "server-timing",
        "set-cookie",
        "strict-transport-security",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
        "via",
        "www-authenticate",
        "x-aspnet-version",
        "x-cache",
        "x-content-type-options",
        "x-dns-prefetch-control",
        "x-download-options",
        "x-frame-options",
        "x-permitted-cross-domain-policies",
        "x-powered-by",
        "x-xss-protection",
    }
)
"""Headers of HTTP and of browsers, which are nobody's API."""
FAMILIES = ("access-control-", "cf-", "cross-origin-", "permissions-", "sec-", "x-amz-", "x-azure-", "x-served-")


def amend(draft: Draft, lessons: Lessons) -> None:
    """Add the headers that came each time, often enough."""
    counts: dict[str, Counter[str]] = {}
    answered: Counter[str] = Counter()
    for _, response, seen in lessons.documented(draft.spec):
        answered[response.pointer] += seen.count
        counts.setdefault(response.pointer, Counter()).update(seen.headers)
    by_header: dict[str, list[str]] = {}
    for where, found in counts.items():
        known = {name.lower() for name in (draft.at(where) or {}).get("headers", {})}
        for name, count in sorted(found.items()):
            if count == answered[where] >= ENOUGH and name not in known and _is_the_apis(name):
                by_header.setdefault(name, []).append(where)
    for name, places in by_header.items():
        _add(draft, name, places)
    draft.refresh()


def _is_the_apis(name: str) -> bool:
    return name not in EVERYBODYS and not name.startswith(FAMILIES)


def _add(draft: Draft, name: str, places: list[str]) -> None:
    title = "-".join(word.capitalize() for word in name.split("-"))
    component = pointer("components", "headers", title)
    if draft.editor.at("/components/headers") is None:
        draft.editor.set("/components/headers", {}, before="schemas")
    if draft.editor.at(component) is None:
        marks = draft.marks(ENOUGH)
        draft.editor.set(component, {**marks, "description": UNDOCUMENTED, "schema": {"type": "string"}})
    for where in places:
        if draft.editor.at(where + "/headers") is None:
            draft.editor.set(where + "/headers", {}, before="content")
        draft.editor.set(where + "/headers" + pointer(title), {"$ref": "#" + component})
    draft.sentences.append(f"{component}: it came with every response of {len(places)} kinds")
