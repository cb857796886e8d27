"""A plain model of what the run has of one resource, kept by watching every interaction and judging it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.checks import website
from contract_tests.checks.catalog import (
    DELETED_TWICE,
    ID_ADDRESSES,
    LISTED_ONCE,
    ROTATE_REPLACES,
    UNIQUE_ID,
    UNIQUE_TOKEN,
    USE_AFTER_DELETE,
)
from contract_tests.checks.results import Evidence, Results
from contract_tests.checks.state.listing import Listing
from contract_tests.checks.state.own import Own, Sent, only_check, replaced_by
from contract_tests.checks.state.roundtrip import RoundTrip
from contract_tests.checks.values import in_words, same
from contract_tests.spec import Operation, Resource, Spec
from contract_tests.transport.identity import ids_anywhere, name_in
from contract_tests.transport.interaction import Interaction, Key
from contract_tests.transport.ownership import Ownership

TAKEN_LATER = (408, 425, 429)
"""Refusals that say to come again: whether such a request did something is open."""


class Model:
    """An observer of the transport."""

    def __init__(self, spec: Spec, results: Results, ownership: Ownership) -> None:
        self._spec = spec
        self._results = results
        self._ownership = ownership
        self._resource: Resource = ownership.resource
        unlisted = website.unlisted(self._resource)
        self._known = [name for name in self._resource.kept if name not in unlisted]
        self._tracked = tuple(dict.fromkeys((*self._resource.unique, *self._resource.replaced)))
        self._following = website.following(self._resource)
        self._dates = set(self._resource.date_times)
        self._kept = RoundTrip(results, self._dates)
        self._listing = Listing(results, self._kept, self._known, ownership)
        self.channels: dict[Key, Own] = {}
        self._unrecognised: dict[str, Interaction] = {}
        """By name, creates whose responses did not tell an id that is the run's own."""
        self.lists = 0
        """How many lists could be read."""

    def __call__(self, interaction: Interaction) -> None:
        """Learn from an interaction, and judge its response against what is known."""
        if interaction.resource is not self._resource:
            return
        if interaction.is_list:
            if interaction.succeeded and self._is_readable(interaction):
                self.lists += 1
                self._recognise()
                self._follow(interaction)
                self._listing.see(self.channels, interaction)
        elif interaction.does("creates"):
            self._see_create(interaction)
        elif interaction.key is not None and (own := self.channels.get(interaction.key)):
            self._see_use(own, interaction)

    def _is_readable(self, interaction: Interaction) -> bool:
        """Whether a list can be read: where resources stand in it, and that each has an id, is a guess."""
        resource, body = self._resource, interaction.json
        if resource.lists is None or not resource.is_shown_in(resource.lists, body):
            return False
        items = interaction.items
        ids = {resource.key_of(shown) for item in items if (shown := resource.id_of(item)) is not None}
        if items and not ids:
            return False
        # What stands in it elsewhere is listed in another way.
        elsewhere = ids_anywhere(resource, body, interaction.response.content.decode("utf-8", "replace")) - ids
        return not any(key in elsewhere for (_, key), own in self.channels.items() if not own.gone)

    # Creates

    def _see_create(self, interaction: Interaction) -> None:
        name = name_in(interaction.request.content)
        if interaction.succeeded:
            self._see_new(interaction, name)
        elif 400 <= interaction.status < 500 and name and interaction.status not in TAKEN_LATER:
            self._listing.refused_creates[name] = interaction

    def _see_new(self, interaction: Interaction, name: str | None) -> None:
        if interaction.made is not None and interaction.operation:
            taken = self._ownership.is_taken(interaction.made, name)
            evidence = Evidence("an id that nothing else has", f"{interaction.made} once more", [interaction])
            self._results.judge(UNIQUE_ID, interaction.operation.id, not taken, evidence)
            if not taken:
                self._take(interaction.made, interaction)
                return
        if name:
            self._unrecognised[name] = interaction

    def _recognise(self) -> None:
        """Take up what was created by responses that did not tell its id: lists show it by its name."""
        for name, interaction in list(self._unrecognised.items()):
            found = self._ownership.id_of(name)
            if found is not None and self._key(found) not in self.channels and interaction.operation:
                del self._unrecognised[name]
                self._results.hold(UNIQUE_ID, interaction.operation.id, Evidence("", "", [interaction]))
                self._take(found, interaction)

    def _follow(self, interaction: Interaction) -> None:
        """Judge what a list shows under another id than before, and go on under that one."""
        for key, own in list(self.channels.items()):
            found = self._ownership.id_of(own.name)
            if found is None or self._key(found) == key or own.gone:
                continue
            changes = (e.operation for e in reversed(own.since) if only_check(e.operation))
            last = next(changes, None) if own.listed else None
            evidence = Evidence(f"the id {own.id}", f"the id {found}", [own.created, *own.since, interaction])
            check, operation = only_check(last) or LISTED_ONCE, last or own.created.operation
            self._results.judge(check, operation.id if operation else None, False, evidence)
            del self.channels[key]
            own.id = found
            self.channels[own.key] = own

    def _key(self, text: str) -> Key:
        return self._resource.name, self._resource.key_of(text)

    def _take(self, found: str, interaction: Interaction) -> None:
        own = Own(self._resource, found, interaction, name_in(interaction.request.content) or "")
        self.channels[own.key] = own
        if interaction.operation is None:
            return
        if interaction.is_open:
            return  # it is as the first list shows it
        own.sent = self._sent(interaction, interaction.operation)
        self._judge_response(own, interaction, interaction.operation, own.sent)
        self._see_values(own, interaction, interaction.operation, self._tracked)

    # Whatever names a resource of the run

    def _see_use(self, own: Own, interaction: Interaction) -> None:
        operation = interaction.operation
        if own.gone:
            self._see_use_after_delete(own, interaction)
        elif interaction.request.method != "GET":
            self._see_change(own, interaction)
        elif operation and interaction.does("reads"):
            self._judge_address(own, interaction)
            if interaction.succeeded:
                self._judge_read(own, interaction, operation)

    def _judge_address(self, own: Own, interaction: Interaction) -> None:
        operation = interaction.operation
        if interaction.intent.valid and operation and (interaction.succeeded or interaction.status in (404, 410)):
            evidence = Evidence("a success", f"{interaction.status} for an id that exists", [own.created, interaction])
            self._results.judge(ID_ADDRESSES, operation.id, interaction.succeeded, evidence)

    def _see_change(self, own: Own, interaction: Interaction) -> None:
        own.since.append(interaction)
        self._judge_address(own, interaction)
        operation, body = interaction.operation, interaction.sent
        unsure = not interaction.intent.valid and interaction.intent.key == "full" and interaction.status in (404, 410)
        if interaction.does("deletes") and (interaction.succeeded or unsure):
            own.gone = interaction
            return
        if not interaction.succeeded or operation is None or interaction.is_open:
            if interaction.intent.key == "full":  # refused, or odd and let through: what it did is anyone's guess
                own.unknown |= self._open(operation, body)
            return
        sent = self._sent(interaction, operation)
        if replaced_by(operation):
            own.rotated, own.rotation = True, interaction
        own.take(sent)
        own.unknown |= {name for name, value in sent.items() if value.value is None}
        own.unknown |= self._left_open(operation, body if isinstance(body, dict) else {}) - sent.keys()
        self._judge_response(own, interaction, operation, sent)
        self._see_values(own, interaction, operation, replaced_by(operation))

    def _sent(self, interaction: Interaction, operation: Operation) -> dict[str, Sent]:
        """Return what a request gave properties of the resource, by what its operation says of its body."""
        body = interaction.sent if isinstance(interaction.sent, dict) else {}
        together = interaction.is_race
        source = {name: name for name in self._resource.roundtrip(operation)}
        if operation.effect and operation.effect.kind == "changes":
            source = dict(operation.effect.sets)
        return {
            name: Sent(body[given], interaction, together)
            for name, given in source.items()
            if given in body and name in self._known
        }

    def _open(self, operation: Operation | None, body: Any) -> set[str]:
        """Name what a request may have changed that was refused, or is no request of the document."""
        effect = operation.effect if operation else None
        if effect and effect.kind == "changes":
            following = self._following if effect.replaces else ()
            return {*effect.sets, *effect.replaces, *following} or set(self._known)
        return set(body) if isinstance(body, dict) and operation else set(self._known)

    def _left_open(self, operation: Operation, body: dict[str, Any]) -> set[str]:
        """Name what a request that was accepted says nothing of, and may have changed all the same."""
        effect = operation.effect
        if effect and effect.kind == "changes" and not (effect.sets or effect.replaces):
            return set(self._known)
        if body.keys() - operation.body_properties.keys() or None in body.values():
            return set(self._known)  # what a strange property or a null does is anyone's guess
        return {name for name, given in effect.sets.items() if given not in body} if effect else set()

    def _see_use_after_delete(self, own: Own, interaction: Interaction) -> None:
        operation = interaction.operation
        if interaction.intent.key != "full" or operation is None or own.gone is None:
            return
        if not own.gone.succeeded:
            return  # of two deletes at the same time, or one sent twice, the other's response may come later
        if not interaction.does("deletes"):
            evidence = Evidence("a 4xx", f"{interaction.status}", [own.created, own.gone, interaction])
            self._results.judge(USE_AFTER_DELETE, operation.id, not interaction.succeeded, evidence)
            return
        self._results.observations.see_mistake(operation, "deleted-twice", interaction.status)
        if due := self._spec.statuses_for(operation, "deleted-twice"):
            words = " or ".join(map(str, sorted(due)))
            evidence = Evidence(words, str(interaction.status), [own.created, own.gone, interaction])
            self._results.judge(DELETED_TWICE, operation.id, interaction.status in due, evidence)

    # Responses that show it

    def _judge_read(self, own: Own, interaction: Interaction, operation: Operation) -> None:
        """Judge a read as a list of one: it shows what was sent; the next list judges the rest."""
        item = interaction.item
        if item is None:
            return
        for name in self._known:
            if item.get(name) is not None:
                self._kept.show(operation, name)
            if name in own.sent and name not in own.unknown and not own.sent[name].shown:
                sent = own.sent[name]
                self._kept.judge(
                    own, operation, name, sent, item.get(name), [own.created, sent.interaction, interaction]
                )

    def _judge_response(self, own: Own, interaction: Interaction, operation: Operation, sent: dict[str, Sent]) -> None:
        item = interaction.item
        if item is None:
            return
        history = [own.created, interaction] if interaction is not own.created else [interaction]
        check, shown_id = only_check(operation), self._resource.id_of(item)
        if check and shown_id is not None and any(name in item for name in self._known):
            ok = self._key(shown_id) == own.key
            evidence = Evidence(f"the id {own.id}", f"the id {shown_id}", history)
            self._results.judge(check, operation.id, ok, evidence)
        for name, value in sent.items():
            self._kept.judge(own, operation, name, value, item.get(name), history)
        if interaction is own.created:
            self._listing.judge_website(own, item, history)
        if check and own.listed is not None and not interaction.is_race:  # a response may be older than the others
            for name in self._known:
                if name not in sent and name not in own.unknown:
                    self._judge_rest(own, name, item.get(name), operation, history)

    def _judge_rest(
        self, own: Own, name: str, after: Any, operation: Operation, history: Sequence[Interaction]
    ) -> None:
        """Hold what a response shows of a property that its request did not name against what was before."""
        check = only_check(operation)
        before = own.sent[name].value if name in own.sent else (own.listed or {}).get(name)
        if check is None or name in self._tracked or name in self._following or before is None or after is None:
            return
        ok = same(before, after, name in self._dates)
        evidence = Evidence(f"{name} still {in_words(before)}", f"{name} {in_words(after)}", history)
        self._results.judge(check, operation.id, ok, evidence)

    def _see_values(self, own: Own, interaction: Interaction, operation: Operation, names: Sequence[str]) -> None:
        """Take up the values that the server made: each is new, and no other has it."""
        for name in names:
            value = (interaction.item or {}).get(name)
            if name in self._resource.roundtrip(operation) and name in own.sent:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
                own.unknown.add(name)
                continue
            self._judge_value(own, interaction, operation, name, value)
            own.values.setdefault(name, []).append(value)
            own.sent[name] = Sent(value, interaction, interaction.is_race, shown=True)
            own.unknown.discard(name)

    def _judge_value(
        self, own: Own, interaction: Interaction, operation: Operation, name: str, value: str | int
    ) -> None:
        is_new = name in replaced_by(operation)
        if is_new:
            evidence = Evidence(f"a new {name}", f"{name} {value} again", [own.created, interaction])
            self._results.judge(ROTATE_REPLACES, operation.id, value not in own.values.get(name, []), evidence)
        if name not in self._resource.unique:
            return
        others = [o for o in self.channels.values() if o is not own and value in o.values.get(name, [])]
        history = [*(o.created for o in others[:1]), own.created, *([interaction] if is_new else [])]
        evidence = Evidence(f"{name} of its own", f"{name} of another one", history)
        self._results.judge(UNIQUE_TOKEN, operation.id, not others, evidence)
