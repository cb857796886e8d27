# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import arguments, errors, reading
from ..._exceptions import http_status
from ...client import AuthenticatedClient, Client
from ...models.channel import Channel
from ...models.channel_envelope import ChannelEnvelope
from ...models.error_envelope import ErrorEnvelope
from ...models.update_channel_request import UpdateChannelRequest
from ...types import Response

_REFUSALS: reading.Refusals = {
    400: (errors.BadRequestError, ErrorEnvelope),
    401: (errors.UnauthorizedError, ErrorEnvelope),
    403: (errors.ForbiddenError, ErrorEnvelope),
    404: (errors.NotFoundError, ErrorEnvelope),
    415: (errors.UnsupportedMediaTypeError, ErrorEnvelope),
    429: (errors.TooManyRequestsError, ErrorEnvelope),
}


@arguments.checked
def _get_kwargs(
    channel_id: UUID,
    *,
    body: UpdateChannelRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/v1/store/integrations/social/channels/{channel_id}".format(
            channel_id=quote(str(arguments.as_uuid("channel_id", channel_id)), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


@reading.explained(_REFUSALS)
def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChannelEnvelope | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = ChannelEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorEnvelope.from_dict(response.json())

        return response_404

    if response.status_code == 415:
        response_415 = ErrorEnvelope.from_dict(response.json())

        return response_415

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise reading.error_of(response, refusals=_REFUSALS)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ChannelEnvelope | ErrorEnvelope]:
    return Response(
        status_code=http_status(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
    body: UpdateChannelRequest,
) -> Response[ChannelEnvelope | ErrorEnvelope]:
    """Change some properties of a channel

     A partial update: a property that is sent is replaced, a property that is left out stays as it is.
    `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are
    stored
    encrypted and never come back.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.
        body (UpdateChannelRequest): The properties to replace; what is left out stays. The page
            knows them as plain strings. That null may be
            sent, to clear a property, is a guess of ours.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[ChannelEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        body=body,
    )

    response = client.send(kwargs)

    return _build_response(client=client, response=response)


def sync(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
    body: UpdateChannelRequest,
) -> ChannelEnvelope | ErrorEnvelope | None:
    """Change some properties of a channel

     A partial update: a property that is sent is replaced, a property that is left out stays as it is.
    `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are
    stored
    encrypted and never come back.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.
        body (UpdateChannelRequest): The properties to replace; what is left out stays. The page
            knows them as plain strings. That null may be
            sent, to clear a property, is a guess of ours.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        ChannelEnvelope | ErrorEnvelope
    """

    return sync_detailed(
        channel_id=channel_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
    body: UpdateChannelRequest,
) -> Response[ChannelEnvelope | ErrorEnvelope]:
    """Change some properties of a channel

     A partial update: a property that is sent is replaced, a property that is left out stays as it is.
    `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are
    stored
    encrypted and never come back.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.
        body (UpdateChannelRequest): The properties to replace; what is left out stays. The page
            knows them as plain strings. That null may be
            sent, to clear a property, is a guess of ours.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[ChannelEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        body=body,
    )

    response = await client.asend(kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
    body: UpdateChannelRequest,
) -> ChannelEnvelope | ErrorEnvelope | None:
    """Change some properties of a channel

     A partial update: a property that is sent is replaced, a property that is left out stays as it is.
    `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are
    stored
    encrypted and never come back.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.
        body (UpdateChannelRequest): The properties to replace; what is left out stays. The page
            knows them as plain strings. That null may be
            sent, to clear a property, is a guess of ours.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        ChannelEnvelope | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            channel_id=channel_id,
            client=client,
            body=body,
        )
    ).parsed


@reading.explained(_REFUSALS)
def _result(*, response: httpx.Response) -> Channel:
    """Return the useful part of a successful response; raise the error of any other."""
    if not response.is_success:
        raise reading.error_of(response, refusals=_REFUSALS)
    response_200 = ChannelEnvelope.from_dict(reading.envelope(response, True))

    if response_200.data is None:
        raise reading.no_data(response)
    return response_200.data
