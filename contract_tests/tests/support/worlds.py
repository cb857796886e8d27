"""Documents that differ from ours by some lines, as a maintainer would write them."""

from __future__ import annotations

from pathlib import Path

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


def read(folder: Path, document: str) -> spec.Spec:
    """Read a document as a user's is read."""
    path = folder / "openapi.yaml"
    path.write_text(document, encoding="utf-8")
    return spec.load(path)
