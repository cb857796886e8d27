"""The table of everything that the contract promises: a row a check.

A check is judged where it is named: `results.hold(…)` or `results.fail(…)` with the row's id. Adding one is a row
here and a line there. A row with the provenance `assumed` is a guess: it never fails, it is confirmed or refuted.
"""

from __future__ import annotations

from dataclasses import dataclass

from contract_tests.spec import Provenance


@dataclass(frozen=True)
class Check:
    """A promise that is checked."""

    id: str
    statement: str
    provenance: Provenance
    source: str
    """Where it is written: a part of the document, or of the vendor's pages."""
    pointer: str | None = None
    """For a guess: the place in `openapi.yaml` that makes it."""


_NAMES = "promised by the names of operations and properties"
_METHODS = "the methods that the API reference page lists for each path"
_PAGE = "API reference page, Responses"
_ENVELOPE = "guide, the JSON envelope"
_KEYS = "guide, API keys and scopes"
_WIDGET = "guide, website chat widget"

CHECKS: tuple[Check, ...] = (
    # Every answer
    Check("no-server-error", "Nothing that is sent gets a 5xx.", "semantics", _NAMES),
    Check("success-status", "A valid request gets 200, never another 2xx or a 3xx.", "reference", _PAGE),
    Check(
        "documented-refusal",
        "A refusal has a status that the document lists for the operation.",
        "assumed",
        "4xx answers of each operation",
        "/components/responses",
    ),
    Check(
        "shape-reference",
        "A name that the reference page types has that type wherever it has a value.",
        "reference",
        "API reference page, request bodies",
    ),
    Check(
        "shape-guide",
        "A 2xx answer is a JSON envelope with a boolean `success`; a create's `data` holds something.",
        "guide",
        _ENVELOPE,
    ),
    Check(
        "shape-semantics",
        "The `id` shown is what the paths take as `channelId`: a uuid.",
        "semantics",
        _NAMES,
    ),
    Check("camel-case", "The documented properties are written in camelCase.", "guide", _ENVELOPE),
    Check("success-flag", "`success` is true exactly for a 2xx.", "semantics", _ENVELOPE),
    Check(
        "no-credential",
        "No answer holds a credential: not a key, an access token or an app secret.",
        "semantics",
        _NAMES,
    ),
    Check("no-internals", "No answer shows a stack trace or a source path.", "semantics", _NAMES),
    # Who gets in
    Check("no-key", "A request without a key gets 401 or 403.", "semantics", _NAMES),
    Check(
        "wrong-key",
        "A request with a wrong key gets 401 or 403, whatever else is wrong with it.",
        "semantics",
        _NAMES,
    ),
    Check("empty-key", "A request with an empty key gets 401 or 403.", "semantics", _NAMES),
    Check("other-secret", "The right key id with another secret gets 401 or 403.", "semantics", _NAMES),
    Check("letter-case", "The key in another letter case gets 401 or 403.", "semantics", _NAMES),
    Check(
        "query-key",
        "The key in the query string instead of in the header gets 401 or 403.",
        "semantics",
        _NAMES,
    ),
    Check("refused-unchanged", "A request that is refused for its key changes nothing.", "semantics", _NAMES),
    Check("read-only-key-reads", "A key with the scope `messaging:read` alone can list.", "guide", _KEYS),
    Check(
        "read-only-key-writes",
        "A key without the scope `messaging:write` gets 403 for a change.",
        "guide",
        _KEYS,
    ),
    # What is let through
    Check("not-json", "A body that is not JSON gets a 4xx.", "semantics", _NAMES),
    Check("wrong-top-level", "A body of another JSON type than object gets a 4xx.", "semantics", _NAMES),
    Check("wrong-type", "A property of the wrong type gets a 4xx.", "semantics", _NAMES),
    Check(
        "bad-date-time",
        "A text that is plainly no date-time gets a 4xx where one is due.",
        "semantics",
        _NAMES,
    ),
    Check("unlisted-method", "A method that a path does not list gets a 4xx or 501.", "semantics", _METHODS),
    Check(
        "unknown-id",
        "An id that no channel has gets 404.",
        "assumed",
        "answer NotFound",
        "/components/responses/NotFound",
    ),
    Check(
        "malformed-id",
        "An id that is no uuid gets 404.",
        "assumed",
        "answer NotFound",
        "/components/responses/NotFound",
    ),
    Check(
        "deleted-twice",
        "A second delete gets 404.",
        "assumed",
        "answer NotFound",
        "/components/responses/NotFound",
    ),
    Check(
        "media-type",
        "A body whose media type is missing or another gets 415.",
        "assumed",
        "answer UnsupportedMediaType",
        "/components/responses/UnsupportedMediaType",
    ),
    # State
    Check("listed-once", "A channel that was created is listed, once, until it is deleted.", "semantics", _NAMES),
    Check("create-kept", "A new channel has what was sent.", "semantics", _NAMES),
    Check("unique-id", "Two channels never share an id.", "semantics", _NAMES),
    Check("unique-token", "Two website channels never share a token.", "semantics", _NAMES),
    Check("id-addresses", "The paths find a channel by the id that is shown for it.", "semantics", _NAMES),
    Check("update-kept", "An update changes what was sent, and a later list shows it.", "semantics", _NAMES),
    Check("text-exact", "Text comes back exactly as it was sent.", "semantics", _NAMES),
    Check("same-instant", "A date-time comes back as the same instant, to the millisecond.", "semantics", _NAMES),
    Check("update-partial", "An update changes nothing but what was sent.", "semantics", _NAMES),
    Check(
        "updates-together",
        "Two updates of different properties that are sent together both survive.",
        "semantics",
        _NAMES,
    ),
    Check(
        "toggle-sets",
        "toggle-agent sets `isAgentEnabled` to the value sent; twice is the same as once.",
        "semantics",
        _NAMES,
    ),
    Check("toggle-only", "toggle-agent changes nothing else.", "semantics", _NAMES),
    Check("rotate-replaces", "rotate-token replaces `channelToken`.", "semantics", _NAMES),
    Check("rotate-only", "rotate-token changes nothing else.", "semantics", _NAMES),
    Check("deleted-gone", "A deleted channel is not listed.", "semantics", _NAMES),
    Check(
        "deleted-refused",
        "An update, a rotate and a toggle of a deleted channel get a 4xx.",
        "semantics",
        _NAMES,
    ),
    Check("others-untouched", "No operation changes another channel.", "semantics", _NAMES),
    Check("website-type", "A channel that createWebsiteChannel made is of the type Website.", "guide", _WIDGET),
    Check("website-token", "A website channel's external account id is its channel token.", "guide", _WIDGET),
)

BY_ID: dict[str, Check] = {check.id: check for check in CHECKS}
