"""Replays requests of a run on channels of their own, as somebody would who wants to see a failure again."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contract_tests.checks.results import Failure
from contract_tests.runner.api import Api
from contract_tests.transport.identity import NAME, name_in
from contract_tests.transport.interaction import Interaction, Key

OTHERS = 4
"""Other things that may be what a change of one has to do with."""


class History:
    """An observer of the transport: it remembers in order what may have changed something, and when lists were read."""

    def __init__(self) -> None:
        self.changes: list[Interaction] = []
        self.lists: list[int] = []
        """Their numbers."""

    def __call__(self, interaction: Interaction) -> None:
        """Take note of an interaction."""
        if interaction.is_list:
            self.lists.append(interaction.number)
        elif interaction.operation is None or interaction.operation.changes:
            self.changes.append(interaction)


@dataclass(frozen=True)
class Step:
    """A request to send once more; with another body, if that is smaller."""

    interaction: Interaction | None
    """None for a list."""
    content: bytes = b""
    resource: str = ""
    """The one to list."""

    @property
    def group(self) -> int | None:
        """Number of the group that it was sent with, at one time."""
        return self.interaction.intent.together if self.interaction else None


class Replay:
    """Finds requests that may show a failure again, and sends them."""

    def __init__(self, apis: Mapping[str, Api], history: History, creates: Mapping[Key, Interaction]) -> None:
        self._apis = apis
        self._api = next(iter(apis.values()))
        self._history = history
        self._creates = creates
        """What the run made, to the interaction that created it."""

    def candidates(self, failure: Failure) -> Iterator[list[Step]]:
        """Yield sequences that may show a failure again, the shortest first.

        First the requests that the check named. Then more and more of what was done to their channels before. Then
        what was done to each other channel at that time.
        """
        end = failure.interactions[-1]
        named = self._channels(failure.interactions)
        groups = {e.intent.together for e in failure.interactions} - {None}
        partners = [e for e in self._history.changes if e.intent.together in groups]
        yield self._sequence(named, [*failure.interactions[:-1], *partners], end)
        before = [e for e in self._history.changes if e.number <= end.number and self._is_about(e, named)]
        for count in (2, 4, 8, 16, 32, len(before)):
            yield self._sequence(named, before[-count:], end)
            if count >= len(before):
                break
        if end.request.method != "GET":
            return
        since = max((number for number in self._history.lists if number < end.number), default=0)
        recent = [e for e in self._history.changes if since <= e.number <= end.number]
        others = [name for e in reversed(recent) for name in self._channels([e]) if name not in named]
        for other in list(dict.fromkeys(others))[:OTHERS]:
            pair = [*named, other]
            yield self._sequence(pair, [e for e in recent if self._is_about(e, pair)], end)

    def _sequence(self, channels: Sequence[Key], changes: Iterable[Interaction], end: Interaction) -> list[Step]:
        """Create the channels, list them, make the changes in their order, and end."""
        creates = {id(self._creates[name]): self._creates[name] for name in channels}
        middle = {id(e): e for e in changes if id(e) not in creates and e is not end}
        creates.pop(id(end), None)
        started = [Step(e, e.request.content) for e in creates.values()]
        done = sorted(middle.values(), key=lambda e: e.number)
        # What is listed is what a later list is held against; but what was sent at one time stays together.
        group = end.intent.together
        together = group is not None and any(e.intent.together == group for e in creates.values())
        made = dict.fromkeys(name for name, _ in channels) if creates and not together else ()
        listed = [Step(None, resource=name) for name in made]
        return [*started, *listed, *(Step(e, e.request.content) for e in done), Step(end, end.request.content)]

    def _channels(self, interactions: Iterable[Interaction]) -> list[Key]:
        """Return the run's channels that some interactions name or create, normalised, in order."""
        made = {id(create): name for name, create in self._creates.items()}
        keys = (key for e in interactions for key in (made.get(id(e)), e.key))
        return list(dict.fromkeys(key for key in keys if key is not None and key in self._creates))

    def _is_about(self, interaction: Interaction, channels: Sequence[Key]) -> bool:
        return interaction.intent.has_key and not set(self._channels([interaction])).isdisjoint(channels)

    def without(self, steps: Sequence[Step], index: int) -> list[Step] | None:
        """Leave out a step; None where it creates a channel that others need."""
        rest = [*steps[:index], *steps[index + 1 :]]
        made = [name for name, create in self._creates.items() if create is steps[index].interaction]
        needed = self._channels([step.interaction for step in rest if step.interaction])
        return None if set(made) & set(needed) else rest

    def cost(self, steps: Sequence[Step]) -> int:
        """Return how many requests a sequence needs, with the deletes and the lists that follow it."""
        return len(steps) + 2 * self._count_creates(steps) + 3

    def make_room(self, steps: Sequence[Step]) -> bool:
        """Return whether the run may have so many at one time. What replayed creates made that failed makes way."""
        for name, api in self._apis.items():
            count = self._count_creates(steps, name)
            if count > api.ownership.room and api.ownership.unsettled:
                api.list()
            if count > api.ownership.room and api.resource.is_deletable:
                for resource_id in api.ownership.alive:
                    api.delete(resource_id)
            if count > api.ownership.room:
                return False
        return True

    def _count_creates(self, steps: Sequence[Step], resource: str | None = None) -> int:
        created = {id(create) for (name, _), create in self._creates.items() if resource in (None, name)}
        return sum(id(step.interaction) in created or _makes(step, resource) for step in steps)

    def play(self, steps: Sequence[Step], failed: Callable[[list[Interaction]], bool]) -> list[Interaction]:
        """Send steps until `failed`, which is asked after each; return what was sent. What they made is deleted."""
        ids: dict[Key, str] = {}
        sent: list[Interaction] = []
        created: list[tuple[Step, Interaction]] = []
        """Creates that no list has borne out yet."""
        try:
            for _, members in itertools.groupby(enumerate(steps), key=lambda pair: pair[1].group or -pair[0]):
                several = [step for _, step in members]
                is_list = any(step.interaction is None for step in several)
                if created and not is_list and not any(self._creates_one(step) for step in several):
                    self._learn(created, ids)
                calls = [self._call(step, ids) for step in several]
                answers = [calls[0]()] if len(calls) == 1 else self._api.at_once(*calls)
                created += [(s, a) for s, a in zip(several, answers, strict=True) if a.made is not None or _makes(s)]
                if is_list:
                    self._learn(created, ids)
                sent += answers
                if failed(sent):
                    break
        finally:
            self._learn(created, ids)
            for (name, _), found in ids.items():
                if found in self._apis[name].ownership.alive:
                    self._apis[name].delete(found)
        return sent

    def _call(self, step: Step, ids: Mapping[Key, str]) -> Callable[..., Interaction]:
        """Return what sends a step: to what stands for the one it was sent to, and with another name."""
        interaction = step.interaction
        if interaction is None:
            return self._apis[step.resource].list
        api = self._api_of(interaction)
        request, key = interaction.request, interaction.key
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if key is not None and key in self._creates and interaction.resource_id:
            minted = ids.get(key) or api.mint()
            segments = path.split("/")
            path = "/".join(minted if segment == interaction.resource_id else segment for segment in segments)
        text = step.content.decode("utf-8", "surrogateescape")
        content = NAME.sub(self._api.name(), text).encode("utf-8", "surrogateescape")
        media_type = request.headers.get("content-type")
        has_body = bool(content) or media_type is not None
        send = functools.partial(self._api.send, request.method, path, content if has_body else None, media_type)
        return functools.partial(send, intent=interaction.intent)

    def _api_of(self, interaction: Interaction) -> Api:
        return self._apis[interaction.resource.name] if interaction.resource else self._api

    def _learn(self, created: list[tuple[Step, Interaction]], ids: dict[Key, str]) -> None:
        """Note which stands for another one now; a list bears them out."""
        for name, api in self._apis.items():
            mine = [pair for pair in created if pair[1].resource and pair[1].resource.name == name]
            for (step, answer), new in zip(mine, api.claim(*(answer for _, answer in mine)), strict=True):
                made = next((key for key, create in self._creates.items() if create is step.interaction), None)
                if new:
                    ids[made or (name, f"of request {answer.number}")] = new
        created.clear()

    def _creates_one(self, step: Step) -> bool:
        return any(create is step.interaction for create in self._creates.values())


def _makes(step: Step, resource: str | None = None) -> bool:
    """Whether a step may make something, of one resource or of any: it carries a name, and names none."""
    interaction = step.interaction
    if interaction is None or interaction.resource_id or name_in(step.content) is None:
        return False
    return resource is None or (interaction.resource is not None and interaction.resource.name == resource)
