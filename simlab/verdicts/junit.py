"""Verdicts as JUnit XML, for continuous integration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from simlab.verdicts.verdict import ERROR, INCONCLUSIVE, REFUTED, Verdict

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 cannot hold these
_TAGS = {REFUTED: "failure", ERROR: "error", INCONCLUSIVE: "skipped"}


def to_junit(
    verdicts: Iterable[Verdict], name: str, toothless: Mapping[str, Iterable[str]] | None = None
) -> str:
    """One test suite ``name``, one test case a claim.

    Refuted is a failure, "error" an error and inconclusive skipped, each with the verdict's message.
    ``toothless`` maps a control's name to the claims that it did not refute; each is one more failure.
    """
    suite = ElementTree.Element("testsuite", name=name)
    for verdict in verdicts:
        case = ElementTree.SubElement(suite, "testcase", classname=name, name=verdict.id)
        if verdict.verdict in _TAGS:
            problem = ElementTree.SubElement(case, _TAGS[verdict.verdict], message=verdict.message)
            problem.text = f"{verdict.text}\n{verdict.statistic}: {verdict.expectation}"
    for control, claims in (toothless or {}).items():
        for claim in claims:
            case = ElementTree.SubElement(suite, "testcase", classname=name, name=f"{control}: {claim}")
            message = f"toothless: control '{control}' does not refute '{claim}'"
            ElementTree.SubElement(case, "failure", message=message)
    suite.set("tests", str(len(suite)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    ElementTree.indent(suite)
    text = ElementTree.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_ILLEGAL.sub("?", text)}\n'
