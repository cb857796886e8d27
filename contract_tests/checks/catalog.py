"""The table of everything that the contract promises: a Check each.

A check is judged where it is named: `results.judge(UPDATE_KEPT, …)`. Adding one is a constant here, a place in
`CHECKS`, and a line there. One with the provenance `assumed` is a guess: it never fails, it is confirmed or refuted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from contract_tests.checks import website
from contract_tests.spec import Mistake, Provenance, Resource, Spec
from contract_tests.spec.pointers import walk


@dataclass(frozen=True)
class Check:
    """A promise that is checked, and how it goes with others."""

    id: str
    statement: str
    provenance: Provenance
    source: str
    """Where it is written: a part of the document, or of the vendor's pages."""
    mistake: Mistake | None = None
    """For a guess: what was sent; the response whose `x-when` says so has the status that is due."""
    presence: bool = False
    """Whether it is about whether something is there, by its id."""
    lets_through: bool = False
    """Whether it is about one request that should have changed nothing: what it changed is found later, by others."""
    loses: bool = False
    """Whether after its failure something may be gone, or have another id."""
    implied_by: Check | None = None
    """What, once broken on an operation, cannot but break this one there too."""
    overtaken_by: Check | None = None
    """What is plainer than this one, and may see the same a little later."""
    needs: Callable[[Resource], bool] | None = field(default=None, compare=False)
    """Whether a resource gives occasion for it; None where every one does."""


_NAMES = "promised by the names of operations and properties"
_METHODS = "the methods that the API reference page lists for each path"
_PAGE = "API reference page, Responses"
_ENVELOPE = "guide, the JSON envelope"
_KEYS = "guide, API keys and scopes"
_WIDGET = "guide, website chat widget"
_MISTAKES = "the response whose `x-when` names the mistake"


def _sets(resource: Resource) -> bool:
    return any(operation.effect and operation.effect.sets for operation in resource.changes)


def _replaces(resource: Resource) -> bool:
    return bool(resource.replaced)


def _updates(resource: Resource) -> bool:
    return bool(resource.updates)


def _updates_several(resource: Resource) -> bool:
    return any(len(resource.roundtrip(operation)) > 1 for operation in resource.updates)


def _takes_ids(resource: Resource) -> bool:
    return bool(resource.id_parameters)


def _takes_ids_after_delete(resource: Resource) -> bool:
    return any(
        operation.id in resource.id_parameters for operation in resource.operations if operation != resource.deletes
    )


def _takes_bodies(resource: Resource) -> bool:
    return any(operation.body_pointer for operation in resource.operations)


def _takes_date_times(resource: Resource) -> bool:
    return any(sent.is_date_time for operation in resource.operations for sent in operation.body_properties.values())


def _returns(resource: Resource, names: tuple[str, ...]) -> bool:
    return any(name in names for operation in resource.operations for name in resource.roundtrip(operation))


def _is_deletable(resource: Resource) -> bool:
    return resource.is_deletable


# Every response
NO_SERVER_ERROR = Check(
    "no-server-error", "Nothing that is sent gets a 5xx.", "semantics", _NAMES, lets_through=True, loses=True
)
SUCCESS_STATUS = Check("success-status", "A valid request gets 200, never another 2xx or a 3xx.", "reference", _PAGE)
DOCUMENTED_REFUSAL = Check(
    "documented-refusal",
    "A refusal has a status that the document lists for the operation.",
    "assumed",
    "4xx responses of each operation",
)
SCHEMA_REFERENCE = Check(
    "schema-reference",
    "A name that the reference page types has that type wherever it has a value.",
    "reference",
    "API reference page, request bodies",
)
SCHEMA_GUIDE = Check(
    "schema-guide",
    "A 2xx response is a JSON envelope with a boolean `success`; a create's `data` holds something.",
    "guide",
    _ENVELOPE,
)
SCHEMA_SEMANTICS = Check(
    "schema-semantics", "The id shown is what the paths take: it has the same type and format.", "semantics", _NAMES
)
SCHEMA_OBSERVED = Check(
    "schema-observed",
    "Responses still look as runs have seen them.",
    "observed",
    "what is marked `x-provenance: observed`, with its day",
)
CAMEL_CASE = Check("camel-case", "The documented properties are written in camelCase.", "guide", _ENVELOPE)
SUCCESS_FLAG = Check("success-flag", "`success` is true exactly for a 2xx.", "semantics", _ENVELOPE)
NO_CREDENTIAL = Check(
    "no-credential", "No response holds a credential: neither a key nor what is write-only.", "semantics", _NAMES
)
NO_INTERNALS = Check("no-internals", "No response shows a stack trace or a source path.", "semantics", _NAMES)

