"""What reads the documents of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.tests.spec.documents import CHANNEL, Read, read, text_of


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    return lambda *operations, schemas=CHANNEL: read(tmp_path, text_of(*operations, schemas=schemas))
