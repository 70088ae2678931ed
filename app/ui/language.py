"""The language of lessons' notes (and, where it is translated, of the window): chosen, else the system's."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from .store import store

LANGUAGES = {"en": "English", "zh": "简体中文"}


def language() -> str:
    """One of LANGUAGES."""
    chosen = str(store().value("language", ""))
    if chosen in LANGUAGES:
        return chosen
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"
