"""An active-recall tutor that grades typed answers, offline, point by point."""

__version__ = "0.1.0"
