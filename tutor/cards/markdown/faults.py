"""What can be wrong with a deck, said once: the fault, what Obsidian makes of it, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one file: its line, counted from 0, and what the reader is told."""

    line: int
    message: str


COMMENT = (
    "Obsidian also drops the line below this comment; leave a blank line above and below the"
    " comment, or indent it"
)
LONG_COMMENT = (
    "Obsidian drops everything below a comment of several lines; write the comment on one line,"
    " with a blank line above and below"
)
OPEN_COMMENT = (
    "this comment is never closed, so Obsidian drops everything below it; close it with -->"
)
SEPARATOR_IN_CARD = (
    "`{separator}` in this line makes Obsidian take the line for a card of its own and drop the"
    " rest; put it in backticks"
)
INDENTED_FENCE = (
    "Obsidian does not see an indented fence and reads the blank lines and separators inside it;"
    " begin the fence at the margin"
)
UNDERLINE = (
    "Obsidian takes this underline for a deletion and shows the heading as a card; write the"
    " heading with # instead"
)
OPEN_FENCE = (
    "this fence is never closed, so Obsidian takes everything below it for code; close it with"
    " {run} on a line of its own"
)
OPEN_INDENTED_FENCE = (
    "this indented fence is not closed before the text returns to the margin, so Obsidian reads"
    " its lines as text; close it with {run}, indented as far"
)
CODE_AT_MARGIN = (
    "Obsidian takes this line for the start of a fence and swallows what follows; begin the line"
    " with a word, or use one backtick"
)
NO_END_MARKER = (
    "the end marker {marker} is missing, so in Obsidian this card runs to the end of the file;"
    " write {marker} on a line of its own below the answer"
)
NO_QUESTION = (
    "no question stands right above this separator, so Obsidian has none to show; write it there,"
    " without a blank line between"
)
NO_ANSWER = (
    "this card has no answer, so Obsidian shows an empty one; write it right below the separator,"
    " without a blank line between"
)
NO_SIDE = "this card lacks its question or its answer, and Obsidian shows it so; write both"
MERGED = (
    "{count} cards follow each other without a blank line, and Obsidian takes them for one; leave"
    " a blank line between cards"
)
NO_ROOM = (
    "only one line stands between this separator and the one above it, so a question or an answer"
    " is missing, and Obsidian shows both separators in one card; add the missing line and a blank"
    " one"
)
SECOND_SEPARATOR = (
    "Obsidian takes this second separator and what follows into the card above; write the end"
    " marker {marker} below each answer"
)
SCHEDULE_IN_FENCE = (
    "Obsidian takes the scheduling comment in this fence for the card's own and removes it; write"
    " it there with a space, as in `<!-- SR:`"
)
LATE_CARD = (
    "Obsidian thinks that this card begins at the card above it; leave a blank line between them"
)
QUOTED = "Obsidian finds no card inside a quotation; take the > away"
FULL_WIDTH = "Obsidian does not take a full-width ？ for a separator; write ?"
DECOY = (
    "Obsidian cuts this card at the line in its fence that looks like the separator; change that"
    " line, or move the code into the answer"
)
HEAD = (
    "Obsidian shows the head of the file, which stands right above, as part of this question;"
    " leave a blank line between them"
)
FOOT = (
    "Obsidian shows this foot of the file as part of the answer above it; leave a blank line"
    " between them"
)
ORPHAN = (
    "this scheduling comment belongs to no card, and Obsidian ignores it or gives it to the card"
    " below; move it right below its own card, without a blank line, or delete it"
)
BAD_DATE = (
    "this schedule has no valid date, so the card counts as new here and has a broken date in"
    " Obsidian; delete the schedule"
)
OLD_SCHEDULE = (
    "Obsidian takes an exclamation mark with three numbers for a schedule; write a space behind"
    " the mark"
)
BYTE_ORDER_MARK = (
    "the file begins with a byte order mark, behind which Obsidian sees no front matter; save the"
    " file as UTF-8 without it"
)
UNTAGGED = (
    "the file has no flashcards tag, so Obsidian reads no card of it; write {tag} on a line of its"
    " own at the top, and a blank line below it"
)
TAGS_WITHOUT_MARK = (
    "these tags have no #, so Obsidian reads no card of the file; write {tag} on a line of its own"
    " and leave a blank line below it"
)
IGNORED = (
    "the file has a tag that Obsidian was told to ignore, so it reads no card of it; take the tag"
    " away, or change the plugin's settings"
)
NO_FOLDER = (
    "Obsidian was told to take decks from folders, and this file is in none, so it reads no card"
    " of it; move the file into a folder, or change the plugin's settings"
)
COUNT = (
    "the foot counts {said}, but {read} were read; look for a card without its separator, as"
    " Obsidian would not show it either, or mend the number"
)
LEFT_OUT = (
    "there are more deletions in this paragraph than cards can be made of, and Obsidian makes one"
    " long card for each; part the paragraph with blank lines"
)
GAP = (
    "a number is left out among these deletions, so Obsidian makes a card that asks nothing;"
    " number them without gaps"
)
DISTORTED = (
    "Obsidian distorts a deletion here, because its text occurs twice or holds dollar signs; word"
    " the deletions differently, or use another kind of card"
)
