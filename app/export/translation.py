"""Qt's translation files (resources/translations/*.qm): choosing the language of all that the model and the window say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTranslator

from app.model import translate

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
FILES = {"zh": "retrograd_zh_CN.qm"}
CONTEXT = "Retrograd"

_loaded: dict[str, QTranslator] = {}


def translator(lang: str) -> QTranslator | None:
    """The texts of a language, read once; None for English, which is what the texts are written in."""
    if lang not in FILES:
        return None
    if lang not in _loaded:
        made = QTranslator()
        if not made.load(str(FOLDER / FILES[lang])):
            raise FileNotFoundError(f"{FOLDER / FILES[lang]} cannot be read: write it with resources/translations/update.py")
        _loaded[lang] = made
    return _loaded[lang]


def use(lang: str) -> None:
    """Choose the language of every sentence made from now on, one of `translate.LANGUAGES`; ValueError for another."""
    texts = translator(lang)
    translate.set_language(lang, None if texts is None else lambda text: texts.translate(CONTEXT, text) or "")


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """All sentences made within are in a language; after it they are in the one before."""
    before = translate.chosen()
    use(lang)
    try:
        yield
    finally:
        use(before)
