"""The fonts of figures and of the window: loaded once from resources/fonts, the same on every machine.

Pictures measure and draw with these fonts, so a graph is laid out alike everywhere. Characters which they lack
(Chinese, emoji, right-to-left scripts) come from the families named after them, or from whatever the system offers.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SANS = ("Inter", "Noto Sans CJK SC", "Segoe UI", "Helvetica", "Arial", "sans-serif")
MONO = ("JetBrains Mono", "Noto Sans Mono CJK SC", "Consolas", "Menlo", "DejaVu Sans Mono", "monospace")

_loaded: list[str] = []


def load() -> tuple[str, ...]:
    """Register the carried fonts with Qt (once; later calls cost nothing). Gives the families found.

    Needs a QGuiApplication. A missing or broken font file is not an error: Qt then draws with a fallback family.
    """
    if not _loaded:
        for path in sorted(FOLDER.glob("*.ttf")):
            number = QFontDatabase.addApplicationFont(str(path))
            _loaded.extend(QFontDatabase.applicationFontFamilies(number) if number >= 0 else ())
    return tuple(dict.fromkeys(_loaded))


@lru_cache(maxsize=256)
def font(px: float, weight: int = 400, mono: bool = False) -> QFont:
    """A font `px` pixels high of weight 400, 500 or 600. The object is shared: copy it before changing it."""
    load()
    made = QFont(list(MONO if mono else SANS))
    made.setPixelSize(max(1, round(px)))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=256)
def metrics(px: float, weight: int = 400, mono: bool = False) -> QFontMetricsF:
    """The metrics of `font(px, weight, mono)`; shared."""
    return QFontMetricsF(font(px, weight, mono))


def css(mono: bool = False) -> str:
    """The family list as CSS writes it, for SVG and HTML."""
    latin, cjk = [], []
    for name in MONO if mono else SANS:  # a Chinese font has wide dots and crosses: it comes after all others
        (cjk if "CJK" in name else latin).append(name)
    names = [*latin[:-1], *cjk, latin[-1]]
    return ",".join(n if n.endswith(("sans-serif", "monospace")) else f"'{n}'" for n in names)
