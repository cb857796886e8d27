# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""A client library for accessing SendyIQ Social Channels"""

from .client import AuthenticatedClient, Client
from .errors import SendyIQError
from .operations import AsyncSendyIQ, SendyIQ

__version__ = "0.1.0"

__all__ = (
    "AsyncSendyIQ",
    "AuthenticatedClient",
    "Client",
    "SendyIQ",
    "SendyIQError",
)
