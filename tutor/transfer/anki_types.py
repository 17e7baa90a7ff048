"""The note types, decks and settings of a collection that is written for Anki, schema 11.

Source: https://github.com/ankitects/anki, `rslib/src/notetype/schema11.rs` and the files beside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from tutor.cards.card import Kind

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

TYPE_IDS = {
    Kind.MULTI: 1_700_000_000_101,
    Kind.MULTI_REVERSED: 1_700_000_000_102,
    Kind.CLOZE: 1_700_000_000_103,
}
"""The note type of a note, by how it is written in a deck."""

_NAMES = {
    Kind.MULTI: "Basic (tutor)",
    Kind.MULTI_REVERSED: "Basic and reversed (tutor)",
    Kind.CLOZE: "Cloze (tutor)",
}
_FIELDS = ("Front", "Back")
_CLOZE_FIELDS = ("Text", "Back Extra")
_FORWARD = ("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}")
_BACKWARD = ("{{Back}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Front}}")
_CLOZED = ("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")
_CSS = (
    ".card { font-family: arial; font-size: 20px; text-align: center; }\n"
    ".cloze { font-weight: bold; color: blue; }\n"
)
_DEFAULT = 1  # the id of the deck, and of the settings, that every collection has


def note_types() -> dict[str, Json]:
    """Return the note types, by their ids."""
    return {str(TYPE_IDS[kind]): _note_type(kind) for kind in TYPE_IDS}


def decks(names: Mapping[str, int], modified: int) -> dict[str, Json]:
    """Return decks, by their ids.

    Args:
        names: Their ids by their names, with "::" between the parts.
        modified: Seconds since 1970.
    """
    default = {"Default": _DEFAULT}
    return {str(key): _deck(name, key, modified) for name, key in {**default, **names}.items()}


def deck_ids(names: Iterable[str]) -> dict[str, int]:
    """Return an id for each deck, the same at every export, with ids for the decks around it."""
    ids: dict[str, int] = {}
    for name in names:
        parts = name.split("::")
        for length in range(1, len(parts) + 1):
            above = "::".join(parts[:length])
            digest = hashlib.sha256(above.casefold().encode()).digest()
            ids.setdefault(above, 1_300_000_000_000 + int.from_bytes(digest[:5]) % 10**11)
    return ids


def settings() -> dict[str, Json]:
    """Return the settings of the collection: the newest scheduler, days by UTC."""
    return {
        "activeDecks": [_DEFAULT],
        "curDeck": _DEFAULT,
        "newSpread": 0,
        "collapseTime": 1200,
        "timeLim": 0,
        "estTimes": True,
        "dueCounts": True,
        "curModel": None,
        "nextPos": 1,
        "sortType": "noteFld",
        "sortBackwards": False,
        "addToCur": True,
        "schedVer": 2,
        "sched2021": True,
        "creationOffset": 0,
    }


def deck_settings() -> dict[str, Json]:
    """Return the one set of options that all decks have."""
    return {
        str(_DEFAULT): {
            "id": _DEFAULT,
            "mod": 0,
            "name": "Default",
            "usn": 0,
            "maxTaken": 60,
            "autoplay": True,
            "timer": 0,
            "replayq": True,
            "new": {
                "bury": False,
                "delays": [1.0, 10.0],
                "initialFactor": 2500,
                "ints": [1, 4, 0],
                "order": 1,
                "perDay": 20,
            },
            "rev": {
                "bury": False,
                "ease4": 1.3,
                "ivlFct": 1.0,
                "maxIvl": 36_500,
                "perDay": 200,
                "hardFactor": 1.2,
            },
            "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
            "dyn": False,
        }
    }


def _note_type(kind: Kind) -> Json:
    is_cloze = kind is Kind.CLOZE
    names = _CLOZE_FIELDS if is_cloze else _FIELDS
    sides = {Kind.CLOZE: [_CLOZED], Kind.MULTI_REVERSED: [_FORWARD, _BACKWARD]}
    templates = sides.get(kind, [_FORWARD])
    return {
        "id": TYPE_IDS[kind],
        "name": _NAMES[kind],
        "type": int(is_cloze),
        "mod": 0,
        "usn": 0,
        "sortf": 0,
        "did": None,
        "tmpls": [_template(ord_, *sides) for ord_, sides in enumerate(templates)],
        "flds": [_field(ord_, name) for ord_, name in enumerate(names)],
        "css": _CSS,
        "latexPre": (
            "\\documentclass[12pt]{article}\n\\usepackage{amssymb,amsmath}\n\\begin{document}\n"
        ),
        "latexPost": "\\end{document}",
        "latexsvg": False,
        "req": [] if is_cloze else [[ord_, "any", [ord_]] for ord_ in range(len(templates))],
        "tags": [],
        "vers": [],
    }


def _template(ord_: int, question: str, answer: str) -> Json:
    return {
        "name": f"Card {ord_ + 1}",
        "ord": ord_,
        "qfmt": question,
        "afmt": answer,
        "bqfmt": "",
        "bafmt": "",
        "did": None,
        "bfont": "",
        "bsize": 0,
    }


def _field(ord_: int, name: str) -> Json:
    return {
        "name": name,
        "ord": ord_,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 20,
        "media": [],
    }


def _deck(name: str, key: int, modified: int) -> Json:
    return {
        "id": key,
        "mod": modified,
        "name": name,
        "usn": 0,
        "lrnToday": [0, 0],
        "revToday": [0, 0],
        "newToday": [0, 0],
        "timeToday": [0, 0],
        "collapsed": False,
        "browserCollapsed": False,
        "desc": "",
        "dyn": 0,
        "conf": _DEFAULT,
        "extendNew": 0,
        "extendRev": 0,
    }
