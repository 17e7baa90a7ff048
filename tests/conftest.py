"""What every test shares."""

from __future__ import annotations

import os
import signal
from tempfile import mkdtemp

from hypothesis import settings

# A script's background job starts with Ctrl+C ignored, and so would every program that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What whoever runs the tests has configured is not theirs; a browser writes into its own.
os.environ["XDG_CONFIG_HOME"] = mkdtemp(prefix="tutor-tests-")

# A slow machine is no fault of the program: no test asserts a time, properties included.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
