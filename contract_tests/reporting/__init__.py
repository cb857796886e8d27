"""What a run leaves for people and machines. Each format is a module with `write(report, folder)`, named in WRITERS.

`contract_json.of` makes the report of a run, without credentials; all else shows what it holds.
"""

from __future__ import annotations

from contract_tests.reporting import (
    contract_json,
    har,
    history,
    html_report,
    junit,
    markdown,
    observations_json,
    scripts,
)

# The page reads the history.
WRITERS = (contract_json, observations_json, junit, markdown, scripts, har, history, html_report)

__all__ = ["WRITERS"]
