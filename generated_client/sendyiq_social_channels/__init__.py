# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""A client library for accessing SendyIQ Social Channels"""

from typing import TYPE_CHECKING, Any

from . import errors
from ._document import VERSION as __version__
from .client import AuthenticatedClient, Client
from .errors import *
from .operations import AsyncSendyIQ, SendyIQ
from .raw import RawResponse
from .types import UNSET, Unset

if TYPE_CHECKING:
    from .models import Channel, ChannelWithSnippet

__all__ = [
    "UNSET",
    "AsyncSendyIQ",
    "AuthenticatedClient",
    "Channel",
    "ChannelWithSnippet",
    "Client",
    "RawResponse",
    "SendyIQ",
    "Unset",
    "__version__",
]
__all__ += errors.__all__


def __getattr__(name: str) -> Any:
    """Import a model with its first use: attrs takes a while to import."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import models

    return getattr(models, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
