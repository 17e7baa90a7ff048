"""What holds for every text, and for every deck that is written cleanly or densely."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.cards.card import Deck
from tutor.cards.markdown import Mode, PluginSettings, parse

PIECES = [
    *(
        "#flashcards",
        "#flashcards/a ",
        "#b ",
        "Why?",
        "word",
        "- item",
        "1. item",
        "> ",
        "？",
        "😀",
    ),
    *(
        "  ",
        "\t",
        "\u00a0",
        "\ufeff",
        "\u2028",
        "\x85",
        "\r\n",
        "\r",
        "\n",
        "\n\n",
        "\n?\n",
        "\n??\n",
    ),
    *(
        "?",
        "??",
        "::",
        ":::",
        "+++",
        "---",
        "==",
        "==1;;",
        ";;",
        "**",
        "====",
        "$$",
        "$&",
        "'",
        "`",
    ),
    *("```", "~~~", "\n  ```", "<!--", "-->", "<!--SR:!", "2027-01-02,4,270", "fsrs,-,1", " ^id"),
    *("> [!sr|card-metadata]", "# Title", "flashcards a", "Tags: a", "tags: [flashcards]"),
    *("Total Cards: 2", "Key: value", "<!-- also: x -->"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text()
SETTINGS = st.sampled_from(
    [
        PluginSettings(),
        PluginSettings(end_marker="+++"),
        PluginSettings(folders_as_decks=True, tags_to_ignore=("#b",)),
        PluginSettings(multiline_separator="", single_line_separator=""),
        PluginSettings(cloze_patterns=("**[1;;]answer[;;hint]**", "nonsense")),
    ]
)


def number_of_lines(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@given(TEXTS, SETTINGS, st.sampled_from(Mode), st.booleans())
@example("---", PluginSettings(), Mode.REPAIR, True)
@example("\ufeff", PluginSettings(), Mode.REPAIR, True)
@settings(max_examples=400, deadline=None)
def test_every_text_is_read_and_every_place_lies_in_it(
    text: str, plugin: PluginSettings, mode: Mode, requested: bool
) -> None:
    deck = parse(text, "deck.md", mode=mode, settings=plugin, requested=requested)
    places = [*(card.place for card in deck.cards), *(problem.place for problem in deck.problems)]
    assert all(1 <= place.line <= number_of_lines(text) for place in places)


@given(TEXTS, SETTINGS)
@settings(max_examples=300, deadline=None)
def test_every_mended_card_has_a_question_an_answer_points_and_a_deck(
    text: str, plugin: PluginSettings
) -> None:
    for card in parse(text, "deck.md", settings=plugin).cards:
        assert card.question.strip()
        assert card.answer.strip()
        assert card.points
        assert card.decks


def without_clozes(deck: Deck) -> list[tuple[object, ...]]:
    """The cards of a deck, of which only the strict answers of cloze cards differ by design."""
    return [
        (card.question, card.kind, card.decks, card.points, card.block_id, card.schedule)
        for card in deck.cards
    ]


@given(TEXTS)
@example("  ```::\n  ```")
@settings(max_examples=400, deadline=None)
def test_where_nothing_is_reported_both_modes_read_the_same(text: str) -> None:
    text = f"#flashcards\n\n{text}"
    strict, mended = (parse(text, "deck.md", mode=mode) for mode in Mode)
    has_hidden_text = "card-metadata" in text or "<!-- also" in text
    if not (strict.problems or mended.problems or has_hidden_text):
        assert without_clozes(strict) == without_clozes(mended)


WORDS = st.text("abcdefgh ,;'’“”é—()", min_size=1, max_size=30).map(lambda text: f"A{text}".strip())
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
ITEMS = st.sampled_from(["- {}", "* {}", "{}. {{}}", "{}) {{}}"])
LIST = st.builds(
    lambda items, form: (
        "\n".join(form.format(at).format(item) for at, item in enumerate(items))
        if "{{" in form
        else "\n".join(form.format(item) for item in items)
    ),
    st.lists(WORDS, min_size=1, max_size=4),
    ITEMS,
)
FENCE = WORDS.map(lambda code: f"```py\n{code}\n\n?\n```")
CARDS = st.lists(
    st.tuples(WORDS.map(lambda text: f"{text}?"), st.one_of(PROSE, LIST, FENCE)),
    min_size=1,
    max_size=6,
)
HEADS = st.sampled_from(["", "flashcards a b\n", "Rivers\nflashcards a b\n", "# Rivers\nTags: a\n"])
FEET = st.sampled_from(
    ["", "Priority: LOW\nTotal Cards: {}", "---\n**Total Cards:** {}\n\nBy: me\n"]
)


@given(CARDS)
@settings(max_examples=100, deadline=None)
def test_cards_with_blank_lines_between_them_are_read_as_written_in_both_modes(
    cards: list[tuple[str, str]],
) -> None:
    text = "#flashcards\n\n" + "\n\n".join(f"{front}\n?\n{back}" for front, back in cards)
    for mode in Mode:
        deck = parse(text, "deck.md", mode=mode)
        assert [(card.question, card.answer) for card in deck.cards] == cards
        assert deck.problems == ()


@given(CARDS, HEADS, FEET, st.sampled_from(["\n", "\r\n", " \n"]))
@settings(max_examples=200, deadline=None)
def test_cards_without_blank_lines_between_them_are_read_as_written(
    cards: list[tuple[str, str]], head: str, foot: str, line_end: str
) -> None:
    body = "\n".join(f"{front}\n?\n{back}" for front, back in cards)
    text = f"{head}{body}\n{foot.format(len(cards))}"
    deck = parse(text.replace("\n", line_end), "deck.md")
    read = [(card.question, card.answer.replace(" \n", "\n")) for card in deck.cards]
    assert read == cards
