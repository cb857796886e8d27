"""Others who work in the store at the same time, and get in the way."""

from __future__ import annotations

from contract_tests.mock.hostile.temptation import CREATE, LIST, NAMES, Hostile
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import operation_of, with_data


class OthersCopyNames(Hostile):
    """Somebody copies each new channel of the run, with its name."""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == CREATE:
            with self.store.lock:
                self._add_other(**{name: self._created(response).get(name) for name in NAMES})
        return response


class OthersCopyNamesAndCreatesTellNothing(OthersCopyNames):
    """Somebody copies each new channel of the run, whose create tells no id."""

    def on_success(self, request: Request, response: Response) -> Response:
        response = super().on_success(request, response)
        if operation_of(request) == CREATE:
            return with_data(response, lambda shown: {"embedSnippet": shown["embedSnippet"]})
        return response


class OwnVanishAfterCopies(OthersCopyNames):
    """Somebody copies each new channel; from the fourth list on the copies alone are there."""

    _lists = 0

    def on_success(self, request: Request, response: Response) -> Response:
        response = super().on_success(request, response)
        if operation_of(request) == LIST:
            self._lists += 1
            if self._lists == 4:
                with self.store.lock:
                    for key in [k for k in self.store.channels if k not in self.earlier and k not in self.others]:
                        self.store.remove(key)
                return self.app(request)
        return response
