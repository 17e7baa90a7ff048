"""Names from elsewhere as names of files of ours: on every system, and in no other folder. Pure."""

from __future__ import annotations

import re

_LONGEST = 200  # bytes; most file systems allow 255 with what is put around it
_LONGEST_MADE = 80  # characters of a name that is made
_FORBIDDEN = r'\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069'
_UNSAFE = re.compile(f"[{_FORBIDDEN}]")
_UNLINKABLE = re.compile(rf"[{_FORBIDDEN}#^\[\]]+")  # the last four break Obsidian's links
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


def is_safe(name: str) -> bool:
    """Return whether a file may have this name in a folder of ours, on every system."""
    return (
        0 < len(name.encode("utf-8", "surrogatepass")) <= _LONGEST
        and not _UNSAFE.search(name)
        and not _DEVICES.match(name)
        and name == name.strip(" .")
        and name.isprintable()
        and not any("\ud800" <= sign <= "\udfff" for sign in name)
    )


def made_safe(part: str) -> str:
    """Return a part of a deck's name as the name of a file or folder; "" where nothing is left."""
    name = _UNLINKABLE.sub("-", part)[:_LONGEST_MADE].strip(" .-")
    return f"_{name}" if _DEVICES.match(name) else name