# Who gets in
NO_KEY = Check("no-key", "A request without a key gets 401 or 403.", "semantics", _NAMES, lets_through=True)
WRONG_KEY = Check(
    "wrong-key",
    "A request with a wrong key gets 401 or 403, whatever else is wrong with it.",
    "semantics",
    _NAMES,
    lets_through=True,
    implied_by=NO_KEY,
)
EMPTY_KEY = Check(
    "empty-key",
    "A request with an empty key gets 401 or 403.",
    "semantics",
    _NAMES,
    lets_through=True,
    implied_by=WRONG_KEY,
)
OTHER_SECRET = Check(
    "other-secret",
    "The right key id with another secret gets 401 or 403.",
    "semantics",
    _NAMES,
    lets_through=True,
    implied_by=WRONG_KEY,
)
LETTER_CASE = Check(
    "letter-case",
    "The key in another letter case gets 401 or 403.",
    "semantics",
    _NAMES,
    lets_through=True,
    implied_by=WRONG_KEY,
)
QUERY_KEY = Check(
    "query-key",
    "The key in the query string instead of in the header gets 401 or 403.",
    "semantics",
    _NAMES,
    lets_through=True,
    implied_by=NO_KEY,
)
REJECTED_HAS_NO_EFFECT = Check(
    "rejected-has-no-effect",
    "A request that is refused for its key changes nothing, and a refused create creates nothing.",
    "semantics",
    _NAMES,
    loses=True,
)
READ_ONLY_KEY_READS = Check(
    "read-only-key-reads", "A key with the scope `messaging:read` alone can list.", "guide", _KEYS
)
READ_ONLY_KEY_WRITES = Check(
    "read-only-key-writes",
    "A key without the scope `messaging:write` gets 403 for a change.",
    "guide",
    _KEYS,
    lets_through=True,
)

# What is let through
NOT_JSON = Check(
    "not-json", "A body that is not JSON gets a 4xx.", "semantics", _NAMES, lets_through=True, needs=_takes_bodies
)
WRONG_TOP_LEVEL = Check(
    "wrong-top-level",
    "A body of another JSON type than object gets a 4xx.",
    "semantics",
    _NAMES,
    lets_through=True,
    needs=_takes_bodies,
)
WRONG_TYPE = Check(
    "wrong-type",
    "A property of the wrong type gets a 4xx.",
    "semantics",
    _NAMES,
    lets_through=True,
    needs=_takes_bodies,
)
BAD_DATE_TIME = Check(
    "bad-date-time",
    "A text that is plainly no date-time gets a 4xx where one is due.",
    "semantics",
    _NAMES,
    lets_through=True,
    needs=_takes_date_times,
)
UNSUPPORTED_METHOD = Check(
    "unsupported-method",
    "A method that a path does not list gets a 4xx or 501.",
    "semantics",
    _METHODS,
    lets_through=True,
)
UNKNOWN_ID = Check(
    "unknown-id",
    "An id that nothing has gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    mistake="unknown-id",
    needs=_takes_ids,
)
MALFORMED_ID = Check(
    "malformed-id",
    "What does not have the form of an id gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    mistake="malformed-id",
    needs=_takes_ids,
)
DELETED_TWICE = Check(
    "deleted-twice",
    "A second delete gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    mistake="deleted-twice",
    needs=_is_deletable,
)
MEDIA_TYPE = Check(
    "media-type",
    "A body whose media type is missing or another gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    mistake="wrong-media-type",
    needs=_takes_bodies,
)

