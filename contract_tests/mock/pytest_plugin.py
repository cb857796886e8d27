"""Fixtures for the tests of code that uses the API. The distribution registers them with pytest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contract_tests.mock import Mock


@pytest.fixture(scope="session")
def _social_channels_server() -> Iterator[Mock]:
    from contract_tests.mock import running  # here, so that other tests do not wait for it

    with running() as mock:
        yield mock


@pytest.fixture
def social_channels_mock(_social_channels_server: Mock) -> Mock:
    """Serve a mock over HTTP, at its `url`; each test finds it as new."""
    _social_channels_server.reset()
    return _social_channels_server
