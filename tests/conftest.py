"""What every test shares."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
from tempfile import mkdtemp

from hypothesis import settings

# A script's background job starts with Ctrl+C ignored, and so would every program that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What whoever runs the tests has configured, and their own store, are not the tests'.
for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
    os.environ[folder] = mkdtemp(prefix="tutor-tests-")
    atexit.register(shutil.rmtree, os.environ[folder], ignore_errors=True)

# A slow machine is no fault of the program: no test asserts a time, properties included.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
