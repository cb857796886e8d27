# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""The operations as methods: of SendyIQ, and of AsyncSendyIQ for asyncio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import httpx

from . import arguments, raw
from .bases import AsyncOperations, SyncOperations
from .types import UNSET, Unset

if TYPE_CHECKING:
    import datetime
    from uuid import UUID

    from .models.channel import Channel
    from .models.channel_with_snippet import ChannelWithSnippet


class SendyIQ(SyncOperations):
    """SendyIQ Social Channels, an operation a method.

        with SendyIQ() as client:
            client.list_channels(...)

    Threads may share one, and should: it keeps its connections open.

    Args:
        api_key: The API key; the default is what the environment variable SENDYIQ_API_KEY holds.
        server: Where the API is, by name:
            staging: https://stagging-api.sendyiq.com (Staging (the vendor spells it so))
            production: https://api.sendyiq.com (Production. The contract suite refuses to run against it)
            mock: http://127.0.0.1:4010 (The mock of this project, started by `make mock`)
        base_url: Where else the API is; the default is what the environment variable SENDYIQ_BASE_URL holds,
            and otherwise the first of the servers.
        timeout: Seconds for each step of a request, or an httpx.Timeout; None waits for ever. The default is 30.
        retries: How often a request is sent again at most, and 0 for never: see Client. The default is 2.
        deadline: Seconds for a whole call, retries and waits included; None, the default, for no limit.
        headers: Sent with every request.
        user_agent: A product, such as my-shop/1.2, that follows the client's own in the header User-Agent.
        verify_ssl: False trusts any certificate; a path or an SSLContext says which to trust.
        client: An AuthenticatedClient with settings that are not named here, instead of all of them.

    Raises:
        errors.APIKeyError: There is no key, or it cannot be one.
        errors.InvalidArgumentError: Another setting cannot be one.
    """

    __slots__ = ()

    @property
    def with_raw_response(self) -> SendyIQWithRawResponse:
        """The same methods; they return a response whole, with status and headers, and what they return here as `parsed`."""
        return SendyIQWithRawResponse(self._returning_raw())

    def list_channels(
        self,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> list[Channel]:
        """List the channels of the store

        Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

        Args:
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channels of the store.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import list_channels as operation

        request = operation._get_kwargs()
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    def delete_channel(
        self,
        channel_id: UUID | str,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> None:
        """Remove a channel

        The channel is gone afterwards; a website widget that uses its token stops working.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import delete_channel as operation

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
        )
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    def update_channel(
        self,
        channel_id: UUID | str,
        *,
        display_name: None | str | Unset = UNSET,
        access_token: None | str | Unset = UNSET,
        app_secret: None | str | Unset = UNSET,
        ai_provider_code: None | str | Unset = UNSET,
        ai_model_code: None | str | Unset = UNSET,
        system_prompt_override: None | str | Unset = UNSET,
        token_expires_at: datetime.datetime | None | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Channel:
        """Change some properties of a channel

        A partial update: a property that is sent is replaced, a property that is left out stays as it is.
        `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are stored
        encrypted and never come back.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            display_name: The name that the dashboard shows.
            access_token: The channel's access token at WhatsApp or Instagram. A credential, never returned.
            app_secret: The secret of the app that the channel is connected through. A credential, never returned.
            ai_provider_code: Code of the AI provider that the agent uses.
            ai_model_code: Code of the AI model that the agent uses.
            system_prompt_override: Replaces the agent's standard system prompt.
            token_expires_at: When the access token expires.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel as it is now.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import update_channel as operation
        from .models.update_channel_request import UpdateChannelRequest

        body = UpdateChannelRequest(
            display_name=display_name,
            access_token=access_token,
            app_secret=app_secret,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            token_expires_at=token_expires_at,
        )

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
            body=body,
        )
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    def rotate_channel_token(
        self,
        channel_id: UUID | str,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> ChannelWithSnippet:
        """Replace the token of a channel

        The channel gets a new `channelToken`; nothing else about it changes. A website widget has to be given
        the new embed snippet.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel with its new token.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import rotate_channel_token as operation

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
        )
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    def toggle_channel_agent(
        self,
        channel_id: UUID | str,
        *,
        enabled: bool | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Channel:
        """Switch the AI agent of a channel on or off

        Sets `isAgentEnabled` to the value sent, so sending the same value twice is the same as sending it once.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            enabled: True switches the agent on, false off.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel with its agent switched.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import toggle_channel_agent as operation
        from .models.toggle_channel_agent_request import ToggleChannelAgentRequest

        body = ToggleChannelAgentRequest(
            enabled=enabled,
        )

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
            body=body,
        )
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    def create_website_channel(
        self,
        *,
        display_name: str | Unset = UNSET,
        ai_provider_code: str | Unset = UNSET,
        ai_model_code: str | Unset = UNSET,
        system_prompt_override: str | Unset = UNSET,
        is_agent_enabled: bool | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> ChannelWithSnippet:
        """Create a website channel

        A website channel needs no OAuth: this one call creates it and answers with the snippet to put into the
        page.
        WhatsApp and Instagram channels are connected in the dashboard instead.

        Args:
            display_name: The name that the dashboard shows.
            ai_provider_code: Code of the AI provider that the agent uses.
            ai_model_code: Code of the AI model that the agent uses.
            system_prompt_override: Replaces the agent's standard system prompt.
            is_agent_enabled: Whether the AI agent answers from the start.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The new channel, with the snippet that puts it into a page.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import create_website_channel as operation
        from .models.create_website_channel_request import CreateWebsiteChannelRequest

        body = CreateWebsiteChannelRequest(
            display_name=display_name,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            is_agent_enabled=is_agent_enabled,
        )

        request = operation._get_kwargs(
            body=body,
        )
        return self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )


