# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
from typing import Any

import httpx

from ... import arguments, errors, reading
from ..._exceptions import http_status
from ...client import AuthenticatedClient, Client
from ...models.channel_with_snippet import ChannelWithSnippet
from ...models.create_website_channel_request import CreateWebsiteChannelRequest
from ...models.created_channel_envelope import CreatedChannelEnvelope
from ...models.error_envelope import ErrorEnvelope
from ...types import Response

_REFUSALS: reading.Refusals = {
    400: (errors.BadRequestError, ErrorEnvelope),
    401: (errors.UnauthorizedError, ErrorEnvelope),
    403: (errors.ForbiddenError, ErrorEnvelope),
    415: (errors.UnsupportedMediaTypeError, ErrorEnvelope),
    429: (errors.TooManyRequestsError, ErrorEnvelope),
}


@arguments.checked
def _get_kwargs(
    *,
    body: CreateWebsiteChannelRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/store/integrations/social/channels/website",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


@reading.explained(_REFUSALS)
def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreatedChannelEnvelope | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = CreatedChannelEnvelope.from_dict(response.json())

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
) -> Response[CreatedChannelEnvelope | ErrorEnvelope]:
    return Response(
        status_code=http_status(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateWebsiteChannelRequest,
) -> Response[CreatedChannelEnvelope | ErrorEnvelope]:
    """Create a website channel

     A website channel needs no OAuth: this one call creates it and answers with the snippet to put into
    the page.
    WhatsApp and Instagram channels are connected in the dashboard instead.

    Args:
        body (CreateWebsiteChannelRequest): The properties of a new website channel, all optional.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[CreatedChannelEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.send(kwargs)

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateWebsiteChannelRequest,
) -> CreatedChannelEnvelope | ErrorEnvelope | None:
    """Create a website channel

     A website channel needs no OAuth: this one call creates it and answers with the snippet to put into
    the page.
    WhatsApp and Instagram channels are connected in the dashboard instead.

    Args:
        body (CreateWebsiteChannelRequest): The properties of a new website channel, all optional.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        CreatedChannelEnvelope | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateWebsiteChannelRequest,
) -> Response[CreatedChannelEnvelope | ErrorEnvelope]:
    """Create a website channel

     A website channel needs no OAuth: this one call creates it and answers with the snippet to put into
    the page.
    WhatsApp and Instagram channels are connected in the dashboard instead.

    Args:
        body (CreateWebsiteChannelRequest): The properties of a new website channel, all optional.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        Response[CreatedChannelEnvelope | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.asend(kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateWebsiteChannelRequest,
) -> CreatedChannelEnvelope | ErrorEnvelope | None:
    """Create a website channel

     A website channel needs no OAuth: this one call creates it and answers with the snippet to put into
    the page.
    WhatsApp and Instagram channels are connected in the dashboard instead.

    Args:
        body (CreateWebsiteChannelRequest): The properties of a new website channel, all optional.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        errors.APITimeoutError: If the request takes longer than Client.timeout.
        errors.APIConnectionError: If no whole response comes.
        errors.UnreadableAnswerError: If the response is not what the document says.
        errors.InvalidArgumentError: If an argument cannot be sent.

    Returns:
        CreatedChannelEnvelope | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


@reading.explained(_REFUSALS)
def _result(*, response: httpx.Response) -> ChannelWithSnippet:
    """Return the useful part of a successful response; raise the error of any other."""
    if not response.is_success:
        raise reading.error_of(response, refusals=_REFUSALS)
    response_200 = CreatedChannelEnvelope.from_dict(reading.envelope(response, True))

    return response_200.data
