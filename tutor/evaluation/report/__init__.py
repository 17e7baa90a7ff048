"""What a report on graders looks like: for a reader, for a pull request, for a CI system, as JSON.

From figures to files, in the order of reading:

    contents       what a report is made of
    records        a report as JSON, and back
    graders        how graders are called
    sections       what there is to say of each suite
    names          how metrics are called, and how values are written
    mistakes       the responses that were judged most wrongly
    elements, style, drawing, charts, html_parts, html_figures, html_mistakes, html_page
                   one self-contained page
    markdown_page  a comment on a pull request
    overview_page  tables for a document
    junit_xml      test results
"""

from tutor.evaluation.report.contents import (
    Change,
    Comparison,
    Condition,
    Report,
)
from tutor.evaluation.report.html_page import html
from tutor.evaluation.report.junit_xml import junit
from tutor.evaluation.report.markdown_page import markdown
from tutor.evaluation.report.overview_page import overview
from tutor.evaluation.report.records import (
    as_json,
    compared,
    read_comparison,
    read_entries,
)

__all__ = [
    "Change",
    "Comparison",
    "Condition",
    "Report",
    "as_json",
    "compared",
    "html",
    "junit",
    "markdown",
    "overview",
    "read_comparison",
    "read_entries",
]
