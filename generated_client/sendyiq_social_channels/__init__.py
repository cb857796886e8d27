# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
# mypy: disable-error-code="arg-type, redundant-cast"
"""A client library for accessing SendyIQ Social Channels"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