# State
OTHERS_UNTOUCHED = Check(
    "others-untouched", "No operation changes anything but what it names.", "semantics", _NAMES, presence=True
)
DELETED_GONE = Check(
    "deleted-gone", "What was deleted is not listed.", "semantics", _NAMES, presence=True, needs=_is_deletable
)
LISTED_ONCE = Check(
    "listed-once",
    "What was created is listed, once, until it is deleted.",
    "semantics",
    _NAMES,
    presence=True,
    overtaken_by=OTHERS_UNTOUCHED,
    needs=lambda resource: resource.creates is not None,
)
CREATE_KEPT = Check(
    "create-kept",
    "What was created has what was sent.",
    "semantics",
    _NAMES,
    needs=lambda resource: resource.creates is not None,
)
UNIQUE_ID = Check(
    "unique-id",
    "No two share an id.",
    "semantics",
    _NAMES,
    presence=True,
    lets_through=True,
    needs=lambda resource: resource.creates is not None,
)
UNIQUE_TOKEN = Check(
    "unique-token",
    "No two share a value of what is marked `x-unique`.",
    "semantics",
    _NAMES,
    needs=lambda resource: bool(resource.unique),
)
ID_ADDRESSES = Check(
    "id-addresses",
    "The paths take the id that is shown.",
    "semantics",
    _NAMES,
    presence=True,
    overtaken_by=OTHERS_UNTOUCHED,
    needs=_takes_ids,
)
UPDATE_KEPT = Check(
    "update-kept",
    "An update changes what was sent, and a later list shows it.",
    "semantics",
    _NAMES,
    overtaken_by=OTHERS_UNTOUCHED,
    needs=_updates,
)
TEXT_EXACT = Check(
    "text-exact",
    "Text comes back exactly as it was sent.",
    "semantics",
    _NAMES,
    overtaken_by=OTHERS_UNTOUCHED,
    needs=lambda resource: _returns(resource, resource.texts),
)
SAME_INSTANT = Check(
    "same-instant",
    "A date-time comes back as the same instant, to the millisecond.",
    "semantics",
    _NAMES,
    needs=lambda resource: _returns(resource, resource.date_times),
)
UPDATE_PARTIAL = Check(
    "update-partial", "An update changes nothing but what was sent.", "semantics", _NAMES, needs=_updates
)
UPDATES_TOGETHER = Check(
    "updates-together",
    "Changes of different properties that are sent at the same time all survive.",
    "semantics",
    _NAMES,
    needs=_updates_several,
)
TOGGLE_SETS = Check(
    "toggle-sets",
    "What an operation sets has the value sent; twice is the same as once.",
    "semantics",
    "`sets` of the operation's `x-effect`",
    needs=_sets,
)
TOGGLE_ONLY = Check(
    "toggle-only", "An operation that sets something changes nothing else.", "semantics", _NAMES, needs=_sets
)
ROTATE_REPLACES = Check(
    "rotate-replaces",
    "What an operation replaces has a new value.",
    "semantics",
    "`replaces` of the operation's `x-effect`",
    needs=_replaces,
)
ROTATE_ONLY = Check(
    "rotate-only",
    "An operation that replaces something changes nothing else.",
    "semantics",
    _NAMES,
    loses=True,
    needs=_replaces,
)
USE_AFTER_DELETE = Check(
    "use-after-delete",
    "Whatever names what was deleted gets a 4xx.",
    "semantics",
    _NAMES,
    presence=True,
    overtaken_by=DELETED_GONE,
    needs=lambda resource: resource.is_deletable and _takes_ids_after_delete(resource),
)
WEBSITE_TYPE = Check("website-type", website.TYPE_STATEMENT, "guide", _WIDGET, needs=website.has_type)
WEBSITE_TOKEN = Check("website-token", website.TOKEN_STATEMENT, "guide", _WIDGET, needs=website.has_account)

CHECKS: tuple[Check, ...] = (
    NO_SERVER_ERROR,
    SUCCESS_STATUS,
    DOCUMENTED_REFUSAL,
    SCHEMA_REFERENCE,
    SCHEMA_GUIDE,
    SCHEMA_SEMANTICS,
    SCHEMA_OBSERVED,
    CAMEL_CASE,
    SUCCESS_FLAG,
    NO_CREDENTIAL,
    NO_INTERNALS,
    NO_KEY,
    WRONG_KEY,
    EMPTY_KEY,
    OTHER_SECRET,
    LETTER_CASE,
    QUERY_KEY,
    REJECTED_HAS_NO_EFFECT,
    READ_ONLY_KEY_READS,
    READ_ONLY_KEY_WRITES,
    NOT_JSON,
    WRONG_TOP_LEVEL,
    WRONG_TYPE,
    BAD_DATE_TIME,
    UNSUPPORTED_METHOD,
    UNKNOWN_ID,
    MALFORMED_ID,
    DELETED_TWICE,
    MEDIA_TYPE,
    LISTED_ONCE,
    CREATE_KEPT,
    UNIQUE_ID,
    UNIQUE_TOKEN,
    ID_ADDRESSES,
    UPDATE_KEPT,
    TEXT_EXACT,
    SAME_INSTANT,
    UPDATE_PARTIAL,
    UPDATES_TOGETHER,
    TOGGLE_SETS,
    TOGGLE_ONLY,
    ROTATE_REPLACES,
    ROTATE_ONLY,
    DELETED_GONE,
    USE_AFTER_DELETE,
    OTHERS_UNTOUCHED,
    WEBSITE_TYPE,
    WEBSITE_TOKEN,
)
"""In the order of reports, and of findings at one request."""

ORDER: dict[Check, int] = {check: index for index, check in enumerate(CHECKS)}
SCHEMA_CHECKS: dict[Provenance, Check] = {
    check.provenance: check for check in (SCHEMA_REFERENCE, SCHEMA_GUIDE, SCHEMA_SEMANTICS, SCHEMA_OBSERVED)
}
BY_MISTAKE: dict[Mistake, Check] = {check.mistake: check for check in CHECKS if check.mistake}


def inapplicable(spec: Spec) -> dict[Check, str]:
    """Return the checks for which a document gives no occasion, each with the reason."""
    resources = spec.resources.values()
    reasons = {
        check: "no operation or property of the document is about it"
        for check in CHECKS
        if check.needs and not any(check.needs(resource) for resource in resources)
    }
    for mistake, check in BY_MISTAKE.items():
        if not any(spec.statuses_for(operation, mistake) for operation in spec.operations.values()):
            reasons.setdefault(check, f"no response of the document says that it answers it (x-when: {mistake})")
    if not any(value.get("x-provenance") == "observed" for _, value in walk(spec.document)):
        reasons[SCHEMA_OBSERVED] = "nothing in the document is observed yet"
    return reasons
