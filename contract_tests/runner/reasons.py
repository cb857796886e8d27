"""Why something was not tested, in words."""

from __future__ import annotations

from collections.abc import Collection

from contract_tests.checks.state.model import Model
from contract_tests.runner.api import Api
from contract_tests.runner.outcome import Outcome
from contract_tests.spec import Operation, Spec

NO_OCCASION = "no response gave an occasion, such as a value of the property that it is about"


def why_not_sent(operation: Operation, spec: Spec, listed: Collection[str], *, is_mock: bool) -> str:
    """Return why an operation is not sent at all; nothing for one that is. `listed` names resources."""
    resource = spec.resource_of(operation)
    if resource is None:
        return "no `x-effect` says what it does"
    if resource.name not in listed:
        return f"nothing lists {resource.name}"
    if operation.changes and resource.creates and not (resource.is_deletable or is_mock):
        return f"nothing deletes {resource.name}"
    if (operation.changes or operation.id in resource.id_parameters) and not resource.creates:
        return f"nothing creates {resource.name}"
    return "its path has more parameters than the id" if len(operation.path_parameters) > 1 else ""


def why_not_callable(spec: Spec) -> str:
    """Return why the suite cannot do with a document at all; nothing where it can."""
    if not any(resource.lists for resource in spec.resources.values()):
        return "openapi.yaml has no operation that lists something: nothing would show what a run did."
    for operation in spec.operations.values():
        resource = spec.resource_of(operation)
        takes_id = resource is not None and operation.id in resource.id_parameters
        needed = [each for each in spec.parameters(operation) if each.get("required")]
        lacking = ", ".join(each["name"] for each in needed if not (takes_id and each["in"] == "path"))
        if resource and lacking:
            return f"{operation.id} needs {lacking}, and nothing tells the value: the suite fills in ids alone."
    return ""


def why_not_created(api: Api, *, is_mock: bool) -> str:
    """Return why nothing of a resource is created; nothing where it may be."""
    if api.resource.creates is None:
        return "nothing creates it"
    if not (api.resource.is_deletable or is_mock):
        return "nothing deletes it"
    return "" if api.carriers else "nothing that it shows can carry a name"


def why_never_ran(outcome: Outcome, models: Collection[Model], creates: Collection[int]) -> str:
    """Say what took away the means of the checks that never ran. `creates` has the statuses of creates."""
    if set(creates) == {403}:
        return "every create was answered 403: does the key have the scope messaging:write?"
    if creates and min(creates) >= 400:
        return f"every create was answered {' or '.join(map(str, sorted(creates)))}{_said_of_creates(outcome)}"
    if outcome.stopped:
        return outcome.stopped
    if outcome.cut_short:
        return "; ".join(dict.fromkeys(outcome.cut_short.values()))
    lists, created = any(model.lists for model in models), any(model.channels for model in models)
    if lists and created:
        return "the requests were used up" if outcome.budget_spent_in else NO_OCCASION
    why = "no list has borne out what was created" if lists else "no list could be read"
    return "; ".join([why, *(f"refuted: {a.statement}" for a in outcome.results.assumptions.refuted)])


def _said_of_creates(outcome: Outcome) -> str:
    traffic = outcome.traffic
    creates = {resource.creates.id for resource in traffic.spec.resources.values() if resource.creates}
    return next((f": {refusal.message}" for refusal in traffic.refusals if refusal.operation in creates), "")
