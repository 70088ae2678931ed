"""Fonts carried with the program, so that a picture is the same everywhere: Inter and JetBrains Mono (SIL OFL 1.1)."""
