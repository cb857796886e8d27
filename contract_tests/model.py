"""A plain model of the run's own channels, kept by watching every exchange, and what each answer says against it."""

from __future__ import annotations

from contract_tests.channels import (
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
from contract_tests.exchange import Exchange
from contract_tests.identity import name_in, new_id, same_id
from contract_tests.kept import Kept
from contract_tests.listing import Listing
from contract_tests.ownership import Ownership
from contract_tests.results import Results
from contract_tests.spec import Spec
from contract_tests.spec.pointers import at
from contract_tests.values import in_words, is_date_time_property, same


class Model:
    """An observer of the gate."""

    def __init__(self, spec: Spec, results: Results, ownership: Ownership) -> None:
        self._results = results
        self._ownership = ownership
        properties = at(spec.document, CHANNEL)
        self._dates = {name for name, schema in properties.items() if is_date_time_property(schema)}
        self._known = [name for name in properties if name not in ("id", "embedSnippet")]
        self._kept = Kept(results, self._dates)
        self._listing = Listing(results, self._kept, self._known)
        self.channels: dict[str, Own] = {}
        self._unrecognised: dict[str, Exchange] = {}
        """By name, creates whose answers did not tell an id that is the run's own."""
        self.lists = 0
        """How many lists could be read."""

    def __call__(self, exchange: Exchange) -> None:
        """Learn from an exchange, and judge its answer against what is known."""
        operation = exchange.operation.id if exchange.operation else None
        if operation == LIST and exchange.succeeded and self._is_readable(exchange):
            self.lists += 1
            self._recognise()
            self._listing.see(self.channels, exchange, exchange.data)
        elif operation == CREATE and exchange.succeeded:
            self._see_create(exchange)
        elif operation == CREATE and exchange.intent.key != "full":
            name = name_in(exchange.request.content)
            if name:
                self._listing.refused_creates[name] = exchange
        elif exchange.channel_id is not None and exchange.request.method != "GET":
            own = self.channels.get(same_id(exchange.channel_id))
            if own and own.gone:
                self._see_use_after_delete(own, exchange, operation)
            elif own:
                self._see_change(own, exchange, operation)

    def _is_readable(self, exchange: Exchange) -> bool:
        """Whether a list can be read: that it is an array of objects with an id, each a channel, is a guess."""
        items = exchange.data
        if not isinstance(items, list):
            return False
        ids = {same_id(item["id"]) for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
        if items and not ids:
            return False
        body = exchange.response.content.lower()  # a channel that stands in it elsewhere is listed in another way
        return not any(
            own.id.lower().encode() in body for key, own in self.channels.items() if not own.gone and key not in ids
        )

    # Changes

    def _see_create(self, exchange: Exchange) -> None:
        channel_id = new_id(exchange.operation, exchange.json) if exchange.operation else None
        name = name_in(exchange.request.content)
        if not (isinstance(channel_id, str) and self._ownership.may_change(channel_id)) and name:
            self._unrecognised[name] = exchange
        if isinstance(channel_id, str):
            self._take(channel_id, exchange)

    def _recognise(self) -> None:
        """Take up the channels whose creates did not tell their ids: the gate knows them by their names."""
        for name, exchange in list(self._unrecognised.items()):
            channel_id = self._ownership.id_of(name)
            if channel_id is not None:
                del self._unrecognised[name]
                self._take(channel_id, exchange)

    def _take(self, channel_id: str, exchange: Exchange) -> None:
        twice = same_id(channel_id) in self.channels or self._ownership.is_other(channel_id)
        self._results.judge(
            "unique-id", CREATE, not twice, "an id that no channel has", f"{channel_id} once more", [exchange]
        )
        if twice or not self._ownership.may_change(channel_id):
            return
        own = Own(channel_id, exchange)
        self.channels[same_id(channel_id)] = own
        body = exchange.sent
        if isinstance(body, dict):
            own.sent = {name: Sent(value, exchange) for name, value in body.items() if name in self._known}
        self._judge_answer(own, exchange, CREATE, own.sent)
        self._see_token(own, exchange, CREATE)

    def _see_change(self, own: Own, exchange: Exchange, operation: str | None) -> None:
        own.since.append(exchange)
        body = exchange.sent
        if exchange.intent.valid and operation and (exchange.succeeded or exchange.status in (404, 410)):
            seen = f"{exchange.status} for a channel that exists"
            self._results.judge("id-addresses", operation, exchange.succeeded, "200", seen, [own.created, exchange])
        unsure = not exchange.intent.valid and exchange.intent.key == "full" and exchange.status in (404, 410)
        if operation == DELETE and (exchange.succeeded or unsure):
            own.gone = exchange
            return
        if not exchange.succeeded or operation is None or (exchange.request.content and not isinstance(body, dict)):
            if exchange.intent.key == "full":  # refused, or odd and let through: what it did is anyone's guess
                touched = body.keys() if isinstance(body, dict) else self._known
                own.unknown |= (
                    {TOKEN, ACCOUNT} if operation == ROTATE else {AGENT} if operation == TOGGLE else set(touched)
                )
            return
        sent: dict[str, Sent] = {}
        if not isinstance(body, dict):  # nothing was sent, and that was accepted
            body = {}
        if operation == UPDATE:
            together = exchange.intent.together is not None
            sent = {n: Sent(v, exchange, together) for n, v in body.items() if n in self._known}
        elif operation == TOGGLE and "enabled" in body:
            sent = {AGENT: Sent(body["enabled"], exchange)}
        elif operation == ROTATE:
            own.rotated, own.rotation = True, exchange
        own.sent.update(sent)
        own.unknown -= sent.keys()
        own.unknown |= {name for name, value in sent.items() if value.value is None}
        self._judge_answer(own, exchange, operation, sent)
        if operation == ROTATE:
            self._see_token(own, exchange, ROTATE)

    def _see_use_after_delete(self, own: Own, exchange: Exchange, operation: str | None) -> None:
        if exchange.intent.key != "full" or operation is None or own.gone is None:
            return
        if not own.gone.succeeded:
            return  # of two deletes at the same time, or one sent twice, the other's answer may come later
        history = [own.created, own.gone, exchange]
        if operation == DELETE:
            self._results.judge(
                "deleted-twice", operation, exchange.status == 404, "404", str(exchange.status), history
            )
        else:
            refused = not exchange.succeeded
            self._results.judge("deleted-refused", operation, refused, "a 4xx", f"{exchange.status}", history)

    # Answers that show a channel

    def _judge_answer(self, own: Own, exchange: Exchange, operation: str, sent: dict[str, Sent]) -> None:
        data = exchange.data
        if not isinstance(data, dict):
            return
        history = [own.created, exchange] if exchange is not own.created else [exchange]
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

    def _see_token(self, own: Own, exchange: Exchange, operation: str) -> None:
        token = at(exchange.data, "/" + TOKEN)
        if not isinstance(token, str) or not token:
            own.unknown.add(TOKEN)
            return
        if operation == ROTATE:
            old = token in own.tokens
            history = [own.created, exchange]
            self._results.judge(
                "rotate-replaces", ROTATE, not old, "a new channelToken", f"the token {token} again", history
            )
        others = [o for o in self.channels.values() if o is not own and token in o.tokens]
        history = [
            *(o.created for o in others[:1]),
            own.created,
            *([exchange] if operation == ROTATE else []),
        ]
        self._results.judge(
            "unique-token", operation, not others, "a token of its own", "a token of another channel", history
        )
        own.tokens.append(token)
        own.sent[TOKEN] = Sent(token, exchange)
        own.unknown.discard(TOKEN)
