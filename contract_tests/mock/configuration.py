"""What a mock is set to: at its start, in a test's own code, and over `/_mock/settings` while it runs."""

from __future__ import annotations

import dataclasses
import difflib
import ipaddress
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from contract_tests.mock.cors import Cors
from contract_tests.spec.errors import UserError

if TYPE_CHECKING:
    from contract_tests.mock.fault_and_variant_names import FaultName, VariantName
    from contract_tests.mock.middleware import Middleware

MOST_CHANNELS = 1_000_000
MOST_SECONDS = 60.0
VARIABLES: Mapping[str, str] = {
    "PORT": "port to listen at; 0 takes a free one (4010)",
    "CHANNELS": "how many channels there are at the start: website, WhatsApp and Instagram in turn (0)",
    "FAULT": "defects to show, by name, with commas between; `list` prints them all",
    "VARIANT": "legal variants of the responses, by name, with commas between; `list` prints them all",
    "LATENCY": "seconds that each response waits (0)",
    "RATE_LIMIT": "requests a second; more get a 429 with Retry-After (0: no limit)",
    "CORS": "1 serves the pages of every origin; or origins, with commas between, which may control the mock as well",
    "RELAY": "staging lets the page at /docs/ try things on staging too (only while LISTEN is a loopback address)",
    "LISTEN": "address to listen at (127.0.0.1)",
    "CONTROL": "1 serves `/_mock/` whatever the address, 0 never (only while LISTEN is a loopback address)",
}
"""Environment variable to what it means; each is an option of the command line too."""
OF_THE_MOCK_ALONE = tuple(name for name in VARIABLES if name != "PORT")
"""What says that a mock is meant; make gives PORT to every command."""


class Changes(TypedDict, total=False):
    """What may be changed while the mock runs."""

    faults: Sequence[FaultName]
    variants: Sequence[VariantName]
    latency: float
    """Seconds that each response waits."""
    rate_limit: int
    """Requests a second; 0 for no limit."""


class Options(Changes, total=False):
    """The keywords of a mock."""

    channels: int
    """Seeded at the start and at each reset."""
    cors: bool | Sequence[str]
    """Whether pages of every origin are served; or the origins that are, and that may control the mock."""
    control: bool
    """Whether `/_mock/` is served (True)."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """How the mock behaves. Raises UserError for a value that cannot be, wherever it came from."""

    channels: int = 0
    faults: Sequence[str] = ()
    variants: Sequence[str] = ()
    latency: float = 0.0
    rate_limit: int = 0
    cors: bool | Sequence[str] = False

    def __post_init__(self) -> None:
        _check_number("channels", self.channels, MOST_CHANNELS, whole=True)
        _check_number("latency", self.latency, MOST_SECONDS, whole=False)
        _check_number("rate_limit", self.rate_limit, 1_000_000, whole=True)
        for kind in ("fault", "variant"):
            names = getattr(self, f"{kind}s")
            if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
                raise UserError(f"{kind}s: a list of names is wanted.")
            object.__setattr__(self, f"{kind}s", tuple(names))
            for name in names:
                _check_name(kind, name)
        Cors(self.cors)

    @classmethod
    def of(cls, **given: Any) -> Settings:
        """Make settings of keywords that nothing has checked yet. Raises UserError."""
        check_names("setting", given, [field.name for field in dataclasses.fields(cls)])
        return cls(**given)

    @property
    def middleware(self) -> list[type[Middleware]]:
        """The classes of the faults and variants."""
        named = ((kind, name) for kind in ("variant", "fault") for name in getattr(self, f"{kind}s"))
        return [known(kind)[name] for kind, name in named]


def known(kind: str) -> Mapping[str, type[Middleware]]:
    """Return all faults, or all variants, by name."""
    # Imported when first asked for: a mock that shows none starts sooner.
    if kind == "fault":
        from contract_tests.mock.faults import CLIENT_FAULTS, FAULTS

        return {**FAULTS, **CLIENT_FAULTS}
    from contract_tests.mock.variants import VARIANTS

    return VARIANTS


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables. Raises UserError for what cannot be."""
    cors = _names(environment, "CORS")
    return Settings(
        channels=_number(environment, "CHANNELS", int),
        faults=_names(environment, "FAULT"),
        variants=_names(environment, "VARIANT"),
        latency=_number(environment, "LATENCY", float),
        rate_limit=_number(environment, "RATE_LIMIT", int),
        cors=cors == ("1",) if cors in ((), ("0",), ("1",)) else cors,
    )


def port_from(environment: Mapping[str, str]) -> int:
    """Return the port to listen at. Raises UserError for what is not a port."""
    text = environment.get("PORT", "").strip() or "4010"
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise UserError(f"PORT={text} is not a port. Use a number up to 65535; 0 takes a free one.")
    return int(text)


def control_from(environment: Mapping[str, str], host: str) -> bool:
    """Whether to serve `/_mock/`: to this machine alone, unless CONTROL says otherwise. Raises UserError."""
    text = environment.get("CONTROL", "").strip()
    if text not in ("", "0", "1"):
        raise UserError(f"CONTROL={text} is neither 0 nor 1.")
    return text == "1" if text else _is_loopback(host)


def relay_from(environment: Mapping[str, str], host: str) -> bool:
    """Whether the page may reach staging. Raises UserError for another server, and where others reach the page."""
    text = environment.get("RELAY", "").strip()
    if text not in ("", "0", "staging"):
        raise UserError(f"RELAY={text[:80]}: the relay reaches staging alone. Use RELAY=staging.")
    if text == "staging" and not _is_loopback(host):
        raise UserError(f"RELAY=staging is for this machine alone, and LISTEN={host} is not.")
    return text == "staging"


def nearest(name: object, names: Iterable[str], otherwise: str) -> str:
    """Say which name may have been meant, or something else where none is near."""
    close = difflib.get_close_matches(str(name), list(names), n=1, cutoff=0.65)
    return f"Did you mean {close[0]}?" if close else otherwise


def check_names(kind: str, given: Iterable[object], names: Sequence[str]) -> None:
    """Raise UserError for a name that there is not, with the nearest right one."""
    for name in given:
        if name not in names:
            hint = nearest(name, names, f"Known are {', '.join(names)}.")
            raise UserError(f"There is no {kind} {str(name)[:80]!r}. {hint}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names(environment: Mapping[str, str], variable: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in environment.get(variable, "").split(",") if name.strip())


def _number(environment: Mapping[str, str], variable: str, kind: type[int] | type[float]) -> Any:
    text = environment.get(variable, "").strip() or "0"
    try:
        return kind(text)
    except ValueError:
        wanted = "a whole number" if kind is int else "a number"
        raise UserError(f"{variable}={text} is not {wanted} of 0 or more.") from None


def _check_number(name: str, value: object, most: float, *, whole: bool) -> None:
    kinds = int if whole else (int, float)
    if not isinstance(value, kinds) or isinstance(value, bool) or not 0 <= value <= most or not math.isfinite(value):
        raise UserError(
            f"{name.replace('_', ' ')}: a {'whole ' if whole else ''}number from 0 to {most:.0f} is wanted."
        )


def _check_name(kind: str, name: str) -> None:
    names = known(kind)
    if name not in names:
        hint = nearest(name, names, f"The mock prints all {len(names)} with {kind.upper()}=list.")
        raise UserError(f"There is no {kind} {name[:80]!r}. {hint}")
