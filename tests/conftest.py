"""What every test shares."""

from __future__ import annotations

import signal

from hypothesis import settings

# A script's background job starts with Ctrl+C ignored, and so would every program that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no fault of the program: no test asserts a time, properties included.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
