# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from typing import Any

import httpx

from ... import arguments, errors, reading
from ..._exceptions import http_status
from ...client import AuthenticatedClient, Client
from ...models.channel import Channel
from ...models.channel_list_envelope import ChannelListEnvelope
from ...models.error_envelope import ErrorEnvelope
from ...types import Response

_REFUSALS: reading.Refusals = {
    400: (errors.BadRequestError, ErrorEnvelope),
    401: (errors.UnauthorizedError, ErrorEnvelope),
    403: (errors.ForbiddenError, ErrorEnvelope),
    429: (errors.TooManyRequestsError, ErrorEnvelope),
}


@arguments.checked
def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/store/integrations/social/channels",
    }

    return _kwargs


@reading.explained(_REFUSALS)
def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChannelListEnvelope | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = ChannelListEnvelope.from_dict(response.json())

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

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise reading.error_of(response, refusals=_REFUSALS)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ChannelListEnvelope | ErrorEnvelope]:
    return Response(
        status_code=http_status(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ChannelListEnvelope | ErrorEnvelope]:
    """List the channels of the store

     Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[ChannelListEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs()

    response = client.send(kwargs)

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> ChannelListEnvelope | ErrorEnvelope | None:
    """List the channels of the store

     Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        ChannelListEnvelope | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ChannelListEnvelope | ErrorEnvelope]:
    """List the channels of the store

     Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[ChannelListEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs()

    response = await client.asend(kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> ChannelListEnvelope | ErrorEnvelope | None:
    """List the channels of the store

     Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        ChannelListEnvelope | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed


@reading.explained(_REFUSALS)
def _result(*, response: httpx.Response) -> list[Channel]:
    """Return the useful part of a successful response; raise the error of any other."""
    if not response.is_success:
        raise reading.error_of(response, refusals=_REFUSALS)
    response_200 = ChannelListEnvelope.from_dict(reading.envelope(response, True))

    if response_200.data is None:
        raise reading.no_data(response)
    return response_200.data
