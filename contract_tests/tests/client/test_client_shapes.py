"""The useful part of an answer is found by the document: where it puts the resource, there the methods find it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.tests.client.calling import CHANNEL_ID, both_ways, transport
from contract_tests.tests.support import stubs, worlds
from contract_tests.tests.support.keeping import changed
from generated_client.generator import generate

SHAPED = "shaped_client"
CHANNEL = {"id": CHANNEL_ID, "widgetToken": "0123"}
COUPON = {"number": 7, "label": "Spring"}
PAGED = (
    """            data:
              type: [array, 'null']
              x-provenance: assumed
              description: The channels, in no particular order.
              items:
                $ref: '#/components/schemas/Channel'
""",
    """            data:
              type: object
              properties:
                items: {type: array, items: {$ref: '#/components/schemas/Channel'}}
                page: {type: integer}
                pageSize: {type: integer}
                total: {type: integer}
""",
)
WRAPPED = (
    """            data:
              $ref: '#/components/schemas/ChannelWithSnippet'
              minProperties: 1
""",
    """            data:
              type: object
              required: [channel]
              properties:
                channel: {$ref: '#/components/schemas/ChannelWithSnippet'}
                advice: {type: string}
""",
)


def generate_shaped(folder: Path) -> None:
    document = changed(worlds.with_coupons(), PAGED, WRAPPED).replace("channelToken", "widgetToken")
    (folder / "openapi.yaml").write_text(document, encoding="utf-8")
    generate.generate(folder / SHAPED, folder / "openapi.yaml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the client is, of a document whose answers have other shapes and names, and of a second resource."""
    folder = tmp_path_factory.mktemp("shaped")
    generate_shaped(folder)
    return folder


@pytest.fixture
def shaped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(folder))
    yield importlib.import_module(SHAPED)
    for name in [name for name in sys.modules if name.partition(".")[0] == SHAPED]:
        del sys.modules[name]


async def ask(shaped: Any, way: str, method: str, data: object, **arguments: Any) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"success": True, "data": data})

    args = {"transport": transport(answer)}
    client = shaped.AuthenticatedClient("https://api.invalid", stubs.KEY, retries=0, httpx_args=args)
    if way == "sync":
        with shaped.SendyIQ(client=client) as sendy:
            return getattr(sendy, method)(**arguments)
    async with shaped.AsyncSendyIQ(client=client) as sendy:
        return await getattr(sendy, method)(**arguments)


@pytest.mark.anyio
@both_ways
async def test_a_page_iterates_over_its_items_and_has_the_rest(shaped: Any, way: str) -> None:
    page = await ask(shaped, way, "list_channels", {"items": [CHANNEL, CHANNEL], "page": 1, "pageSize": 2, "total": 9})
    assert [(type(channel), channel.widget_token) for channel in page] == [(shaped.Channel, "0123")] * 2
    assert (len(page), page.page, page.page_size, page.total) == (2, 1, 2, 9)
    assert not await ask(shaped, way, "list_channels", {"items": [], "total": 0})


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("data", [None, {}, {"items": None, "total": 0}], ids=repr)
async def test_a_page_without_items_is_no_empty_one(shaped: Any, way: str, data: object) -> None:
    with pytest.raises(shaped.NoDataError):
        await ask(shaped, way, "list_channels", data)


@pytest.mark.anyio
@both_ways
async def test_a_wrapped_resource_is_what_a_create_returns(shaped: Any, way: str) -> None:
    wrapped = {"channel": {**CHANNEL, "embedSnippet": "<script>"}, "advice": "Paste it."}
    made = await ask(shaped, way, "create_website_channel", wrapped)
    assert (type(made), made.widget_token, made.embed_snippet) == (shaped.ChannelWithSnippet, "0123", "<script>")
    with pytest.raises(shaped.UnreadableAnswerError, match="'channel' is missing"):
        await ask(shaped, way, "create_website_channel", {"advice": "Paste it."})


@pytest.mark.anyio
@both_ways
async def test_a_second_resource_has_methods_of_its_own(shaped: Any, way: str) -> None:
    assert [coupon.number for coupon in await ask(shaped, way, "find_coupons", [COUPON])] == [7]
    assert (await ask(shaped, way, "issue_coupon", COUPON, label="Spring")).label == "Spring"
    assert type(await ask(shaped, way, "revoke_coupon", COUPON, coupon_number=7)) is shaped.Coupon
