"""Links whose target has moved: they follow the resource to where it stands now."""

from __future__ import annotations

from contract_tests.learning.draft import Draft
from contract_tests.learning.lessons import Lessons
from contract_tests.spec import EACH, Operation, Resource
from contract_tests.spec.pointers import pointer

BODY = "$response.body#"


def amend(draft: Draft, lessons: Lessons) -> None:
    """Have the links of creates point at the id."""
    for resource in draft.spec.resources.values():
        if resource.creates is not None:
            _amend(draft, lessons, resource, resource.creates)
    draft.refresh()


def _amend(draft: Draft, lessons: Lessons, resource: Resource, create: Operation) -> None:
    places = [["0" if step == EACH else step for step in place.steps] for place in resource.places(create)]
    right = {BODY + pointer(*steps, resource.id_property) for steps in places}
    for response in create.responses.values():
        for name, link in response.definition.get("links", {}).items():
            for parameter, expression in link.get("parameters", {}).items():
                where = response.pointer + pointer("links", name, "parameters", parameter)
                if not str(expression).startswith(BODY) or expression in right:
                    continue
                if right:
                    draft.editor.set(where, min(right))
                    draft.sentences.append(f"{where}: the id stands at {min(right).removeprefix(BODY)}")
                else:
                    lessons.open[f"{response.pointer}/links: they point at an id that the response does not show."] = (
                        None
                    )
