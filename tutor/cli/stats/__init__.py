"""`tutor stats`: what the log says of a learner's memory, practice and grader.

In the order of reading:

    command            the options
    gathering          what is read from the store
    names, sections    the sections, by their names
    memory_sections, practice_sections, weakness_sections
                       from figures to what is shown and to JSON
    blocks             what a section is made of
    ink, column_chart, heatmap, screen
                       in a terminal
    html_charts, html_blocks, html_page
                       as one page
"""

from tutor.cli.stats.command import register

__all__ = ["register"]
