"""Random sequences of calls on what the run creates: Hypothesis chooses, the transport's observers judge."""

from __future__ import annotations

import functools
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contract_tests.checks.values import DATE_TIMES, TEXTS, fitting, valid_value
from contract_tests.runner.api import Api
from contract_tests.runner.phases.properties import run_machine
from contract_tests.spec import Operation
from contract_tests.transport.interaction import Interaction

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.one_of(st.integers(0, len(TEXTS) - 1).map(TEXTS.__getitem__), st.text(characters, max_size=40))


def bodies(api: Api, operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies of an update: some of the texts and date-times that come back."""
    sent = operation.body_properties
    names = api.resource.roundtrip(operation)
    optional: dict[str, st.SearchStrategy[Any]] = {
        name: texts.filter(functools.partial(fitting, sent[name])) for name in api.text_names(operation)
    }
    optional |= {name: st.sampled_from(DATE_TIMES) for name in names if name in api.resource.date_times}
    return st.fixed_dictionaries({}, optional=optional).filter(bool)


class Lives(RuleBasedStateMachine):
    """The life of up to two of a resource. The transport's observers judge every call; a list follows each step."""

    api: Api

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.creates: list[Interaction] = []
        """Creates that no list has borne out yet."""
        self.dirty = False

    @initialize(on=st.booleans(), text=texts)
    def create_first(self, on: bool, text: str) -> None:
        """Create the first one."""
        api, create = self.api, self.api.resource.creates
        if create is None:
            return
        carrier, *others = api.rng.sample(api.carriers, min(2, len(api.carriers)))
        flags = [name for name in api.resource.roundtrip(create) if name in api.resource.flags]
        given = {name: text for name in others if fitting(create.body_properties[name], text)}
        self._create({**given, carrier: api.name(), **dict.fromkeys(flags, on)})

    @precondition(lambda self: len(self.ids) < 2)
    @rule()
    def create_another(self) -> None:
        """Create another one, with its name alone."""
        self._create({self.api.carriers[0]: self.api.name()})

    @precondition(lambda self: bool(self.ids and _updates(self.api)))
    @rule(data=st.data())
    def update(self, data: st.DataObject) -> None:
        """Update some properties."""
        operation = data.draw(st.sampled_from(_updates(self.api)))
        body = self.api.body(operation, **data.draw(bodies(self.api, operation)))
        found = data.draw(st.sampled_from(self.ids))
        self.api.send_json(operation.id, found, self.api.keep_name(found, body))
        self.dirty = True

    @precondition(lambda self: bool(self.ids and _setters(self.api)))
    @rule(data=st.data(), value=st.booleans())
    def toggle(self, data: st.DataObject, value: bool) -> None:
        """Set something."""
        operation = data.draw(st.sampled_from(_setters(self.api)))
        sent = operation.body_properties
        names = operation.effect.sets.values() if operation.effect else ()
        given = {
            name: value if sent[name].is_flag else valid_value(self.api.spec, sent[name], self.api.name)
            for name in names
        }
        self.api.call(operation.id, data.draw(st.sampled_from(self.ids)), self.api.body(operation, **given))
        self.dirty = True

    @precondition(lambda self: bool(self.ids and _replacers(self.api)))
    @rule(data=st.data())
    def rotate(self, data: st.DataObject) -> None:
        """Replace something."""
        operation = data.draw(st.sampled_from(_replacers(self.api)))
        body = self.api.body(operation) if operation.body_pointer else None
        self.api.call(operation.id, data.draw(st.sampled_from(self.ids)), body)
        self.dirty = True

    @precondition(lambda self: len(self.ids) == 2 and self.api.resource.is_deletable)
    @rule()
    def delete(self) -> None:
        """Delete the older one."""
        self.api.delete(self.ids.pop(0))
        self.dirty = True

    @invariant()
    def check_list(self) -> None:
        """List, which holds the store against the model, and bears out what was created."""
        if self.dirty:
            self.api.list()
            self.dirty = False
        if self.creates:
            self.ids += filter(None, self.api.claim(*self.creates))
            self.creates.clear()

    def teardown(self) -> None:
        """Delete what the sequence created, within the budget; the run's clean-up does the rest."""
        for found in self.ids if self.api.resource.is_deletable else ():
            self.api.delete(found)

    def _create(self, given: dict[str, Any]) -> None:
        create = self.api.resource.creates
        if create is not None:
            self.api.make_room()
            self.creates.append(self.api.call(create.id, body=self.api.body(create, **given)))
            self.dirty = True


def _updates(api: Api) -> list[Operation]:
    return [operation for operation in api.resource.updates if api.text_names(operation) and _wants(api, operation)]


def _setters(api: Api) -> list[Operation]:
    changes = [operation for operation in api.resource.changes if _wants(api, operation)]
    return [operation for operation in changes if operation.effect and operation.effect.sets]


def _replacers(api: Api) -> list[Operation]:
    changes = [operation for operation in api.resource.changes if _wants(api, operation)]
    return [operation for operation in changes if operation.effect and operation.effect.replaces]


def _wants(api: Api, operation: Operation) -> bool:
    return api.selection.wants(operation)


def run(api: Api, seed: int, sequences: int) -> None:
    """Run so many sequences."""
    if not api.carriers:
        return

    class Bound(Lives):
        """One of its own for each run."""

    run_machine(api, Bound, seed, sequences, steps=4)
