"""Creates that make something else than they tell."""

from __future__ import annotations

import uuid
from dataclasses import replace

from contract_tests.mock.hostile.temptation import NAMES, UPDATE, Hostile, HostileCreate
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import channel_id_of, operation_of, properties_of, with_data


class CreateAnswersEarlier(HostileCreate):
    """A create answers the website channel that the store has, and makes none."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status != 200:
            return response
        self.store.remove(self._created(response)["id"])
        return self._with(response, self._old())


class CreateRenamesEarlier(CreateAnswersEarlier):
    """A create changes the website channel that the store has."""

    def _create(self, request: Request) -> Response:
        response = super()._create(request)
        if response.status != 200:
            return response
        self._old().update(properties_of(request))
        return self._with(response, self._old())


class EarlierFromThird(CreateAnswersEarlier):
    """Every create but the first two answers the website channel that the store has."""

    def _create(self, request: Request) -> Response:
        return self.app(request) if self._creates < 3 else super()._create(request)


class CreateMakesTwo(HostileCreate):
    """A create makes two channels."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 200:
            self._add_copy(self._created(response))
        return response


class CreateTellsNothingAndMakesTwo(CreateMakesTwo):
    """A create makes two channels, and tells the id of neither."""

    def _create(self, request: Request) -> Response:
        response = super()._create(request)
        return with_data(response, lambda _: {"embedSnippet": "<script>"}) if response.status == 200 else response


class RefusedCreateMakes(HostileCreate):
    """Every third create is refused with 400, and makes its channel all the same."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 200 and self._creates % 3 == 0:
            return envelope(400, message="No.")
        return response


class WrongCreateMakes(HostileCreate):
    """A create that is refused for what it says makes a channel of what can be read of it."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 400:
            texts = {k: v for k, v in properties_of(request).items() if k in NAMES and isinstance(v, str)}
            token = uuid.uuid4().hex
            self.store.add(str(uuid.uuid4()), "Website", token, token, **texts)
        return response


class FailedCreateMakes(HostileCreate):
    """Every third create answers 500, and makes its channel all the same."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        return envelope(500, message="Sorry.") if response.status == 200 and self._creates % 3 == 0 else response


class UpsertsOnUnknownId(Hostile):
    """An update of an id that no channel has creates a channel with it."""

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status == 404 and operation_of(request) == UPDATE:
            token = uuid.uuid4().hex
            self.store.add(channel_id_of(request), "Website", token, token, **properties_of(request))
        return response


class PausedCreateMakes(HostileCreate):
    """A create asks for a pause, and has made its channel all the same."""

    status = 503

    def _create(self, request: Request) -> Response:
        self.app(request)
        return replace(envelope(self.status, message="Later."), headers={"Retry-After": "0"})


class ThrottledCreateMakes(PausedCreateMakes):
    """A create is throttled, and has made its channel all the same."""

    status = 429


class RefusedCreateMakesUnnamed(HostileCreate):
    """A create that is refused for what it says makes a channel with a name of the server's."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        if response.status == 400:
            token = uuid.uuid4().hex
            self.store.add(str(uuid.uuid4()), "Website", token, token, displayName="Website chat")
        return response


class PlanEvictsOldest(HostileCreate):
    """A store of four channels at most: a create removes the oldest one of the run's."""

    def _create(self, request: Request) -> Response:
        response = self.app(request)
        mine = [key for key in self.store.channels if key not in self.earlier]
        if len(mine) > 1:
            self.store.remove(mine[0])
        return response
