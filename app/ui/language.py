"""The language of the window: chosen or the system's, switched at once.

Every text that a widget is given comes from `tr` (or `counted`), which remembers what it was made from. `set_language`
then walks over all widgets and says each such text anew; what is painted, or made from a run, is asked for again by the
signal `language.changed`, which comes after that. So no widget needs a list of its own texts.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from app.export import translation
from app.model import translate
from app.model.translate import LANGUAGES

from .store import store

QT_FILES = {"zh": "qtbase_zh_CN"}
CHOICES = ("system", *LANGUAGES)


class Language(QObject):
    """Signal `changed()`: every text that was made before is in another language."""

    changed = Signal()


switch = Language()
_qt: QTranslator | None = None


def choice() -> str:
    """What was chosen: "system" or one of LANGUAGES."""
    chosen = str(store().value("language", "system"))
    return chosen if chosen in LANGUAGES else "system"


def language() -> str:
    """What is shown: one of LANGUAGES."""
    if choice() != "system":
        return choice()
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def locale() -> QLocale:
    """How dates and times are written in the language that is shown."""
    return QLocale(QLocale.Language.Chinese if language() == "zh" else QLocale.Language.English)


def set_language(name: str) -> None:
    """Choose "system", "en" or "zh"; remembered, and shown at once. Raises ValueError for any other name."""
    if name not in CHOICES:
        raise ValueError(f"language must be one of {', '.join(CHOICES)}, not {name!r}")
    store().setValue("language", name)
    apply()


def apply() -> None:
    """Bring the window into the language chosen; called at the start, and by `set_language`."""
    from .retranslate import retranslate  # widgets are not needed to make texts

    lang = language()
    if lang == translate.chosen():
        return
    translation.use(lang)
    _load_qt(lang)
    retranslate()
    switch.changed.emit()


def _load_qt(lang: str) -> None:
    """Qt's own words: the buttons of its dialogs, the menus of its fields."""
    global _qt
    if _qt is not None:
        QCoreApplication.removeTranslator(_qt)
        _qt = None
    if lang in QT_FILES:
        made = QTranslator()
        if made.load(QT_FILES[lang], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QCoreApplication.installTranslator(made)
            _qt = made


def forget() -> None:
    """English again, whatever is chosen: as before any window was made."""
    translation.use("en")
    _load_qt("en")
