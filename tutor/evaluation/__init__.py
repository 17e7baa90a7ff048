"""How good the grading is."""
