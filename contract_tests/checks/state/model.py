"""A plain model of the run's own channels, kept by watching every interaction, and what each answer says against it."""

from __future__ import annotations

from contract_tests.checks.results import Results
from contract_tests.checks.state.listing import Listing
from contract_tests.checks.state.own import (
    ACCOUNT,
    AGENT,
    CHANNEL,
    CREATE,
    DELETE,
    LIST,
    ONLY,
    ROTATE,
    TOGGLE,
    TOKEN,
    UPDATE,
    Own,
    Sent,
)
from contract_tests.checks.state.roundtrip import RoundTrip
from contract_tests.checks.values import in_words, is_date_time_property, same
from contract_tests.spec import Spec
from contract_tests.spec.pointers import at
from contract_tests.transport.identity import name_in, same_id
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.ownership import Ownership

TAKEN_LATER = (408, 425, 429)
"""Refusals that say to come again: whether such a request did something is open."""


class Model:
    """An observer of the transport."""

    def __init__(self, spec: Spec, results: Results, ownership: Ownership) -> None:
        self._results = results
        self._ownership = ownership
        properties = at(spec.document, CHANNEL)
        self._dates = {name for name, schema in properties.items() if is_date_time_property(schema)}
        self._known = [name for name in properties if name not in ("id", "embedSnippet")]
        self._kept = RoundTrip(results, self._dates)
        self._listing = Listing(results, self._kept, self._known, ownership)
        self.channels: dict[str, Own] = {}
        self._unrecognised: dict[str, Interaction] = {}
        """By name, creates whose answers did not tell an id that is the run's own."""
        self.lists = 0
        """How many lists could be read."""

    def __call__(self, interaction: Interaction) -> None:
        """Learn from an interaction, and judge its answer against what is known."""
        operation = interaction.operation.id if interaction.operation else None
        if operation == LIST and interaction.succeeded and self._is_readable(interaction):
            self.lists += 1
            self._recognise()
            self._follow(interaction)
            self._listing.see(self.channels, interaction, interaction.data)
        elif operation == CREATE and interaction.succeeded:
            self._see_create(interaction)
        elif operation == CREATE and 400 <= interaction.status < 500:
            name = name_in(interaction.request.content)
            if name and interaction.status not in TAKEN_LATER:
                self._listing.refused_creates[name] = interaction
        elif interaction.channel_id is not None and interaction.request.method != "GET":
            own = self.channels.get(same_id(interaction.channel_id))
            if own and own.gone:
                self._see_use_after_delete(own, interaction, operation)
            elif own:
                self._see_change(own, interaction, operation)

    def _is_readable(self, interaction: Interaction) -> bool:
        """Whether a list can be read: that it is an array of objects with an id, each a channel, is a guess."""
        items = interaction.data
        if not isinstance(items, list):
            return False
        ids = {same_id(item["id"]) for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
        if items and not ids:
            return False
        body = interaction.response.content.lower()  # a channel that stands in it elsewhere is listed in another way
        return not any(
            own.id.lower().encode() in body for key, own in self.channels.items() if not own.gone and key not in ids
        )

    # Changes

    def _see_create(self, interaction: Interaction) -> None:
        name = name_in(interaction.request.content)
        if isinstance(interaction.made, str):
            taken = self._ownership.is_taken(interaction.made, name)
            seen = f"{interaction.made} once more"
            self._results.judge("unique-id", CREATE, not taken, "an id that no channel has", seen, [interaction])
            if not taken:
                self._take(interaction.made, interaction)
                return
        if name:
            self._unrecognised[name] = interaction

    def _recognise(self) -> None:
        """Take up the channels whose creates did not tell their ids: lists show them by their names."""
        for name, interaction in list(self._unrecognised.items()):
            channel_id = self._ownership.id_of(name)
            if channel_id is not None and same_id(channel_id) not in self.channels:
                del self._unrecognised[name]
                self._results.hold("unique-id", CREATE)
                self._take(channel_id, interaction)

    def _follow(self, interaction: Interaction) -> None:
        """Judge the channels that a list shows under another id than before, and go on under that one."""
        for key, own in list(self.channels.items()):
            channel_id = self._ownership.id_of(own.name)
            if channel_id is None or same_id(channel_id) == key or own.gone:
                continue
            last = next((e.operation.id for e in reversed(own.since) if e.operation and e.operation.id in ONLY), None)
            history = [own.created, *own.since, interaction]
            self._results.judge(
                ONLY[last] if last and own.listed else "listed-once",
                last if last and own.listed else CREATE,
                False,
                f"the id {own.id}",
                f"the id {channel_id}",
                history,
            )
            del self.channels[key]
            own.id = channel_id
            self.channels[same_id(channel_id)] = own

    def _take(self, channel_id: str, interaction: Interaction) -> None:
        own = Own(channel_id, interaction, name_in(interaction.request.content) or "")
        self.channels[same_id(channel_id)] = own
        body = interaction.sent
        if isinstance(body, dict):
            own.sent = {name: Sent(value, interaction) for name, value in body.items() if name in self._known}
        self._judge_answer(own, interaction, CREATE, own.sent)
        self._see_token(own, interaction, CREATE)

    def _see_change(self, own: Own, interaction: Interaction, operation: str | None) -> None:
        own.since.append(interaction)
        body = interaction.sent
        if interaction.intent.valid and operation and (interaction.succeeded or interaction.status in (404, 410)):
            seen = f"{interaction.status} for a channel that exists"
            self._results.judge(
                "id-addresses", operation, interaction.succeeded, "200", seen, [own.created, interaction]
            )
        unsure = not interaction.intent.valid and interaction.intent.key == "full" and interaction.status in (404, 410)
        if operation == DELETE and (interaction.succeeded or unsure):
            own.gone = interaction
            return
        if (
            not interaction.succeeded
            or operation is None
            or (interaction.request.content and not isinstance(body, dict))
        ):
            if interaction.intent.key == "full":  # refused, or odd and let through: what it did is anyone's guess
                touched = body.keys() if isinstance(body, dict) else self._known
                own.unknown |= (
                    {TOKEN, ACCOUNT} if operation == ROTATE else {AGENT} if operation == TOGGLE else set(touched)
                )
            return
        sent: dict[str, Sent] = {}
        if not isinstance(body, dict):  # nothing was sent, and that was accepted
            body = {}
        if operation == UPDATE:
            together = interaction.intent.together is not None
            sent = {n: Sent(v, interaction, together) for n, v in body.items() if n in self._known}
        elif operation == TOGGLE and "enabled" in body:
            sent = {AGENT: Sent(body["enabled"], interaction)}
        elif operation == ROTATE:
            own.rotated, own.rotation = True, interaction
        own.sent.update(sent)
        own.unknown -= sent.keys()
        own.unknown |= {name for name, value in sent.items() if value.value is None}
        self._judge_answer(own, interaction, operation, sent)
        if operation == ROTATE:
            self._see_token(own, interaction, ROTATE)

    def _see_use_after_delete(self, own: Own, interaction: Interaction, operation: str | None) -> None:
        if interaction.intent.key != "full" or operation is None or own.gone is None:
            return
        if not own.gone.succeeded:
            return  # of two deletes at the same time, or one sent twice, the other's answer may come later
        history = [own.created, own.gone, interaction]
        if operation == DELETE:
            self._results.judge(
                "deleted-twice", operation, interaction.status == 404, "404", str(interaction.status), history
            )
        else:
            refused = not interaction.succeeded
            self._results.judge("deleted-refused", operation, refused, "a 4xx", f"{interaction.status}", history)

    # Answers that show a channel

    def _judge_answer(self, own: Own, interaction: Interaction, operation: str, sent: dict[str, Sent]) -> None:
        data = interaction.data
        if not isinstance(data, dict):
            return
        history = [own.created, interaction] if interaction is not own.created else [interaction]
        check = ONLY.get(operation)
        if check and isinstance(data.get("id"), str) and any(name in data for name in self._known):
            ok = same_id(data["id"]) == same_id(own.id)
            self._results.judge(check, operation, ok, f"the id {own.id}", f"the id {data['id']}", history)
        for name, value in sent.items():
            self._kept.judge(own, operation, name, value, data.get(name), history)
        together = any(value.together for value in sent.values())
        if not check or own.listed is None or together:  # an answer may be older than what went with it
            return
        for name in self._known:
            before = own.sent[name].value if name in own.sent else own.listed.get(name)
            after = data.get(name)
            if name in sent or name in own.unknown or name in (TOKEN, ACCOUNT) or before is None or after is None:
                continue
            ok = same(before, after, name in self._dates)
            self._results.judge(
                check, operation, ok, f"{name} still {in_words(before)}", f"{name} {in_words(after)}", history
            )

    def _see_token(self, own: Own, interaction: Interaction, operation: str) -> None:
        token = at(interaction.data, "/" + TOKEN)
        if not isinstance(token, str) or not token:
            own.unknown.add(TOKEN)
            return
        if operation == ROTATE:
            old = token in own.tokens
            history = [own.created, interaction]
            self._results.judge(
                "rotate-replaces", ROTATE, not old, "a new channelToken", f"the token {token} again", history
            )
        others = [o for o in self.channels.values() if o is not own and token in o.tokens]
        history = [
            *(o.created for o in others[:1]),
            own.created,
            *([interaction] if operation == ROTATE else []),
        ]
        self._results.judge(
            "unique-token", operation, not others, "a token of its own", "a token of another channel", history
        )
        own.tokens.append(token)
        own.sent[TOKEN] = Sent(token, interaction)
        own.unknown.discard(TOKEN)
