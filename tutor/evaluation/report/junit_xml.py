"""The report as JUnit XML, which CI systems read; in the shape that Jenkins' `junit-10.xsd` has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tutor.evaluation.metrics import Summary
from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Condition, Report
from tutor.evaluation.report.names import Unit
from tutor.evaluation.views import View
from tutor.text import one_line

EVERY_RESPONSE = "every response is judged without an error"
"""The test case of a run without a gate that fails where the grader crashed or took too long."""

_NO_CHARACTER = re.compile("[\ufffe\uffff]")  # XML 1.0, section 2.2; `one_line` replaces the others


def junit(report: Report) -> str:
    """Return one test suite per suite and grader, with its metrics as properties.

    Its test cases are the conditions of the gate, failed where they were missed. Without a gate
    nothing was asked of a case: there is one per case, which states its figures and cannot fail,
    and one for the run, which is an error where the grader crashed or took too long.
    """
    root = Element("testsuites", name="tutor evaluation")
    asked = _by_run(report.conditions)
    for entry in report.entries:
        conditions = asked.pop((entry.suite, entry.grader), [])
        root.append(_entry(entry, conditions, is_gated=bool(report.conditions)))
    for (suite, grader), conditions in asked.items():  # of runs that are not there
        root.append(_gate(_name(suite, grader), conditions))
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.attrib[total]) for suite in root)))
    ElementTree.indent(root)
    written = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _by_run(conditions: Iterable[Condition]) -> dict[tuple[str, str], list[Condition]]:
    """Return the conditions by suite and grader."""
    found: dict[tuple[str, str], list[Condition]] = {}
    for one in conditions:
        found.setdefault((one.suite, one.grader), []).append(one)
    return found


def _entry(entry: Summary, conditions: Sequence[Condition], *, is_gated: bool) -> Element:
    name = _name(entry.suite, entry.grader)
    if is_gated:
        suite = _gate(name, conditions)
    else:
        suite = _suite(
            name, [_run(entry, name), *(_case(*one, name) for one in entry.cases.items())]
        )
    suite.insert(0, _properties(entry))
    return suite


def _gate(name: str, conditions: Iterable[Condition]) -> Element:
    return _suite(name, [_condition(one, name) for one in conditions])


def _suite(name: str, cases: Sequence[Element]) -> Element:
    counts = {
        "tests": len(cases),
        "failures": _count(cases, "failure"),
        "errors": _count(cases, "error"),
        "skipped": 0,
    }
    suite = Element("testsuite", {"name": name} | {k: str(n) for k, n in counts.items()})
    suite.extend(cases)
    return suite


def _name(suite: str, grader: str) -> str:
    return _clean(f"{suite} × {grader}")


def _properties(entry: Summary) -> Element:
    told = {
        "digest": entry.digest,
        "label_map": entry.label_map,
        "responses": str(entry.responses),
        "judged": str(entry.judged),
        "unjudged": str(entry.unjudged),
        "errors": str(entry.errors),
    }
    told |= {name: repr(measure.value) for name, measure in entry.metrics.items()}
    properties = Element("properties")
    for name, value in told.items():
        SubElement(properties, "property", name=_clean(name), value=_clean(value))
    return properties


def _condition(one: Condition, suite: str) -> Element:
    case = Element("testcase", classname=suite, name=_clean(one.asked))
    if not one.is_met:
        _fail(case, "failure", "gate", f"asked: {one.asked}; found: {one.failure}")
    return case


def _run(entry: Summary, suite: str) -> Element:
    case = Element("testcase", classname=suite, name=EVERY_RESPONSE)
    if entry.errors:
        message = f"{entry.errors} of {names.count(entry.responses, 'response')} ended in an error"
        _fail(case, "error", "grader", message)
    return case


def _case(name: str, view: View, suite: str) -> Element:
    case = Element("testcase", classname=suite, name=_clean(name))
    told = [names.count(view.responses, "response")]
    for what, measure in (("accuracy", view.accuracy), ("called correct", view.passed)):
        if measure:
            told.append(f"{what} {names.measured(measure, Unit.SHARE)}")
    SubElement(case, "system-out").text = "; ".join(told)
    return case


def _fail(case: Element, what: str, kind: str, message: str) -> None:
    failure = SubElement(case, what, type=kind, message=_clean(message))
    failure.text = _clean(message)


def _count(cases: Iterable[Element], what: str) -> int:
    return sum(case.find(what) is not None for case in cases)


def _clean(text: str) -> str:
    """Return a text on one line, without the characters that XML cannot hold."""
    return _NO_CHARACTER.sub("\ufffd", one_line(text))
