"""What the runtime takes from the document: `make client` writes `_document.py` with the values."""

from collections.abc import Mapping
from typing import Final, TypeAlias

DISTRIBUTION: Final[str]
VERSION: Final[str]
Server: TypeAlias = str
SERVERS: Final[Mapping[str, str]]
BASE_URL_VARIABLE: Final[str]
KEY_HEADER: Final[str]
KEY_VARIABLE: Final[str]
KEY_PATTERN: Final[str]
KEY_HELP: Final[str]
SECRETS: Final[frozenset[str]]
