# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Contains all the data models used in inputs/outputs"""

from .channel import Channel
from .channel_envelope import ChannelEnvelope
from .channel_list_envelope import ChannelListEnvelope
from .channel_with_snippet import ChannelWithSnippet
from .create_website_channel_request import CreateWebsiteChannelRequest
from .created_channel_envelope import CreatedChannelEnvelope
from .deleted_envelope import DeletedEnvelope
from .envelope import Envelope
from .error_envelope import ErrorEnvelope
from .rotated_channel_envelope import RotatedChannelEnvelope
from .toggle_channel_agent_request import ToggleChannelAgentRequest
from .update_channel_request import UpdateChannelRequest

__all__ = (
    "Channel",
    "ChannelEnvelope",
    "ChannelListEnvelope",
    "ChannelWithSnippet",
    "CreateWebsiteChannelRequest",
    "CreatedChannelEnvelope",
    "DeletedEnvelope",
    "Envelope",
    "ErrorEnvelope",
    "RotatedChannelEnvelope",
    "ToggleChannelAgentRequest",
    "UpdateChannelRequest",
)
