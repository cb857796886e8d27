"""Sentences that several reports share, from what `contract.json` holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contract_tests.settings import KEY, READ_ONLY_KEY

VERDICTS = {
    "kept": "every promise that was checked held",
    "broken": "promises of the contract are broken",
    "incomplete": "nothing broken was found, but not everything could be tested",
    "unable": "nothing could be tested",
}
ALL_KNOWN = {
    "kept": "nothing new is broken",
    "incomplete": "nothing new was found broken, but not everything could be tested",
}
"""The same, where all that was found is known and accepted."""
NO_DEFECT = "A refuted guess is no defect of the API: openapi.yaml guessed wrong and is to be mended."


def about_the_lines(report: Mapping[str, Any]) -> str:
    """Say what the lines to copy need."""
    lines = "\n".join(line for finding in report["findings"] for line in finding["shell"])
    keys = [f"${name}" for name in (READ_ONLY_KEY, KEY) if f"${name}" in lines] or [f"${KEY}"]
    said = f"The lines need {' and '.join(reversed(keys))}. "
    if taken_out := re.search(r"\[(full|read-only) key\]", lines):
        said += f"Where they say {taken_out[0]}, put the key itself: it was sent in a form that was taken out. "
    said += "What they create is named replayed-test-…; delete it afterwards."
    if report["target_name"] != "mock":
        return said
    command = " ".join(["make mock", *(f"{name}={value}" for name, value in report["of_the_mock"].items())])
    return f"{said} The mock of this run is gone: `{command}` serves another one; put its address into the lines."


def meaning(report: Mapping[str, Any]) -> str:
    """Say what a verdict means, of this run."""
    verdict = report["verdict"]
    words = ALL_KNOWN[verdict] if report["findings"] and verdict in ALL_KNOWN else VERDICTS[verdict]
    if report["findings"] and verdict != "unable":
        words += f" ({counted(report)})"
    if report["read_only"]:
        words += "; READ_ONLY=1: nothing that changes anything was tried"
    if report["chosen"]:
        words += f"; of what was chosen ({report['chosen']}): no whole run"
    return words


def sentence(report: Mapping[str, Any]) -> str:
    """Say the same as a sentence."""
    said = meaning(report)
    return f"{said[0].upper()}{said[1:]}."


def what_to_do(report: Mapping[str, Any], quote: Callable[[str], str]) -> list[str]:
    """Say whose each mistake is, and what to attach where it is reported. `quote` marks what comes from outside."""
    if report["verdict"] == "unable":
        return [
            "It is no finding about the API: the contract was not looked at. Mend what is named above, and run again."
        ]
    lines = []
    if any(not finding["known"] for finding in report["findings"]):
        lines.append(_whose(report, quote))
    if any(guess["status"] == "refuted" for guess in report["assumptions"]):
        lines.append(f"{NO_DEFECT} `make learn` proposes how.")
    if report["verdict"] == "incomplete":
        lines.append(f"What kept the rest from being tested: {quote('; '.join(_kept_from(report)))}.")
    return lines


def _whose(report: Mapping[str, Any], quote: Callable[[str], str]) -> str:
    """Say whose defect it is that is broken, and what a report of it needs."""
    if fault := report["of_the_mock"].get("FAULT"):
        return f"The mock was asked for a fault ({quote(fault)}): what it breaks is nobody's defect."
    owner = "this project's mock" if report["target_name"] == "mock" else f"the API at {quote(report['target'])}"
    return (
        f"What is broken is a defect of {owner}. A report of it needs its section below, which has the requests, "
        "the responses and their times in UTC; attach contract.har, which has all of them. Neither has credentials."
    )


def _kept_from(report: Mapping[str, Any]) -> list[str]:
    """Return why a run is not whole, each reason once."""
    reasons = [report["reason"], *(row["could_not_run"] for row in report["checks"])]
    told = list(dict.fromkeys(filter(None, reasons))) or list(dict.fromkeys(report["cut_short"].values()))
    return told or [f"{operation} never succeeded" for operation in report["never_succeeded"]]


def heading(finding: Mapping[str, Any]) -> str:
    """Say what kind of finding it is: known, changed since it was observed, or a broken promise."""
    if finding["known"]:
        entry = finding["known"][0]
        ticket = f", {entry['ticket']}" if entry["ticket"] else ""
        return f"Known until {entry['until']} ({entry['reason']}{ticket})"
    return f"Changed since {finding['since']}" if finding["since"] else "Broken"


def counted(report: Mapping[str, Any]) -> str:
    """Count the findings, and apart those that are known, or changed since they were observed."""
    found = report["findings"]
    known = [each["known"] for each in found if each["known"]]
    until = min((entry["until"] for entries in known for entry in entries), default="")
    changed = sum(bool(each["since"]) and not each["known"] for each in found)
    told = [f"{len(known)} known until {until}"] if known else []
    told += [f"{changed} changed since they were observed"] if changed else []
    return ", ".join([count(len(found), "finding"), *told])


def no_longer_seen(report: Mapping[str, Any]) -> list[str]:
    """Name the entries of known findings that may be deleted."""
    parts = ("check", "operation", "property", "cause")
    return [
        f"No longer seen, delete it from known_findings.yaml: {' · '.join(e[p] or '-' for p in parts if p in e)}"
        for e in report["no_longer_seen"]
    ]


def strictness(report: Mapping[str, Any]) -> str | None:
    """Say what refuted guesses do to the exit status; None where they do nothing."""
    refuted = sum(guess["status"] == "refuted" for guess in report["assumptions"])
    if report["exit_code"] == 1 and report["verdict"] != "broken":
        why = "STRICT=1" if report["strict"] else "on the mock they are mistakes of this project"
        return f"The exit status is 1 for {count(refuted, 'refuted guess', 'refuted guesses')} ({why})."
    return None


def where(finding: Mapping[str, Any]) -> str:
    """Say on which operations it was found, and how often."""
    named = ", ".join(finding["operations"]) or "any operation"
    comes = ", comes and goes" if finding["comes_and_goes"] else ""
    return f"{named}: failed {finding['failed']} of {finding['of']} times{comes}"


def promise(finding: Mapping[str, Any]) -> str:
    """Say what promises the opposite."""
    source = finding["source"].removeprefix(f"{finding['provenance']}: ")
    return f"{finding['provenance']}: {source} [{finding['check']}]"


def facts(finding: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a ticket needs to say, each with a label."""
    said = [("where", where(finding)), ("promised", promise(finding))]
    said.append(("fingerprint", finding["fingerprint"]))
    said += [(name, finding[name]) for name in ("expected", "seen")]
    for step in finding["evidence"]:
        key = f", {step['key']}," if step["key"] else ""
        said.append(("sent", f"{step['request']}{key} at {step['sent_at']}"))
        said.append(("answered", f"{step['status']} {step['body'] or '(no body)'}"))
        said += [("request id", step["request_id"])] if step["request_id"] else []
    if finding["also_seen_by"]:
        said.append(("also seen", ", ".join(finding["also_seen_by"])))
    return said


