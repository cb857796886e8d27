# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""What the client takes from the document besides the operations and the models."""

from typing import Literal

DISTRIBUTION = "sendyiq-social-channels"
VERSION = "0.2.0"
Server = Literal[
    "staging",
    "production",
    "mock",
]
SERVERS: dict[str, str] = {
    "staging": "https://stagging-api.sendyiq.com",
    "production": "https://api.sendyiq.com",
    "mock": "http://127.0.0.1:4010",
}
"""The servers by their names; the first is the default."""
BASE_URL_VARIABLE = "SENDYIQ_BASE_URL"
KEY_HEADER = "X-API-Key"
KEY_VARIABLE = "SENDYIQ_API_KEY"
KEY_PATTERN = "^[!-~]+\\.[!-~]+$"
KEY_HELP = "A key reads `<keyId>.<secret>`, is issued in the dashboard and belongs to one store. It carries scopes: `messaging:read` to list, `messaging:write` for all else. A key never belongs in a URL."
SECRETS = frozenset(["accessToken", "appSecret"])
"""Names of the properties that are credentials."""
