"""What is weak, in sections: key points and cards, the grader, and one's own judgement."""

from __future__ import annotations

from tutor.cli.stats.blocks import (
    Block,
    Note,
    Section,
    Share,
    Shares,
    Table,
)
from tutor.cli.stats.gathering import Gathering
from tutor.cli.stats.names import MOST_LISTED, Name
from tutor.cli.stats.words import (
    in_days,
    judged_note,
    overruled_record,
    record_of,
    share_of,
)
from tutor.grading.verdict import Status
from tutor.scheduling.answers import by_hints, by_sureness, weak_cards
from tutor.scheduling.judged import trust, weak_points

_SIGNS = {
    Status.COVERED: "✓",
    Status.PARTLY: "~",
    Status.MISSING: "✗",
    Status.CONTRADICTED: "!",
}


def points_section(gathered: Gathering) -> Section:
    """Return the key points that were most often not covered."""
    found = weak_points(gathered.judged, MOST_LISTED)
    questions = gathered.questions(point.card_id for point in found)
    rows = tuple(
        (
            f"{point.failures} of {len(point.past)}",
            "".join(_SIGNS[status] for status in point.lately),
            f"{point.text} ({questions[point.card_id]})",
        )
        for point in found
    )
    blocks: tuple[Block, ...] = (
        Table(
            "Key points that answers lacked most often lately", ("lacked", "lately", "point"), rows
        ),
        Note("✓ covered, ~ partly, ✗ missing, ! contradicted; the latest last."),
        *judged_note(gathered),
    )
    record = {
        "answers": len(gathered.judged),
        "points": [
            {
                "card": point.card_id,
                "question": questions[point.card_id],
                "point": point.text,
                **{str(status): point.count(status) for status in Status},
                "lately": [str(status) for status in point.lately],
            }
            for point in found
        ],
    }
    return Section(Name.POINTS, f"Weak key points, {in_days(gathered.days)}", blocks, record)


def cards_section(gathered: Gathering) -> Section:
    """Return the cards that were most often forgotten."""
    found = weak_cards(gathered.past, gathered.calendar, MOST_LISTED)
    questions = gathered.questions(one.card_id for one in found)
    rows = tuple((f"{one.forgotten} of {one.reviews}", questions[one.card_id]) for one in found)
    record = {
        "cards": [
            {
                "card": one.card_id,
                "question": questions[one.card_id],
                "forgotten": one.forgotten,
                "reviews": one.reviews,
            }
            for one in found
        ]
    }
    table = Table("Cards that were most often forgotten", ("forgotten", "card"), rows)
    return Section(Name.CARDS, f"Weak cards, {in_days(gathered.days)}", (table,), record)


def grader_section(gathered: Gathering) -> Section:
    """Return how often the grader was overruled."""
    found = trust(gathered.judged)
    rows = [("all", found.all), *((str(level), one) for level, one in found.levels.items())]
    directions = [
        ("failed by the grader, passed by you", [one.raised for _, one in rows]),
        ("passed by the grader, failed by you", [one.lowered for _, one in rows]),
    ]
    names = tuple(label for label, _ in rows)
    blocks: tuple[Block, ...] = (
        Shares(
            "Verdicts overruled, by their level",
            tuple(
                Share(label, one.share, one.raised + one.lowered, one.answers)
                for label, one in rows
            ),
        ),
        Table(
            "Which way",
            (*names, "answers that were"),
            tuple((*(f"{n:,}" for n in counts), label) for label, counts in directions),
        ),
        Note(f"Not judged: {found.unjudged}. Revealed and imported answers do not count."),
        *judged_note(gathered),
    )
    record = {
        "answers": len(gathered.judged),
        "unjudged": found.unjudged,
        **{label: overruled_record(one) for label, one in rows},
    }
    title = f"How often the grader was overruled, {in_days(gathered.days)}"
    return Section(Name.GRADER, title, blocks, record)


def sureness_section(gathered: Gathering) -> Section:
    """Return how often the learner was right, by how sure they were."""
    found = by_sureness(gathered.past)
    asked = sum(one.reviews for one in found.values())
    rows = tuple(share_of(sure.name.lower(), one) for sure, one in found.items())
    said = "Right, by how sure you said to be" if asked else "Nobody asked how sure you were."
    blocks: tuple[Block, ...] = (Shares(said, rows),) if asked else (Note(said),)
    record = {sure.name.lower(): record_of(one) for sure, one in found.items()}
    return Section(Name.SURENESS, f"Your own confidence, {in_days(gathered.days)}", blocks, record)


def hints_section(gathered: Gathering) -> Section:
    """Return how often the learner was right, by the hints that were shown."""
    labels = ("no hint", "one hint", "two or more")
    found = by_hints(gathered.past)
    rows = tuple(share_of(label, one) for label, one in zip(labels, found, strict=True))
    record = {str(n): record_of(one) for n, one in enumerate(found)}
    blocks = (Shares("Right, by the hints that were shown", rows),)
    return Section(Name.HINTS, f"Hints, {in_days(gathered.days)}", blocks, record)
