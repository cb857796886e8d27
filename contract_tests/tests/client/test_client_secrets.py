"""Neither the key nor a credential of a channel shows where people look: reprs, texts, tracebacks."""

from __future__ import annotations

import copy
import html
import json
import pickle
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, SendyIQ, SendyIQError, errors
from sendyiq_social_channels.api.social_channels import list_channels
from sendyiq_social_channels.models import UpdateChannelRequest

from contract_tests.tests.client.calling import CHANNEL_ID, answering, ask, both_ways, through, transport
from contract_tests.tests.support import stubs

KEY, SECRET = stubs.KEY, stubs.KEY.partition(".")[2]
TOKENS = {"access_token": "EAAG-access-token", "app_secret": "app-secret-of-ours"}
HIDDEN = (KEY, SECRET, *TOKENS.values())


def shown(*texts: object) -> list[str]:
    """Return the secrets that the texts show."""
    return [secret for secret in HIDDEN for text in texts if secret in str(text)]


@pytest.mark.anyio
@both_ways
async def test_no_repr_shows_the_key(way: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"success": True, "data": []})

    client = through(answer)
    sendy = (SendyIQ if way == "sync" else AsyncSendyIQ)(client=client)
    await ask(way, "listChannels", client)
    assert seen[0].headers[stubs.SPEC.key_header] == KEY
    inside = client.get_httpx_client(), client.get_async_httpx_client()
    reprs = [repr(thing) for thing in (client, sendy, *inside, seen[0], seen[0].headers)]
    reprs += [repr(one.headers) for one in inside]
    assert shown(*reprs) == []


def test_a_password_in_the_address_is_not_shown() -> None:
    client = AuthenticatedClient("https://user:app-secret-of-ours@example.com", KEY)
    assert shown(repr(client)) == []


def test_the_model_of_a_request_does_not_show_the_credentials_that_it_holds() -> None:
    body = UpdateChannelRequest("A", TOKENS["access_token"], TOKENS["app_secret"])
    assert "display_name='A'" in repr(body)
    assert shown(repr(body)) == []
    assert shown(body.to_dict()) == list(TOKENS.values())


def everything_of(error: BaseException | None) -> Iterator[str]:
    seen: set[BaseException] = set()
    while error is not None and error not in seen:  # respx chains what it raises in a circle
        seen.add(error)
        yield from (str(error), repr(error), "".join(traceback.format_exception(error)))
        yield repr({name: value for name, value in vars(error).items() if name != "content"})
        error = error.__cause__ or error.__context__


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("status", [200, 400, 401, 500, 418])
@pytest.mark.parametrize("shape", ["envelope", "text", "nested", "wrong"])
async def test_what_the_server_echoes_is_not_shown(status: int, shape: str, way: str) -> None:
    echo = " / ".join(HIDDEN)
    answer = {
        "envelope": httpx.Response(status, json={"success": False, "message": echo, "errors": [echo]}),
        "text": httpx.Response(status, text=echo),
        "nested": httpx.Response(status, json={"success": False, "errors": [{"field": [echo], echo: echo}]}),
        "wrong": httpx.Response(status, json={"success": True, "data": {"id": CHANNEL_ID, "tokenExpiresAt": echo}}),
    }[shape]
    with pytest.raises(SendyIQError) as caught:
        await ask(way, "updateChannel", answering(answer), channel_id=CHANNEL_ID, **TOKENS)
    assert shown(*everything_of(caught.value)) == []
    assert caught.value.content == answer.content


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("failure", [httpx.ReadTimeout(""), httpx.ConnectError("refused"), httpx.InvalidURL("no")])
async def test_no_failure_of_the_network_shows_the_key(failure: Exception, way: str) -> None:
    with pytest.raises(errors.APIConnectionError) as caught:
        await ask(way, "updateChannel", answering(failure), channel_id=CHANNEL_ID, **TOKENS)
    assert shown(*everything_of(caught.value)) == []


