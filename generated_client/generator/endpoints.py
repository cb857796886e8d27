"""What the templates ask about an operation: a method's arguments, the useful part of an answer, the refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

OPTIONS = {
    "timeout": "httpx.Timeout | float | Unset | None = UNSET",
    "headers": "Mapping[str, str] | None = None",
    "retries": "int | Unset = UNSET",
    "deadline": "float | Unset | None = UNSET",
}
"""What every method takes besides: how it is declared."""


@dataclass(frozen=True)
class Argument:
    """An argument of a method: how it is declared, and what the module function gets for it."""

    name: str
    type: str
    optional: bool
    value: str
    about: str


@dataclass(frozen=True)
class Answer:
    """A successful answer, and which part of it is useful."""

    documented: Any
    """The generator's Response."""
    type: str
    """The type of the useful part; `None` where there is none."""
    is_envelope: bool
    """Whether it has `success` and `data`, so that `data` is the useful part."""
    expects_data: bool
    """Whether a null as `data` is an error, though the document may allow it."""
    lacks: str
    """The expression that says whether `data` is null or missing though something is expected; may be empty."""


def answers(endpoint: Endpoint) -> list[Answer]:
    """List the documented answers that mean success."""
    ranges = [(answer, answer.status_code.range) for answer in endpoint.responses]
    return [_answer(answer) for answer, codes in ranges if codes and 200 <= codes[0] < 300]


def result(endpoint: Endpoint) -> str:
    """Write the type of what a method returns."""
    return " | ".join(dict.fromkeys(answer.type for answer in answers(endpoint))) or "None"


def path_arguments(endpoint: Endpoint) -> list[Argument]:
    """List the path's parameters; an id may be passed as text too."""
    return [_in_path(parameter) for parameter in endpoint.path_parameters]


def keyword_arguments(endpoint: Endpoint) -> list[Argument]:
    """List the properties of the body, or the body where it has none to name, and the other parameters."""
    parameters = [*endpoint.query_parameters, *endpoint.header_parameters, *endpoint.cookie_parameters]
    model = body_model(endpoint)
    if model is not None:
        return [_argument(prop) for prop in [*_properties(model), *parameters]]
    if not endpoint.bodies:
        return [_argument(parameter) for parameter in parameters]
    types = [_code(body.prop.get_type_string(no_optional=True)) for body in endpoint.bodies]
    optional = not any(body.prop.required for body in endpoint.bodies)
    about = _text(endpoint.bodies[0].prop.description) or "What to send."
    body = Argument("body", " | ".join(types) + (" | Unset" if optional else ""), optional, "body", about)
    return [body, *(_argument(parameter) for parameter in parameters)]


def body_model(endpoint: Endpoint) -> ModelProperty | None:
    """Return the body's model where its properties can be arguments of their own."""
    if len(endpoint.bodies) != 1 or not isinstance(endpoint.bodies[0].prop, ModelProperty):
        return None
    model = endpoint.bodies[0].prop
    # What a method itself calls something: the template says `operation` and `arguments`, and each has the options.
    taken = {
        "self",
        "operation",
        "arguments",
        *OPTIONS,
        *(parameter.python_name for _, parameter in endpoint.iter_all_parameters()),
    }
    names = {prop.python_name for prop in _properties(model)}
    return model if names and not names & taken else None


def options(endpoint: Endpoint) -> dict[str, str]:
    """Return the options of a method; a parameter of the operation goes before an option of its name."""
    taken = {str(parameter.python_name) for _, parameter in endpoint.iter_all_parameters()}
    return {name: declared for name, declared in OPTIONS.items() if name not in taken}


def refusals(endpoint: Endpoint) -> dict[int, str]:
    """Return the model of each documented refusal: None where it has no body, object where any body will do."""
    return {
        answer.status_code.range[0]: _refusal_model(answer)
        for answer in endpoint.responses.patterns
        if answer.status_code.range and answer.status_code.range[0] >= 400
    }


def _refusal_model(answer: Any) -> str:
    if isinstance(answer.prop, ModelProperty):
        return str(answer.prop.class_info.name)
    return "None" if answer.source["return_type"] == "None" else "object"


def result_models(endpoints: list[Endpoint]) -> list[str]:
    """Name the models that the methods return."""
    models = {line.rpartition(" ")[2] for endpoint in endpoints for line in model_imports(endpoint, ".")}
    words = {word for endpoint in endpoints for word in re.findall(r"\w+", result(endpoint))}
    return sorted(models & words)


def model_imports(endpoint: Endpoint, prefix: str) -> list[str]:
    """List the imports of the models that the above speak of, from the package that `prefix` leads to."""
    lines = {line.removeprefix("from ...") for line in endpoint.relative_imports if line.startswith("from ...")}
    for prop in (body_model(endpoint), *(answer.documented.prop for answer in answers(endpoint))):
        for kind in ("relative_imports", "lazy_imports"):
            lines |= {line.removeprefix("from ..") for line in getattr(prop, kind, None) or () if ".." in line}
    return sorted(f"from {prefix}{line}" for line in lines if line.startswith("models."))


def _answer(answer: Any) -> Answer:
    has = {str(prop.name.get_untrusted_value()): prop for prop in _properties(answer.prop)}
    if not {"success", "data"} <= has.keys():
        is_nothing = answer.source["return_type"] == "None"
        return Answer(answer, "None" if is_nothing else _code(answer.prop.get_type_string()), False, False, "")
    data = has["data"]
    kinds = [_code(inner.get_type_string(no_optional=True)) for inner in getattr(data, "inner_properties", [data])]
    useful = [kind for kind in kinds if kind != "None"]
    expected = bool(useful) and "Any" not in useful
    tests = {"is None": "None" in kinds, "is UNSET": not data.required}
    place = f"{answer.prop.python_name}.data"
    lacks = " or ".join(f"{place} {test}" for test, admits in tests.items() if expected and admits)
    return Answer(answer, " | ".join(useful) or "None", True, expected, lacks)


def _in_path(parameter: Any) -> Argument:
    name, type_ = str(parameter.python_name), _code(parameter.get_type_string())
    check = "arguments.as_uuid" if isinstance(parameter, UuidProperty) else "arguments.as_segment"
    if check == "arguments.as_uuid":
        type_ = f"{type_} | str"
    return Argument(name, type_, False, f'{check}("{name}", {name})', _text(parameter.description))


def _argument(prop: Any) -> Argument:
    name = str(prop.python_name)
    return Argument(name, _code(prop.get_type_string()), not prop.required, name, _text(prop.description))


def _properties(prop: Any) -> list[Any]:
    return [*(getattr(prop, "required_properties", None) or []), *(getattr(prop, "optional_properties", None) or [])]


def _code(type_string: Any) -> str:
    return str(type_string.as_unembedded_code())


def _text(description: Any) -> str:
    return str(description.get_untrusted_value()).strip() if description else ""
