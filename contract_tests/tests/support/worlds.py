"""Documents that differ from ours by some lines, as a maintainer would write them."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from contract_tests import spec
from contract_tests.tests.support.keeping import changed

OURS = spec.SPEC_PATH.read_text(encoding="utf-8")
_DATA = "                  "
COUPONS = """
  /api/v1/store/coupons:
    get:
      operationId: findCoupons
      x-effect: {lists: Coupon}
      tags: [Coupons]
      responses:
        '200':
          description: All coupons.
          content:
            application/json:
              schema:
                type: object
                properties:
                  success: {type: boolean}
                  data:
                    type: array
                    items: {$ref: '#/components/schemas/Coupon'}
              example: {success: true, data: []}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '403': {$ref: '#/components/responses/Forbidden'}
    post:
      operationId: issueCoupon
      x-effect: {creates: Coupon}
      tags: [Coupons]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [label]
              properties:
                label: {type: string, maxLength: 200}
                endsAt: {type: string, format: date-time}
                isPublic: {type: boolean}
                pinCode: {type: string, writeOnly: true}
      responses:
        '200': {$ref: '#/components/responses/CouponShown'}
        '400': {$ref: '#/components/responses/BadRequest'}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '415': {$ref: '#/components/responses/UnsupportedMediaType'}

  /api/v1/store/coupons/{couponNumber}/revoke:
    post:
      operationId: revokeCoupon
      x-effect: {deletes: Coupon}
      tags: [Coupons]
      parameters:
        - {name: couponNumber, in: path, required: true, schema: {type: integer}, example: 7}
      responses:
        '200': {$ref: '#/components/responses/CouponShown'}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}

components:
  responses:
    CouponShown:
      description: The coupon.
      content:
        application/json:
          schema:
            type: object
            properties:
              success: {type: boolean}
              data: {$ref: '#/components/schemas/Coupon'}
          example: {success: true, data: {}}
"""
COUPON = """
    Coupon:
      type: object
      required: [number]
      properties:
        number: {type: integer}
        label: {type: [string, 'null']}
        endsAt: {type: [string, 'null'], format: date-time}
        isPublic: {type: [boolean, 'null']}
        redemptionCode: {type: [string, 'null'], x-unique: true}

    Channel:
"""


def with_coupons() -> str:
    """Return our document with a second group of three operations on another resource, whose ids are integers."""
    head, responses = COUPONS.split("components:\n  responses:\n")
    document = changed(OURS, ("\ncomponents:\n", head + "\ncomponents:\n"), ("\n    Channel:\n", COUPON))
    return changed(document, ("\n  responses:\n", "\n  responses:\n" + responses))


@functools.cache
def read(document: str) -> spec.Spec:
    """Read a document as a user's is read; once, for all tests that need it."""
    return spec.document.parse(document, validate=True)


# Documents of ours, amended as a store may turn out to answer

Document = dict[str, Any]
Amend = Callable[[Document], None]


@functools.cache
def amended(amend: Amend) -> str:
    """Return our document with an amendment."""
    document = yaml.safe_load(OURS)
    amend(document)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def _data(document: Document, envelope: str) -> Document:
    """Return the part of an envelope that says what `data` is."""
    part: Document = document["components"]["schemas"][envelope]["allOf"][1]["properties"]
    return part


def _examples(document: Document, response: str) -> Iterator[Document]:
    content = document["components"]["responses"][response]["content"]["application/json"]
    return (example["value"] for example in content["examples"].values())


def _wrap(document: Document, envelope: str, response: str, name: str, more: Document | None = None) -> None:
    """Have `data` be an object that holds what it was under a name, and more beside it."""
    more = more or {}
    part = _data(document, envelope)
    part["data"] = {
        "type": "object",
        "x-provenance": "assumed",
        "description": "What was found.",
        "additionalProperties": True,
        "required": [name],
        "properties": {name: part["data"], **{key: {"type": "integer"} for key in more}},
    }
    for example in _examples(document, response):
        example["data"] = {name: example["data"], **more}


def list_under_a_name(document: Document) -> None:
    _wrap(document, "ChannelListEnvelope", "ChannelList", "channels")


def paged_list(document: Document) -> None:
    _wrap(document, "ChannelListEnvelope", "ChannelList", "items", {"page": 1, "pageSize": 100, "total": 2})


def create_wraps_the_channel(document: Document) -> None:
    _wrap(document, "CreatedChannelEnvelope", "WebsiteChannelCreated", "channel")
    for link in document["components"]["responses"]["WebsiteChannelCreated"]["links"].values():
        link["parameters"]["channelId"] = "$response.body#/data/channel/id"


def token_has_another_name(document: Document) -> None:
    text = yaml.safe_dump(document).replace("channelToken", "widgetKey")
    document.clear()
    document.update(yaml.safe_load(text))


def delete_answers_an_object(document: Document) -> None:
    _data(document, "DeletedEnvelope")["data"] = {
        "type": "object",
        "x-provenance": "assumed",
        "additionalProperties": True,
        "properties": {"deleted": {"type": "boolean"}},
    }
    for example in _examples(document, "ChannelDeleted"):
        example["data"] = {"deleted": True}


def update_answers_what_changed(document: Document) -> None:
    document["components"]["schemas"]["ChannelChange"] = {
        "type": "object",
        "x-provenance": "assumed",
        "description": "What has changed.",
        "additionalProperties": True,
        "properties": {"displayName": {"type": ["string", "null"]}},
    }
    schemas = document["components"]["schemas"]
    schemas["ChannelChangeEnvelope"] = copy.deepcopy(schemas["ChannelEnvelope"])
    _data(document, "ChannelChangeEnvelope")["data"] = {"$ref": "#/components/schemas/ChannelChange"}
    content = document["components"]["responses"]["ChannelUpdated"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/ChannelChangeEnvelope"}
    for example in _examples(document, "ChannelUpdated"):
        example["data"] = {"displayName": "Support chat"}


def without_links(document: Document) -> None:
    for response in document["components"]["responses"].values():
        response.pop("links", None)


AMENDMENTS: tuple[Amend, ...] = (
    list_under_a_name,
    paged_list,
    create_wraps_the_channel,
    token_has_another_name,
    delete_answers_an_object,
    update_answers_what_changed,
)

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "coupons": with_coupons,
    **{amend.__name__: functools.partial(amended, amend) for amend in AMENDMENTS},
}
"""All of these by name."""
