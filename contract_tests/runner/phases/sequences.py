"""Random sequences of calls on the run's own channels: Hypothesis chooses, the transport's observers judge."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contract_tests.checks.state.own import AGENT, CREATE, ROTATE, TOGGLE, UPDATE
from contract_tests.checks.values import DATE_TIMES, TEXTS
from contract_tests.runner.api import Api
from contract_tests.runner.phases.properties import run_machine
from contract_tests.transport.interaction import Interaction

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.one_of(st.integers(0, len(TEXTS) - 1).map(TEXTS.__getitem__), st.text(characters, max_size=40))
text_properties = ("displayName", "aiProviderCode", "aiModelCode", "systemPromptOverride")
updates = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(text_properties, texts), "tokenExpiresAt": st.sampled_from(DATE_TIMES)}
).filter(bool)


class Channels(RuleBasedStateMachine):
    """The life of up to two channels. The transport's observers judge every call; `check_list` follows each step."""

    api: Api

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.creates: list[Interaction] = []
        """Creates that no list has borne out yet."""
        self.dirty = False

    @initialize(on=st.booleans(), text=texts)
    def create_first(self, on: bool, text: str) -> None:
        """Create the first channel."""
        carrier, *others = self.api.rng.sample(self.api.carriers, min(2, len(self.api.carriers)))
        self._create({**dict.fromkeys(others, text), carrier: self.api.name(), AGENT: on})

    @precondition(lambda self: len(self.ids) < 2)
    @rule()
    def create_another(self) -> None:
        """Create another channel, with its name alone."""
        self._create({self.api.carriers[0]: self.api.name()})

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), body=updates)
    def update(self, data: st.DataObject, body: dict[str, Any]) -> None:
        """Update some properties."""
        channel_id = data.draw(st.sampled_from(self.ids))
        self.api.send_json(UPDATE, channel_id, self.api.keep_name(channel_id, body))
        self.dirty = True

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), enabled=st.booleans())
    def toggle(self, data: st.DataObject, enabled: bool) -> None:
        """Switch the agent."""
        self.api.call(TOGGLE, data.draw(st.sampled_from(self.ids)), {"enabled": enabled})
        self.dirty = True

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def rotate(self, data: st.DataObject) -> None:
        """Replace the token."""
        self.api.call(ROTATE, data.draw(st.sampled_from(self.ids)))
        self.dirty = True

    @precondition(lambda self: len(self.ids) == 2)
    @rule()
    def delete(self) -> None:
        """Delete the older channel."""
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
        for channel_id in self.ids:
            self.api.delete(channel_id)

    def _create(self, body: dict[str, Any]) -> None:
        self.api.make_room()
        self.creates.append(self.api.call(CREATE, body=body))
        self.dirty = True


def run(api: Api, seed: int, sequences: int) -> None:
    """Run so many sequences."""

    class Bound(Channels):
        pass

    Bound.api = api
    run_machine(api, Bound, seed, sequences, steps=4)
