"""What the templates ask about an operation: a method's arguments, the useful part of a response, the refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from generated_client.generator import useful
from generated_client.generator.useful import Operation

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
class Success:
    """A successful response, and which part of it is useful."""

    documented: Any
    """The generator's Response."""
    type: str
    """The type of the useful part; `None` where there is none."""
    place: str
    """The expression that is the useful part."""
    is_envelope: bool
    """Whether it has `success` and `data`."""
    expects_data: bool
    """Whether a null as `data` is an error, though the document may allow it."""
    lacks: str
    """The expression that says whether something is null or missing though it is expected; may be empty."""


def successes(endpoint: Operation) -> list[Success]:
    """List the documented responses that mean success."""
    return [_success(endpoint, response) for response in useful.successes(endpoint)]


def result(endpoint: Operation) -> str:
    """Write the type of what a method returns."""
    return " | ".join(dict.fromkeys(response.type for response in successes(endpoint))) or "None"


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
        response.status_code.range[0]: _refusal_model(response)
        for response in endpoint.responses.patterns
        if response.status_code.range and response.status_code.range[0] >= 400
    }


def _refusal_model(response: Any) -> str:
    if isinstance(response.prop, ModelProperty):
        return str(response.prop.class_info.name)
    return "None" if response.source["return_type"] == "None" else "object"


def result_models(endpoints: list[Operation]) -> list[str]:
    """Name the models that the methods return."""
    models = {str(model.class_info.name) for endpoint in endpoints for model in endpoint.models.values()}
    types = [result(endpoint) for endpoint in endpoints] + [of for _, of in useful.lists(endpoints).values()]
    return sorted(models & {word for type_ in types for word in re.findall(r"\w+", type_)})


def model_imports(endpoint: Operation, prefix: str) -> list[str]:
    """List the imports of the models that the above speak of, from the package that `prefix` leads to."""
    lines = {line.removeprefix("from ...") for line in endpoint.relative_imports if line.startswith("from ...")}
    steps = [prop for response in useful.successes(endpoint) for prop in useful.part(endpoint, response).steps]
    for prop in (body_model(endpoint), *(response.prop for response in useful.successes(endpoint))):
        for kind in ("relative_imports", "lazy_imports"):
            lines |= {line.removeprefix("from ..") for line in getattr(prop, kind, None) or () if ".." in line}
    for prop in steps:
        found = prop.get_imports(prefix="..") | prop.get_lazy_imports(prefix="..")
        lines |= {line.removeprefix("from ..") for line in found}
    return sorted(f"from {prefix}{line}" for line in lines if line.startswith("models."))


def _success(operation: Operation, response: Any) -> Success:
    found = useful.part(operation, response)
    if found.steps:
        type_ = " | ".join(_types(found.steps[-1])) or "None"
    else:
        type_ = "None" if response.source["return_type"] == "None" else _code(response.prop.get_type_string())
    is_envelope = useful.is_envelope(response.prop)
    place, tests = str(response.prop.python_name), []
    for prop in found.needed:
        place += f".{prop.python_name}"
        if not _is_something(prop):
            break
        tests += [f"{place} is None"] if useful.may_be_null(prop) else []
        tests += [] if prop.required else [f"{place} is UNSET"]
    return Success(
        documented=response,
        type=type_,
        place=".".join(str(prop.python_name) for prop in (response.prop, *found.steps)),
        is_envelope=is_envelope,
        expects_data=is_envelope and bool(found.needed) and _is_something(found.needed[0]),
        lacks=" or ".join(tests),
    )


def _is_something(prop: Any) -> bool:
    types = _types(prop)
    return bool(types) and "Any" not in types


def _types(prop: Any) -> list[str]:
    return [_code(kind.get_type_string(no_optional=True)) for kind in useful.kinds(prop)]


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
