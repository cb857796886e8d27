"""The table of everything that the contract promises: a Check each.

A check is judged where it is named: `results.judge(UPDATE_KEPT, …)`. Adding one is a constant here, a place in
`CHECKS`, and a line there. One with the provenance `assumed` is a guess: it never fails, it is confirmed or refuted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from contract_tests.checks import occasions, phase_names, website
from contract_tests.checks.occasions import Occasion
from contract_tests.checks.phase_names import Phases
from contract_tests.spec import Mistake, Provenance


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
    on: Occasion | None = field(default=None, compare=False)
    """On which operations there is an occasion for it; None for all, and for those that no effect tells of."""
    anywhere: bool = False
    """Whether it may also be about no single operation."""
    tried_in: Phases = phase_names.EVERY
    """The phases of a run that try it."""


_PAGE = "API reference page"
_BODIES = f"{_PAGE}, the types of the body's properties"
_ENVELOPE = "guide: every 2xx is a JSON envelope with a boolean `success`"
_KEYS = "guide, API keys and scopes"
_KEY_HEADER = f"{_PAGE}: the API key is sent in the header X-API-Key, on all six operations"
_TWO_PARTS = "guide, API keys: a key reads `<keyId>.<secret>`, and both are the key"
_WIDGET = "guide, website chat widget"
_MISTAKES = "the response whose `x-when` names the mistake"
_CREATE = f"{_PAGE}, the titles “Create website” and “Get channels”: what one makes, the other shows"
_UPDATE = f"{_PAGE}, the title “Update channelId” and its method PATCH (RFC 5789: a partial change)"
_DELETE = f"{_PAGE}, the title “Delete channelId” and its method DELETE"
_TOGGLE = f"{_PAGE}, the path `toggle-agent` and its property `enabled`"
_ROTATE = f"{_PAGE}, the path `rotate-token`"
_ID = f"{_PAGE}, the path parameter `channelId`, a UUID"

# Every response
NO_SERVER_ERROR = Check(
    "no-server-error",
    "Nothing that is sent gets a 5xx.",
    "semantics",
    f"{_PAGE}: 200 is the only status that it lists, and 5xx says that the server failed (RFC 9110, 15.6)",
    anywhere=True,
    lets_through=True,
    loses=True,
)
SUCCESS_STATUS = Check(
    "success-status",
    "A valid request gets 200, never another 2xx or a 3xx.",
    "reference",
    f"{_PAGE}, Responses: 200 Success",
    tried_in=phase_names.VALID_CALLS,
)
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
    _BODIES,
)
SCHEMA_GUIDE = Check(
    "schema-guide",
    "A 2xx response is a JSON envelope with a boolean `success`; a create's `data` holds something.",
    "guide",
    _ENVELOPE,
)
SCHEMA_SEMANTICS = Check(
    "schema-semantics",
    "The id shown is what the paths take: it has the same type and format.",
    "semantics",
    f"{_ID}, and the property `id`",
)
SCHEMA_OBSERVED = Check(
    "schema-observed",
    "Responses still look as runs have seen them.",
    "observed",
    "what is marked `x-provenance: observed`, with its day",
)
CAMEL_CASE = Check(
    "camel-case",
    "The documented properties are written in camelCase.",
    "guide",
    "guide: JSON is camelCase",
    anywhere=True,
)
SUCCESS_FLAG = Check(
    "success-flag",
    "`success` is true exactly for a 2xx.",
    "semantics",
    f"{_ENVELOPE}, and its name",
    anywhere=True,
)
NO_CREDENTIAL = Check(
    "no-credential",
    "No response holds a credential: neither a key nor what is write-only.",
    "semantics",
    "guide: access token and app secret are stored encrypted, and a raw key belongs nowhere but in its header",
    anywhere=True,
)
NO_INTERNALS = Check(
    "no-internals",
    "No response shows a stack trace or a source path.",
    "semantics",
    f"{_ENVELOPE}: what else stands in a response is for its reader (CWE-209)",
    anywhere=True,
)

# Who gets in
NO_KEY = Check(
    "no-key",
    "A request without a key gets 401 or 403.",
    "semantics",
    _KEY_HEADER,
    on=occasions.any_of_it,
    lets_through=True,
    tried_in=phase_names.KEYS,
)
WRONG_KEY = Check(
    "wrong-key",
    "A request with a wrong key gets 401 or 403, whatever else is wrong with it.",
    "semantics",
    _KEY_HEADER,
    on=occasions.any_of_it,
    lets_through=True,
    implied_by=NO_KEY,
    tried_in=phase_names.KEYS,
)
EMPTY_KEY = Check(
    "empty-key",
    "A request with an empty key gets 401 or 403.",
    "semantics",
    _KEY_HEADER,
    on=occasions.any_of_it,
    lets_through=True,
    implied_by=WRONG_KEY,
    tried_in=phase_names.KEYS,
)
OTHER_SECRET = Check(
    "other-secret",
    "The right key id with another secret gets 401 or 403.",
    "semantics",
    _TWO_PARTS,
    on=occasions.any_of_it,
    lets_through=True,
    implied_by=WRONG_KEY,
    tried_in=phase_names.KEYS,
)
LETTER_CASE = Check(
    "letter-case",
    "The key in another letter case gets 401 or 403.",
    "semantics",
    _TWO_PARTS,
    on=occasions.any_of_it,
    lets_through=True,
    implied_by=WRONG_KEY,
    tried_in=phase_names.KEYS,
)
QUERY_KEY = Check(
    "query-key",
    "The key in the query string instead of in the header gets 401 or 403.",
    "semantics",
    "guide, API keys: a raw key never belongs in a URL",
    on=occasions.lists,
    lets_through=True,
    implied_by=NO_KEY,
    tried_in=phase_names.KEYS,
)
REJECTED_HAS_NO_EFFECT = Check(
    "rejected-has-no-effect",
    "A request that is refused for its key changes nothing, and a refused create creates nothing.",
    "semantics",
    f"{_KEY_HEADER}: without it no one may change anything",
    on=occasions.creates,
    anywhere=True,
    loses=True,
    tried_in=phase_names.KEYS,
)
READ_ONLY_KEY_READS = Check(
    "read-only-key-reads",
    "A key with the scope `messaging:read` alone can list.",
    "guide",
    _KEYS,
    on=occasions.lists,
    tried_in=phase_names.KEYS,
)
READ_ONLY_KEY_WRITES = Check(
    "read-only-key-writes",
    "A key without the scope `messaging:write` gets 403 for a change.",
    "guide",
    _KEYS,
    on=occasions.changes,
    lets_through=True,
    tried_in=phase_names.KEYS,
)

# What is let through
NOT_JSON = Check(
    "not-json",
    "A body that is not JSON gets a 4xx.",
    "semantics",
    f"{_PAGE}: request bodies are `application/json`",
    on=occasions.takes_body,
    lets_through=True,
    tried_in=phase_names.BODIES,
)
WRONG_TOP_LEVEL = Check(
    "wrong-top-level",
    "A body of another JSON type than object gets a 4xx.",
    "semantics",
    f"{_PAGE}: a request body is an object with named properties",
    on=occasions.takes_body,
    lets_through=True,
    tried_in=phase_names.BODIES,
)
WRONG_TYPE = Check(
    "wrong-type",
    "A property of the wrong type gets a 4xx.",
    "semantics",
    _BODIES,
    on=occasions.takes_body,
    lets_through=True,
    tried_in=phase_names.BODIES,
)
BAD_DATE_TIME = Check(
    "bad-date-time",
    "A text that is plainly no date-time gets a 4xx where one is due.",
    "semantics",
    f"{_PAGE}: a body has a date-time",
    on=occasions.takes_date_time,
    lets_through=True,
    tried_in=phase_names.PROBES,
)
UNSUPPORTED_METHOD = Check(
    "unsupported-method",
    "A method that a path does not list gets a 4xx or 501.",
    "semantics",
    f"{_PAGE}: the methods that it lists for each path",
    on=occasions.nowhere,
    anywhere=True,
    lets_through=True,
    tried_in=phase_names.PROBES,
)
UNKNOWN_ID = Check(
    "unknown-id",
    "An id that nothing has gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    on=occasions.takes_id,
    mistake="unknown-id",
    tried_in=phase_names.PROBES,
)
MALFORMED_ID = Check(
    "malformed-id",
    "What does not have the form of an id gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    on=occasions.takes_id,
    mistake="malformed-id",
    tried_in=phase_names.PROBES,
)
DELETED_TWICE = Check(
    "deleted-twice",
    "A second delete gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    on=occasions.deletes,
    mistake="deleted-twice",
    tried_in=phase_names.ONCE,
)
MEDIA_TYPE = Check(
    "media-type",
    "A body whose media type is missing or another gets the status that the document names for it.",
    "assumed",
    _MISTAKES,
    on=occasions.takes_body,
    mistake="wrong-media-type",
    tried_in=phase_names.PROBES,
)

# State
OTHERS_UNTOUCHED = Check(
    "others-untouched",
    "No operation changes anything but what it names.",
    "semantics",
    f"{_PAGE}: each path names one channel, by `channelId`",
    on=occasions.nowhere,
    anywhere=True,
    presence=True,
    tried_in=phase_names.ONCE,
)
DELETED_GONE = Check(
    "deleted-gone",
    "What was deleted is not listed.",
    "semantics",
    _DELETE,
    on=occasions.deletes,
    presence=True,
    tried_in=phase_names.ONCE,
)
LISTED_ONCE = Check(
    "listed-once",
    "What was created is listed, once, until it is deleted.",
    "semantics",
    _CREATE,
    on=occasions.creates,
    presence=True,
    overtaken_by=OTHERS_UNTOUCHED,
    tried_in=phase_names.ONCE_OR_AT_ONCE,
)
CREATE_KEPT = Check(
    "create-kept",
    "What was created has what was sent.",
    "semantics",
    _CREATE,
    on=occasions.told(occasions.creates),
    tried_in=phase_names.VALUES,
)
UNIQUE_ID = Check(
    "unique-id",
    "No two share an id.",
    "semantics",
    f"{_ID}: universally unique (RFC 9562)",
    on=occasions.creates,
    presence=True,
    lets_through=True,
    tried_in=phase_names.ONCE_OR_AT_ONCE,
)
UNIQUE_TOKEN = Check(
    "unique-token",
    "No two share a value of what is marked `x-unique`.",
    "semantics",
    f"{_WIDGET}: a channel's token is its whole identity",
    on=occasions.makes_unique_value,
    tried_in=phase_names.ONCE_OR_AT_ONCE,
)
ID_ADDRESSES = Check(
    "id-addresses",
    "The paths take the id that is shown.",
    "semantics",
    f"{_ID}, and the property `id`",
    on=occasions.takes_id,
    presence=True,
    overtaken_by=OTHERS_UNTOUCHED,
    tried_in=phase_names.ONCE,
)
UPDATE_KEPT = Check(
    "update-kept",
    "An update changes what was sent, and a later list shows it.",
    "semantics",
    _UPDATE,
    on=occasions.told(occasions.updates),
    overtaken_by=OTHERS_UNTOUCHED,
    tried_in=phase_names.VALUES,
)
TEXT_EXACT = Check(
    "text-exact",
    "Text comes back exactly as it was sent.",
    "semantics",
    f"{_BODIES}: a string, with no rule that would change it",
    on=occasions.returns_text,
    overtaken_by=OTHERS_UNTOUCHED,
    tried_in=phase_names.VALUES,
)
SAME_INSTANT = Check(
    "same-instant",
    "A date-time comes back as the same instant, to the millisecond.",
    "semantics",
    f"{_PAGE}: a body has a date-time (RFC 3339: an instant)",
    on=occasions.returns_date_time,
    tried_in=phase_names.VALUES,
)
UPDATE_PARTIAL = Check(
    "update-partial",
    "An update changes nothing but what was sent.",
    "semantics",
    _UPDATE,
    on=occasions.updates,
    tried_in=phase_names.VALUES,
)
UPDATES_TOGETHER = Check(
    "updates-together",
    "Changes of different properties that are sent at the same time all survive.",
    "semantics",
    f"{_UPDATE}; nothing says that one change undoes another",
    on=occasions.changes_one_thing_of_several,
    tried_in=phase_names.AT_ONCE,
)
TOGGLE_SETS = Check(
    "toggle-sets",
    "What an operation sets has the value sent; twice is the same as once.",
    "semantics",
    _TOGGLE,
    on=occasions.told(occasions.sets),
    tried_in=phase_names.ONCE,
)
TOGGLE_ONLY = Check(
    "toggle-only",
    "An operation that sets something changes nothing else.",
    "semantics",
    _TOGGLE,
    on=occasions.sets,
    tried_in=phase_names.ONCE,
)
ROTATE_REPLACES = Check(
    "rotate-replaces",
    "What an operation replaces has a new value.",
    "semantics",
    _ROTATE,
    on=occasions.told(occasions.replaces),
    tried_in=phase_names.ONCE,
)
ROTATE_ONLY = Check(
    "rotate-only",
    "An operation that replaces something changes nothing else.",
    "semantics",
    _ROTATE,
    on=occasions.replaces,
    loses=True,
    tried_in=phase_names.ONCE,
)
USE_AFTER_DELETE = Check(
    "use-after-delete",
    "Whatever names what was deleted gets a 4xx.",
    "semantics",
    _DELETE,
    on=occasions.uses_id,
    presence=True,
    overtaken_by=DELETED_GONE,
    tried_in=phase_names.ONCE,
)
WEBSITE_TYPE = Check(
    "website-type",
    website.TYPE_STATEMENT,
    "guide",
    f"{_WIDGET}: its type is `Website`",
    on=occasions.creates_typed,
    tried_in=phase_names.ONCE,
)
WEBSITE_TOKEN = Check(
    "website-token",
    website.TOKEN_STATEMENT,
    "guide",
    f"{_WIDGET}: its external account id is its channel token",
    on=occasions.creates_account,
    tried_in=phase_names.ONCE,
)

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
