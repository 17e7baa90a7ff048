from __future__ import annotations

import pytest

from tutor.cards.markdown import PluginSettings


def test_the_defaults_are_the_plugins() -> None:
    assert PluginSettings.from_json({}) == PluginSettings()


def test_every_key_that_changes_the_grammar_is_read() -> None:
    settings = PluginSettings.from_json(
        {
            "singleLineCardSeparator": "->",
            "singleLineReversedCardSeparator": "<->",
            "multilineCardSeparator": "--",
            "multilineReversedCardSeparator": "---",
            "multilineCardEndMarker": "+++",
            "clozePatterns": ["**[123;;]answer[;;hint]**"],
            "flashcardTags": ["#cards", "#deck"],
            "flashcardTagsToIgnore": ["#draft"],
            "convertFoldersToDecks": True,
        }
    )
    assert settings == PluginSettings(
        single_line_separator="->",
        single_line_reversed_separator="<->",
        multiline_separator="--",
        multiline_reversed_separator="---",
        end_marker="+++",
        cloze_patterns=("**[123;;]answer[;;hint]**",),
        flashcard_tags=("#cards", "#deck"),
        tags_to_ignore=("#draft",),
        folders_as_decks=True,
    )


def test_unknown_keys_are_ignored() -> None:
    assert PluginSettings.from_json({"baseEase": 250}) == PluginSettings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("multilineCardSeparator", 7),
        ("flashcardTags", "#flashcards"),
        ("flashcardTags", ["#flashcards", 7]),
        ("convertFoldersToDecks", "yes"),
        ("multilineCardEndMarker", None),
    ],
)
def test_a_value_of_another_type_keeps_the_default(key: str, value: object) -> None:
    assert PluginSettings.from_json({key: value}) == PluginSettings()


def test_settings_from_before_there_were_patterns_name_their_marks() -> None:
    settings = PluginSettings.from_json(
        {
            "clozePatterns": None,
            "convertHighlightsToClozes": False,
            "convertBoldTextToClozes": True,
            "convertCurlyBracketsToClozes": True,
        }
    )
    assert settings.cloze_patterns == (
        "**[123;;]answer[;;hint]**",
        "{{[123;;]answer[;;hint]}}",
    )
