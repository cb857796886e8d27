"""Makes the files of the reference page: a folder that works from disk and under any path, and asks no one."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from contract_tests.reference.badges import with_badges
from contract_tests.reference.operation_samples import Writer
from contract_tests.spec import SPEC_PATH, Spec
from contract_tests.spec.errors import UserError

ASSETS = Path(__file__).parent / "assets"
OWN = ("page.js", "names.js", "page.css")
RENDERER = ("swagger-ui-bundle.js", "swagger-ui.css")


@dataclass(frozen=True)
class Server:
    """A server that a click may reach."""

    url: str
    """Where a request is sent."""
    description: str
    reaches: str
    """The server that answers, as people read it."""
    is_real: bool = False
    """Whether a change is asked about before it is sent, and the mock's key is of no use."""


@dataclass(frozen=True)
class Page:
    """What differs between a page on disk and one that a mock serves."""

    servers: Sequence[Server]
    key: str = field(default="", repr=False)
    """Filled in as the API key. It is the mock's, or none."""


def on_disk(spec: Spec) -> Page:
    """Return the page to publish: its servers are those of the document, the mock first, production aside."""
    servers = [server for server in spec.document["servers"] if server.get("x-target") != "production"]
    shown = [
        Server(server["url"], server.get("description", ""), server["url"], is_real=server.get("x-target") != "mock")
        for server in sorted(servers, key=lambda server: server.get("x-target") != "mock")
    ]
    return Page(shown)


def files(spec: Spec, page: Page) -> dict[str, bytes]:
    """Return the files of the page by name. Raises UserError where Swagger UI is not installed."""
    renderer = renderer_folder()
    document = with_badges(spec)
    document["servers"] = [{"url": server.url, "description": server.description} for server in page.servers]
    data: Mapping[str, object] = {
        "document": document,
        "samples": {
            server.url: Writer(spec, server.reaches, "" if server.is_real else page.key).samples()
            for server in page.servers
        },
        "servers": [asdict(server) for server in page.servers],
        "scheme": _key_scheme(spec),
        "key": page.key,
        "resources": _resources(spec),
    }
    return {
        **{name: (ASSETS / name).read_bytes() for name in OWN},
        "index.html": _index(page),
        **{name: (renderer / name).read_bytes() for name in RENDERER},
        "data.js": f"window.reference = {json.dumps(data)};\n".encode(),
        **documents(spec),
    }


def documents(spec: Spec) -> dict[str, bytes]:
    """Return the document itself, in both of its notations."""
    as_json = json.dumps(spec.document, ensure_ascii=False, indent=1).encode()
    return {"openapi.json": as_json, "openapi.yaml": SPEC_PATH.read_bytes()}


def write(spec: Spec, folder: Path) -> Path:
    """Write the page into `docs` in a folder, and return where it begins."""
    target = folder / "docs"
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files(spec, on_disk(spec)).items():
        (target / name).write_bytes(content)
    return target / "index.html"


def renderer_folder() -> Path:
    """Return the folder of Swagger UI. Raises UserError where it is not installed."""
    try:
        import swagger_ui_bundle
    except ImportError:
        raise UserError("The reference page needs Swagger UI: pip install swagger-ui-bundle-v2") from None
    return Path(str(swagger_ui_bundle.swagger_ui_path))


def _index(page: Page) -> bytes:
    """Return the page itself; its policy lets it reach where it comes from, and the servers that it names."""
    reach = " ".join(["'self'", *(server.url for server in page.servers if "://" in server.url)])
    return (ASSETS / "index.html").read_text(encoding="utf-8").replace("$servers", html.escape(reach)).encode()


def _key_scheme(spec: Spec) -> str:
    schemes = spec.document["components"]["securitySchemes"]
    return str(next(name for name, s in schemes.items() if s["type"] == "apiKey" and s["in"] == "header"))


def _resources(spec: Spec) -> list[dict[str, object]]:
    """Return for each resource where responses show its id, and which operations take it: the page fills it in."""
    writer = Writer(spec, "")
    return [
        {
            "creates": resource.creates.id if resource.creates else None,
            "deletes": resource.deletes.id if resource.deletes else None,
            "shows": {
                operation.id: [[*place.steps, resource.id_property] for place in resource.places(operation)]
                for operation in resource.operations
            },
            "takes": {
                name: {"parameter": parameter, "example": writer.example_ids(spec.operations[name])[parameter]}
                for name, parameter in resource.id_parameters.items()
            },
        }
        for resource in spec.resources.values()
    ]
