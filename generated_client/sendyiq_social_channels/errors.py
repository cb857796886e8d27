# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""What the client raises: `SendyIQError` and its subclasses. Their text says what happened and what to do.

Neither text nor repr shows the API key or another credential that the request carried, even where the server
echoes it; only `content` and `response` are the response as it came.
"""

from __future__ import annotations

from ._exceptions import (
    APIConnectionError,
    APIKeyError,
    APIStatusError,
    APITimeoutError,
    ClientStateError,
    InvalidArgumentError,
    NoDataError,
    PoolExhaustedError,
    RefusedError,
    SendyIQError,
    ServerError,
    UnexpectedStatus,
    UnreadableAnswerError,
)

for _error in (
    APIConnectionError,
    APIKeyError,
    APIStatusError,
    APITimeoutError,
    ClientStateError,
    InvalidArgumentError,
    NoDataError,
    PoolExhaustedError,
    RefusedError,
    SendyIQError,
    ServerError,
    UnexpectedStatus,
    UnreadableAnswerError,
):
    _error.__module__ = __name__  # it is shown, and pickled, as what it is imported as


class BadRequestError(APIStatusError):
    """400: The input is not valid, a business rule refuses it, or the key belongs to no store."""

    hint = "The input is not valid, a business rule refuses it, or the key belongs to no store."


class UnauthorizedError(APIStatusError):
    """401: The key is missing or wrong."""

    hint = "The key is missing or wrong."


class ForbiddenError(APIStatusError):
    """403: The key lacks the scope that this operation needs."""

    hint = "The key lacks the scope that this operation needs."


class NotFoundError(APIStatusError):
    """404: The store has no channel with this id."""

    hint = "The store has no channel with this id."


class UnsupportedMediaTypeError(APIStatusError):
    """415: The body is not declared as `application/json`."""

    hint = "The body is not declared as `application/json`."


class TooManyRequestsError(APIStatusError):
    """429: Too many requests; wait and send the request again."""

    hint = "Too many requests; wait and send the request again."


BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    415: UnsupportedMediaTypeError,
    429: TooManyRequestsError,
}

__all__ = (
    "APIConnectionError",
    "APIKeyError",
    "APIStatusError",
    "APITimeoutError",
    "BadRequestError",
    "ClientStateError",
    "ForbiddenError",
    "InvalidArgumentError",
    "NoDataError",
    "NotFoundError",
    "PoolExhaustedError",
    "RefusedError",
    "SendyIQError",
    "ServerError",
    "TooManyRequestsError",
    "UnauthorizedError",
    "UnexpectedStatus",
    "UnreadableAnswerError",
    "UnsupportedMediaTypeError",
)
