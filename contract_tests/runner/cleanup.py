"""The end of a run: what it created is deleted, and looked for once more."""

from __future__ import annotations

import functools
from collections.abc import Callable

from contract_tests.runner.api import Api
from contract_tests.transport.budget import BudgetSpent
from contract_tests.transport.clock import OutOfTime
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.interaction import Intent
from contract_tests.transport.policy import RequestBlocked

CLEAN_UP, CLEAN_UP_AFTER_CTRL_C = 60.0, 15.0
"""Seconds that a clean-up may take; of a short run, a third of it at most."""
PATIENCE = (1.0, 2.0, 4.0)
"""Seconds to wait after each step in a row that had no response."""


class CleanUp:
    """Deletes what a run created and did not delete yet, within a time of its own."""

    def __init__(
        self, transport: GuardedTransport, apis: list[Api], settling: float, mistaken: Callable[[Exception], None]
    ) -> None:
        self._transport = transport
        self._apis = [api for api in apis if api.resource.is_deletable]
        self._settling_time = settling
        self._mistaken = mistaken
        self._patience = iter(PATIENCE)
        """The pauses that are still made for a target that does not answer."""

    def run(self, seconds: float, *, was_interrupted: bool) -> bool:
        """Delete it, and return whether Ctrl-C came; a second Ctrl-C gives up, the journal stays."""
        budget = self._transport.budget
        budget.cleaning = True
        for _ in range(2):
            budget.clock.restart(CLEAN_UP_AFTER_CTRL_C if was_interrupted else seconds)
            try:
                self._delete_all()
                break
            except (TargetUnavailable, OutOfTime):
                break
            except KeyboardInterrupt:
                if was_interrupted:
                    break
                was_interrupted = True
        return was_interrupted

    def _delete_all(self) -> None:
        """Delete, and look whether it is done, and done for good: a response alone is no proof."""
        clock = self._transport.budget.clock
        for api in self._apis:
            if api.ownership.unsettled or api.ownership.possibly_left:
                self._try(api.list)
        for _ in range(3):
            if not self._delete_each():
                return
            if not any(api.ownership.alive for api in self._apis):
                if (wait := self._settling) <= 0:
                    return
                clock.sleep(wait)
                listed = [self._try(api.list) for api in self._apis if api.ownership.created]
                if not all(listed) or not any(api.ownership.alive for api in self._apis):
                    return

    def _delete_each(self) -> bool:
        """Delete what is there; return whether lists tell how that went, of each that anything was created of."""
        created = [api for api in self._apis if api.ownership.created]
        for api in self._apis:
            for resource_id in api.ownership.alive:
                # An interrupted delete may have been served: no promise is held against this one.
                self._try(functools.partial(api.delete, resource_id, intent=Intent()))
        listed = [self._try(api.list) for api in created]
        return bool(listed) and all(listed)

    @property
    def _settling(self) -> float:
        """Seconds to wait until it is known whether what was deleted stays so: none where the run has seen it."""
        since = self._transport.first_delete
        if since is None or not self._settling_time:
            return 0.0
        returned = any(ownership.returned for ownership in self._transport.ownerships.values())
        return self._settling_time if returned else since + self._settling_time - self._transport.budget.clock.now()

    def _try(self, step: Callable[[], object]) -> bool:
        """Take a step; return whether it came to a response. One that fails does not end the clean-up.

        Raises TargetUnavailable where several in a row had no response, with pauses between: it is gone for good.
        """
        try:
            step()
        except OutOfTime:
            raise
        except TargetUnavailable:
            pause = next(self._patience, None)
            if pause is None:
                raise
            self._transport.budget.clock.sleep(pause)
            return False
        except (BudgetSpent, RequestBlocked):
            return False
        except Exception as error:  # noqa: BLE001 (the others are to be deleted all the same)
            self._mistaken(error)
            return False
        self._patience = iter(PATIENCE)
        return True