@pytest.mark.anyio
@both_ways
async def test_credentials_of_other_headers_are_not_shown_either(way: str) -> None:
    others = {"Authorization": "Bearer gateway-t0ken", "Proxy-Authorization": "Basic cHIweHk6cHc="}
    echo = httpx.Response(400, json={"success": False, "message": "gateway-t0ken, cHIweHk6cHc=, s3ssion, path=/"})
    client = answering(echo, headers=others, cookies={"sid": "s3ssion", "lang": "en"})
    with pytest.raises(errors.BadRequestError) as caught:
        await ask(way, "listChannels", client)
    assert caught.value.message == "[redacted], [redacted], [redacted], path=/"


ODD = "k3y/+<'&\"%\\.s3cr3t/+<'&\"%\\"
ENCODINGS = {
    "address": quote(ODD, safe=""),
    "lower": quote(ODD, safe="").lower(),
    "HTML": html.escape(ODD),
    "JSON": json.dumps(ODD).replace("/", r"\/"),
    "twice": json.dumps(json.dumps(ODD)),
    "repr": repr(ODD),
    "cut": "x" * 195 + ODD,
}


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(
    "header", [{}, {"auth_header_name": "Authorization", "prefix": "Bearer"}], ids=["key", "bearer"]
)
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_an_echo_is_not_shown_however_it_is_encoded(encoding: str, header: dict[str, Any], way: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text=ENCODINGS[encoding], headers={"Location": quote(ODD)})

    args = {"transport": transport(answer)}
    client = AuthenticatedClient(stubs.BASE_URL, ODD, **header, retries=0, httpx_args=args)
    with pytest.raises(SendyIQError) as caught:
        await ask(way, "listChannels", client)
    said = " ".join(everything_of(caught.value))
    assert "[redacted]" in said
    assert not [part for part in ("k3y", "s3cr3t") if part in said]


@pytest.mark.anyio
@both_ways
async def test_a_failure_whose_text_shows_the_key_is_not_chained(way: str) -> None:
    failure = httpx.RemoteProtocolError(f"illegal header line: bytearray(b'X-Echo {KEY}')")
    with pytest.raises(errors.APIConnectionError, match="illegal header line") as caught:
        await ask(way, "listChannels", answering(failure))
    assert shown(*everything_of(caught.value)) == []


@pytest.mark.anyio
@both_ways
async def test_a_key_in_the_address_of_a_redirect_is_not_shown(way: str) -> None:
    for place in (f"http://[x/{KEY}", f"http://elsewhere.invalid/{KEY}"):

        def answer(request: httpx.Request, place: str = place) -> httpx.Response:
            if request.url.host == "elsewhere.invalid":
                raise httpx.ConnectError("refused")
            return httpx.Response(302, headers={"Location": place})

        with pytest.raises(errors.APIConnectionError) as caught:
            await ask(way, "listChannels", through(answer, follow_redirects=True))
        assert shown(*everything_of(caught.value)) == []


@pytest.mark.parametrize("header", [{"prefix": "Bearer\n"}, {"auth_header_name": "X Key"}, {"auth_header_name": ""}])
def test_what_can_be_no_header_is_refused_without_showing_the_key(header: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=r"prefix|auth_header_name") as caught:
        AuthenticatedClient(token=KEY, **header)
    assert shown(*everything_of(caught.value)) == []


@pytest.mark.parametrize("act", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_is_not_pickled_or_copied(act: Any) -> None:
    client = AuthenticatedClient(token=KEY)
    for thing in (client, SendyIQ(client=client), AsyncSendyIQ(client=client)):
        if act is copy.copy and thing is not client:
            continue  # a second object on the same client, which shows nothing
        with pytest.raises(TypeError, match="AuthenticatedClient cannot be pickled or copied"):
            act(thing)


def test_what_the_document_does_not_know_of_an_answer_is_kept_and_not_shown() -> None:
    known = {"id": CHANNEL_ID, "accessToken": TOKENS["access_token"]}
    body = {"success": True, "message": f"hello {KEY}", "data": [known], "trace": KEY}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body, headers={"X-Echo": KEY})

    client = through(answer)
    response = list_channels.sync_detailed(client=client)
    (channel,) = SendyIQ(client=client).list_channels()
    assert channel["accessToken"] == TOKENS["access_token"]
    assert shown(repr(response), repr(channel)) == []