class SendyIQWithRawResponse:
    """The methods of SendyIQ; each returns a response whole."""

    def __init__(self, methods: SendyIQ) -> None:
        self.list_channels = raw.returns_raw(methods.list_channels)
        self.delete_channel = raw.returns_raw(methods.delete_channel)
        self.update_channel = raw.returns_raw(methods.update_channel)
        self.rotate_channel_token = raw.returns_raw(methods.rotate_channel_token)
        self.toggle_channel_agent = raw.returns_raw(methods.toggle_channel_agent)
        self.create_website_channel = raw.returns_raw(methods.create_website_channel)


class AsyncSendyIQ(AsyncOperations):
    """SendyIQ Social Channels, an operation a method, for asyncio.

        async with AsyncSendyIQ() as client:
            await client.list_channels(...)

    The tasks of one event loop may share one, and should: it keeps its connections open.

    Args:
        api_key: The API key; the default is what the environment variable SENDYIQ_API_KEY holds.
        server: Where the API is, by name:
            staging: https://stagging-api.sendyiq.com (Staging (the vendor spells it so))
            production: https://api.sendyiq.com (Production. The contract suite refuses to run against it)
            mock: http://127.0.0.1:4010 (The mock of this project, started by `make mock`)
        base_url: Where else the API is; the default is what the environment variable SENDYIQ_BASE_URL holds,
            and otherwise the first of the servers.
        timeout: Seconds for each step of a request, or an httpx.Timeout; None waits for ever. The default is 30.
        retries: How often a request is sent again at most, and 0 for never: see Client. The default is 2.
        deadline: Seconds for a whole call, retries and waits included; None, the default, for no limit.
        headers: Sent with every request.
        user_agent: A product, such as my-shop/1.2, that follows the client's own in the header User-Agent.
        verify_ssl: False trusts any certificate; a path or an SSLContext says which to trust.
        client: An AuthenticatedClient with settings that are not named here, instead of all of them.

    Raises:
        errors.APIKeyError: There is no key, or it cannot be one.
        errors.InvalidArgumentError: Another setting cannot be one.
    """

    __slots__ = ()

    @property
    def with_raw_response(self) -> AsyncSendyIQWithRawResponse:
        """The same methods; they return a response whole, with status and headers, and what they return here as `parsed`."""
        return AsyncSendyIQWithRawResponse(self._returning_raw())

    async def list_channels(
        self,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> list[Channel]:
        """List the channels of the store

        Returns every channel of the store that the key belongs to, whatever its type. There is no paging.

        Args:
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channels of the store.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import list_channels as operation

        request = operation._get_kwargs()
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    async def delete_channel(
        self,
        channel_id: UUID | str,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> None:
        """Remove a channel

        The channel is gone afterwards; a website widget that uses its token stops working.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import delete_channel as operation

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
        )
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    async def update_channel(
        self,
        channel_id: UUID | str,
        *,
        display_name: None | str | Unset = UNSET,
        access_token: None | str | Unset = UNSET,
        app_secret: None | str | Unset = UNSET,
        ai_provider_code: None | str | Unset = UNSET,
        ai_model_code: None | str | Unset = UNSET,
        system_prompt_override: None | str | Unset = UNSET,
        token_expires_at: datetime.datetime | None | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Channel:
        """Change some properties of a channel

        A partial update: a property that is sent is replaced, a property that is left out stays as it is.
        `accessToken` and `appSecret` are the credentials of a WhatsApp or Instagram channel; they are stored
        encrypted and never come back.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            display_name: The name that the dashboard shows.
            access_token: The channel's access token at WhatsApp or Instagram. A credential, never returned.
            app_secret: The secret of the app that the channel is connected through. A credential, never returned.
            ai_provider_code: Code of the AI provider that the agent uses.
            ai_model_code: Code of the AI model that the agent uses.
            system_prompt_override: Replaces the agent's standard system prompt.
            token_expires_at: When the access token expires.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel as it is now.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import update_channel as operation
        from .models.update_channel_request import UpdateChannelRequest

        body = UpdateChannelRequest(
            display_name=display_name,
            access_token=access_token,
            app_secret=app_secret,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            token_expires_at=token_expires_at,
        )

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
            body=body,
        )
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    async def rotate_channel_token(
        self,
        channel_id: UUID | str,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> ChannelWithSnippet:
        """Replace the token of a channel

        The channel gets a new `channelToken`; nothing else about it changes. A website widget has to be given
        the new embed snippet.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel with its new token.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import rotate_channel_token as operation

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
        )
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    async def toggle_channel_agent(
        self,
        channel_id: UUID | str,
        *,
        enabled: bool | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Channel:
        """Switch the AI agent of a channel on or off

        Sets `isAgentEnabled` to the value sent, so sending the same value twice is the same as sending it once.

        Args:
            channel_id: The `id` of the channel, as the list shows it.
            enabled: True switches the agent on, false off.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The channel with its agent switched.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.NotFoundError: The store has no channel with this id.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import toggle_channel_agent as operation
        from .models.toggle_channel_agent_request import ToggleChannelAgentRequest

        body = ToggleChannelAgentRequest(
            enabled=enabled,
        )

        request = operation._get_kwargs(
            channel_id=arguments.as_uuid("channel_id", channel_id),
            body=body,
        )
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )

    async def create_website_channel(
        self,
        *,
        display_name: str | Unset = UNSET,
        ai_provider_code: str | Unset = UNSET,
        ai_model_code: str | Unset = UNSET,
        system_prompt_override: str | Unset = UNSET,
        is_agent_enabled: bool | Unset = UNSET,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> ChannelWithSnippet:
        """Create a website channel

        A website channel needs no OAuth: this one call creates it and answers with the snippet to put into the
        page.
        WhatsApp and Instagram channels are connected in the dashboard instead.

        Args:
            display_name: The name that the dashboard shows.
            ai_provider_code: Code of the AI provider that the agent uses.
            ai_model_code: Code of the AI model that the agent uses.
            system_prompt_override: Replaces the agent's standard system prompt.
            is_agent_enabled: Whether the AI agent answers from the start.
            timeout, headers, retries, deadline: Of this call: see `with_options`.

        Returns:
            The new channel, with the snippet that puts it into a page.

        Raises:
            errors.BadRequestError: The input is not valid, a business rule refuses it, or the key belongs to no store.
            errors.UnauthorizedError: The key is missing or wrong.
            errors.ForbiddenError: The key lacks the scope that this operation needs.
            errors.UnsupportedMediaTypeError: The body is not declared as `application/json`.
            errors.TooManyRequestsError: Too many requests; wait and send the request again.
            errors.SendyIQError: Anything else: see `errors`.
        """
        from .api.social_channels import create_website_channel as operation
        from .models.create_website_channel_request import CreateWebsiteChannelRequest

        body = CreateWebsiteChannelRequest(
            display_name=display_name,
            ai_provider_code=ai_provider_code,
            ai_model_code=ai_model_code,
            system_prompt_override=system_prompt_override,
            is_agent_enabled=is_agent_enabled,
        )

        request = operation._get_kwargs(
            body=body,
        )
        return await self._call(
            operation._result,
            request,
            timeout,
            headers,
            retries,
            deadline,
        )


class AsyncSendyIQWithRawResponse:
    """The methods of AsyncSendyIQ; each returns a response whole."""

    def __init__(self, methods: AsyncSendyIQ) -> None:
        self.list_channels = raw.returns_raw_later(methods.list_channels)
        self.delete_channel = raw.returns_raw_later(methods.delete_channel)
        self.update_channel = raw.returns_raw_later(methods.update_channel)
        self.rotate_channel_token = raw.returns_raw_later(methods.rotate_channel_token)
        self.toggle_channel_agent = raw.returns_raw_later(methods.toggle_channel_agent)
        self.create_website_channel = raw.returns_raw_later(methods.create_website_channel)
