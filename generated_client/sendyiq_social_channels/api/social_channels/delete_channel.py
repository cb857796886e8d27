# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import arguments, errors, reading
from ..._exceptions import http_status
from ...client import AuthenticatedClient, Client
from ...models.deleted_envelope import DeletedEnvelope
from ...models.error_envelope import ErrorEnvelope
from ...types import Response

_REFUSALS: reading.Refusals = {
    400: (errors.BadRequestError, ErrorEnvelope),
    401: (errors.UnauthorizedError, ErrorEnvelope),
    403: (errors.ForbiddenError, ErrorEnvelope),
    404: (errors.NotFoundError, ErrorEnvelope),
    429: (errors.TooManyRequestsError, ErrorEnvelope),
}


@arguments.checked
def _get_kwargs(
    channel_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/store/integrations/social/channels/{channel_id}".format(
            channel_id=quote(str(arguments.as_uuid("channel_id", channel_id)), safe=""),
        ),
    }

    return _kwargs


@reading.explained(_REFUSALS)
def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedEnvelope | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = DeletedEnvelope.from_dict(response.json())

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

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise reading.error_of(response, refusals=_REFUSALS)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DeletedEnvelope | ErrorEnvelope]:
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
) -> Response[DeletedEnvelope | ErrorEnvelope]:
    """Remove a channel

     The channel is gone afterwards; a website widget that uses its token stops working.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[DeletedEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
    )

    response = client.send(kwargs)

    return _build_response(client=client, response=response)


def sync(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
) -> DeletedEnvelope | ErrorEnvelope | None:
    """Remove a channel

     The channel is gone afterwards; a website widget that uses its token stops working.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        DeletedEnvelope | ErrorEnvelope
    """

    return sync_detailed(
        channel_id=channel_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[DeletedEnvelope | ErrorEnvelope]:
    """Remove a channel

     The channel is gone afterwards; a website widget that uses its token stops working.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[DeletedEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
    )

    response = await client.asend(kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    channel_id: UUID,
    *,
    client: AuthenticatedClient,
) -> DeletedEnvelope | ErrorEnvelope | None:
    """Remove a channel

     The channel is gone afterwards; a website widget that uses its token stops working.

    Args:
        channel_id (UUID): The `id` of the channel, as the list shows it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        DeletedEnvelope | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            channel_id=channel_id,
            client=client,
        )
    ).parsed


@reading.explained(_REFUSALS)
def _result(*, response: httpx.Response) -> None:
    """Return the useful part of a successful response; raise the error of any other."""
    if not response.is_success:
        raise reading.error_of(response, refusals=_REFUSALS)
    if response.status_code == 204:
        return
    response_200 = DeletedEnvelope.from_dict(reading.envelope(response, False))

    return