def see_again(finding: Mapping[str, Any]) -> str:
    """Say whether replays showed a finding."""
    if not finding["replayed"]:
        return "see it again"
    return f"see it again (replays showed it {'now and then' if finding['comes_and_goes'] else 'each time'})"


def to_copy(finding: Mapping[str, Any]) -> list[str]:
    """Return lines that run as they stand: those of the finding, or the one that runs the file which has them."""
    return [f"sh {finding['script']}"] if finding["script"] else list(finding["shell"])


def guess_counts(report: Mapping[str, Any]) -> str:
    """Count guesses by their status."""
    counts = Counter(guess["status"] for guess in report["assumptions"])
    return ", ".join(f"{counts[status]} {status}" for status in ("confirmed", "refuted", "unseen"))


def by_reason(left_out: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what was left out, by reason."""
    reasons: dict[str, list[str]] = {}
    for name, reason in left_out.items():
        reasons.setdefault(reason, []).append(name)
    return reasons


def not_tested(report: Mapping[str, Any]) -> list[str]:
    """Say what was not tested, and why, a line for each reason."""
    lines = [f"Stopped early: {report['reason']}"] if report["reason"] and report["verdict"] != "unable" else []
    if report["budget_spent_in"]:
        lines.append(
            f"The requests of the profile were used up in: {report['budget_spent_in']}; what follows was not sent"
        )
    lines += [f"Cut short: {phase} ({reason})" for phase, reason in report["cut_short"].items()]
    answers = {operation: _said(report, operation) for operation in report["never_succeeded"]}
    lines += [f"Never succeeded: {operation}{said}" for operation, said in answers.items() if said]
    if others := [operation for operation, said in answers.items() if not said]:
        lines.append(f"Never succeeded: {', '.join(others)}")
    if report["never_ran"]:
        reasons = dict.fromkeys(row["could_not_run"] for row in report["checks"] if row["could_not_run"])
        lines.append(f"Never ran ({'; '.join(reasons)}): {', '.join(report['never_ran'])}")
    for reason, names in by_reason(report["left_out"]).items():
        lines.append(f"Left out ({reason}): {named(reason, names)}")
    return lines


def named(reason: str, names: Sequence[str]) -> str:
    """Name what was left out; of what was not chosen, how much there is."""
    return f"{len(names)} checks" if reason.startswith("not chosen") else ", ".join(names)


def refusals(report: Mapping[str, Any]) -> list[str]:
    """Say what the server said to valid requests that it refused."""
    return [
        f"{refusal['operation']}: {refusal['status']} {refusal['message']!r} ({count(refusal['times'], 'time')})"
        for refusal in report["refusals"]
    ]


def unseen(report: Mapping[str, Any]) -> list[str]:
    """Name the guesses that nothing confirmed or refuted."""
    return [guess["statement"] for guess in report["assumptions"] if guess["status"] == "unseen"]


def unknown(report: Mapping[str, Any]) -> list[str]:
    """Name the properties that responses had and the document does not."""
    names: dict[str, list[str]] = {}
    for row in report["coverage"]:
        for name in row["unknown_properties"]:
            names.setdefault(name, []).append(row["operation"])
    return [f"{name} ({', '.join(operations)})" for name, operations in names.items()]


def without_data(report: Mapping[str, Any]) -> list[str]:
    """Say which successes lacked the data that the document has there, and what that means for the client."""
    rows = [row for row in report["coverage"] if row["without_data"]]
    succeeded = [sum(n for status, n in row["statuses"].items() if status.startswith("2")) for row in rows]
    return [
        f"{row['operation']}: {row['without_data']} of {count(times, 'success', 'successes')}; "
        "the method of the client raises NoDataError then"
        for row, times in zip(rows, succeeded, strict=True)
    ]


def noticed(report: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what was seen besides what the checks judge, by its title."""
    return {
        "Refused, though it was valid": refusals(report),
        "Served, and without data": without_data(report),
        "Properties that the document does not know": unknown(report),
    }


def left_behind(report: Mapping[str, Any]) -> list[str]:
    """Say what is left at the target, and what may be, each with its id and its name where they are known."""
    channels = report["channels"]
    lines = [f"LEFT BEHIND: {words}" for words in channels["left_named"]]
    return [*lines, *(f"possibly left, look for it by id or name: {words}" for words in channels["possibly_left"])]


def statuses(row: Mapping[str, Any]) -> str:
    """Write how often each status came."""
    return " ".join(f"{status}×{count}" for status, count in row["statuses"].items())


def _said(report: Mapping[str, Any], operation: str) -> str:
    told = [words for words in refusals(report) if words.startswith(f"{operation}: ")]
    return f" (answered {'; '.join(words.partition(': ')[2] for words in told[:3])})" if told else ""


def count(number: int, one: str, several: str = "") -> str:
    """Write a number with its word."""
    return f"{number} {one if number == 1 else several or one + 's'}"
