"""What is marked and coloured in `contract.html` is escaped, and reads as people read."""

from __future__ import annotations

import json
import re

from contract_tests.reporting.highlighting import differences, highlighted, moment


def test_differences_are_marked_where_texts_are_alike() -> None:
    expected, seen = differences("displayName 'one two three'", "displayName 'one three'")
    assert "<mark>" in expected
    assert "<mark>" not in seen
    assert "<mark>" not in "".join(differences("a dog", "<b>something else</b>"))


def test_bodies_are_escaped_coloured_and_marked() -> None:
    body = highlighted('{"name": "<b>", "age": 3}', {"age"})
    assert "<b>&#34;name&#34;</b>" in body
    assert "<q>&#34;&lt;b&gt;&#34;</q>" in body
    assert "<mark>&#34;age&#34;</mark>" in body
    assert highlighted(r'["\u202e"]', set()) == "[\n  <q>&#34;\\u202e&#34;</q>\n]"
    assert highlighted("<not json>", set()) == "&lt;not json&gt;"


def test_of_a_list_those_are_shown_that_a_finding_is_about() -> None:
    channels = [{"id": f"channel-number-{n:04}"} for n in range(50)]
    body = highlighted(json.dumps({"data": channels}), set(), {"channel-number-0033"})
    assert re.findall(r"channel-number-\d+", body) == ["channel-number-0033"]
    assert "… 49 more" in body
    assert re.findall(r"channel-number-\d+", highlighted(json.dumps(channels), set())) == ["channel-number-0000"]
    assert "more" not in highlighted("[1, 2, 3]", set())


def test_an_instant_reads_as_a_day_and_an_hour() -> None:
    assert moment("2026-11-06T02:11:50Z") == "6 November 2026, 02:11 UTC"
    assert moment("yesterday") == "yesterday"
