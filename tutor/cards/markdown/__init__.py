"""Decks in Markdown, in the card grammar of Obsidian's Spaced Repetition plugin.

From text to cards, in the order of reading:

    frontmatter, tags      what the file says of itself
    blocks                 strict: the plugin's own walk over the lines
    lines, layout, head, foot, merged, repair
                           repair: the same lines without the plugin's traps, and dense files
    reading, cloze, schedules
                           a block taken apart
    making                 cards, and what is wrong with them (faults)
    parsing                all of it, in one function
"""

from tutor.cards.markdown.obsidian import Mode, PluginSettings
from tutor.cards.markdown.parsing import parse

__all__ = ["Mode", "PluginSettings", "parse"]
