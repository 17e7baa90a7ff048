"""What every test shares."""

from __future__ import annotations

from hypothesis import settings

# A slow machine is no fault of the program: no test asserts a time, properties included.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
