"""Faults in what every response is wrapped in."""

from __future__ import annotations

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, json_response
from contract_tests.mock.middleware import operation_of, with_envelope


class SuccessAsText(Fault):
    """`success` is a text."""

    caught_by = "schema-guide"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, success="true")


class SuccessMissing(Fault):
    """A served request answers without `success`."""

    caught_by = "schema-guide"

    def on_success(self, request: Request, response: Response) -> Response:
        value = response.json()
        del value["success"]
        return json_response(response.status, value)


class SuccessOnError(Fault):
    """A refusal says that it is a success."""

    caught_by = "success-flag"

    def on_refusal(self, request: Request, response: Response) -> Response:
        return with_envelope(response, success=True)


class FailureOnToggle(Fault):
    """Toggle-agent works and says that it failed."""

    caught_by = "success-flag"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, success=operation_of(request) != "toggleChannelAgent")


class MessageAsObject(Fault):
    """`message` is an object."""

    caught_by = "schema-guide"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, message={"en": "Done."})


class ErrorsAsText(Fault):
    """`errors` of a served request is a text."""

    caught_by = "schema-guide"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, errors="")


class CreateAnswersNothing(Fault):
    """A create answers without data, so without the snippet."""

    caught_by = "schema-guide"
    operation = "createWebsiteChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, data=None)


class UpdateAnswersBareChannel(Fault):
    """An update answers the channel without the envelope."""

    caught_by = "schema-guide"
    operation = "updateChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        return json_response(response.status, response.json()["data"])


class RotateAnswersHtml(Fault):
    """Rotate-token answers a page instead of JSON."""

    caught_by = "schema-guide"
    operation = "rotateChannelToken"

    def on_success(self, request: Request, response: Response) -> Response:
        return Response(response.status, b"<!doctype html><p>Rotated.", {"content-type": "text/html"})


class DeleteAnswersCutJson(Fault):
    """The response to a delete breaks off."""

    caught_by = "schema-guide"
    operation = "deleteChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        return Response(response.status, response.body[:-2], response.headers)
