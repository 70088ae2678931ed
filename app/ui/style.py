"""The look at run time: theme, the one zoom of the window, fonts and icons.

Use it as `from app.ui.style import style`. A widget takes colours from `style.palette()` (fields of
`app.export.theme.Palette`), lengths from `style.px(n)`, fonts from `style.font(px)`, pictures from
`style.icon(name)`, and repaints on `style.changed`, which is sent for a new theme and for a new zoom.
Lengths are given as in the design, at 100 %; nothing multiplies by the zoom itself.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QIcon, QPixmap

from app.export import fonts, theme

from .store import read_float, store

ZOOMS = (0.5, 0.67, 0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
THEMES = ("system", "light", "dark")
SANS = ["Inter", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC"]
MONO = ["JetBrains Mono", "Noto Sans Mono CJK SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC"]


class Style(QObject):
    """Theme and zoom of every window of this process. Signal `changed()`: repaint, and measure anew."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self._fonts: dict[tuple, QFont] = {}
        self._pixmaps: dict[tuple, QPixmap] = {}
        self._colors: dict[tuple, QColor] = {}
        self._system = ""  # what the system shows, once we hear of its changes
        self._watching = False
        self._hints = None  # Qt's accessibility hints, kept: they go with their last reference

    @cached_property
    def _state(self) -> dict:
        """Theme and zoom, read from the settings when first asked for."""
        name = store().value("theme", "system")
        zoom = min(max(read_float("zoom", 1.0), ZOOMS[0]), ZOOMS[-1])
        still = str(store().value("reduce_motion", "false")).lower() == "true"
        return {"theme": name if name in THEMES else "system", "zoom": zoom, "reduce_motion": still}

    def forget(self) -> None:
        """Read theme, zoom and motion anew from the settings."""
        self.__dict__.pop("_state", None)
        self._refresh()

    # -- theme

    @property
    def theme(self) -> str:
        """What was chosen: "system", "light" or "dark"."""
        return self._state["theme"]

    @property
    def name(self) -> str:
        """What is shown: "light" or "dark"."""
        if self.theme != "system":
            return self.theme
        if self._system:
            return self._system
        hints = QGuiApplication.styleHints() if QGuiApplication.instance() else None
        name = "dark" if hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark else "light"
        if self._watching:
            self._system = name
        return name

    def set_theme(self, name: str) -> None:
        """Choose "system", "light" or "dark"; remembered. Raises ValueError for any other name."""
        if name not in THEMES:
            raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {name!r}")
        if name != self.theme:
            self._state["theme"] = name
            store().setValue("theme", name)
            self._refresh()

    def follow_system(self) -> None:
        """Hear of a change of the system's theme; called once, when there is an application."""
        if not self._watching:
            self._watching = True
            hints = QGuiApplication.styleHints()
            hints.colorSchemeChanged.connect(lambda _scheme: self._system_changed())
            if hasattr(hints, "accessibility"):  # Qt 6.10
                self._hints = hints, hints.accessibility()
                self._hints[1].contrastPreferenceChanged.connect(lambda _wish: self._contrast_changed())

    def _system_changed(self) -> None:
        self._system = ""
        if self.theme == "system":
            self._refresh()

    def _contrast_changed(self) -> None:
        self._colors.clear()
        self._refresh()

    @property
    def high_contrast(self) -> bool:
        """Whether the system asks for more contrast."""
        return self._hints is not None and self._hints[1].contrastPreference() == Qt.ContrastPreference.HighContrast

    def palette(self) -> theme.Palette:
        """The colours now, canvas and chrome."""
        found = theme.palette(self.name)
        return contrasted(found) if self.high_contrast else found

    current = palette

    def color(self, name: str) -> QColor:
        """A QColor for a field of the palette ("accent") or for anything QColor reads ("#0B63B5")."""
        if isinstance(name, QColor):
            return name
        key = self.name, name
        if key not in self._colors:
            self._colors[key] = QColor(getattr(self.palette(), name, name))
        return QColor(self._colors[key])

    # -- zoom

    @property
    def zoom(self) -> float:
        """The factor on every length of the window; 1.0 is 100 %."""
        return self._state["zoom"]

    def set_zoom(self, zoom: float) -> None:
        """Set the factor (0.5 to 3); remembered."""
        zoom = min(max(float(zoom), ZOOMS[0]), ZOOMS[-1])
        if abs(zoom - self.zoom) > 1e-6:
            self._state["zoom"] = zoom
            store().setValue("zoom", zoom)
            self._refresh()

    def zoom_by(self, steps: int) -> None:
        """Go that many places up or down the list of zooms."""
        nearest = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self.zoom))
        self.set_zoom(ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)])

    def px(self, n: float) -> int:
        """A length of the design in pixels of the screen, rounded; 1 stays 1."""
        return max(1, round(n * self.zoom)) if n > 0 else round(n * self.zoom)

    # -- motion

    @property
    def reduce_motion(self) -> bool:
        """Whether things change at once, without gliding."""
        return self._state["reduce_motion"]

    def set_reduce_motion(self, on: bool) -> None:
        """Choose it; remembered."""
        if on != self.reduce_motion:
            self._state["reduce_motion"] = on
            store().setValue("reduce_motion", on)
            self._refresh()

    # -- fonts

    def font(self, px: float, weight: int = 400, mono: bool = False) -> QFont:
        """Inter, or JetBrains Mono, at a size of the design."""
        key = (px, weight, mono, self.zoom)
        if key not in self._fonts:
            fonts.load()  # before the first measure: what a fallback gave would be remembered
            font = QFont(MONO if mono else SANS)
            font.setPixelSize(self.px(px))
            font.setWeight(QFont.Weight(weight))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if mono:
                font.setStyleHint(QFont.StyleHint.Monospace)
                font.setFixedPitch(True)
            self._fonts[key] = font
        return QFont(self._fonts[key])

    def metrics(self, px: float, weight: int = 400, mono: bool = False) -> QFontMetricsF:
        """Metrics of `font` with the same arguments."""
        return QFontMetricsF(self.font(px, weight, mono))

    # -- icons

    def pixmap(self, name: str, color: str | QColor | None = None, size: float = 16, fill: bool = False,
               stroke: float = 1.75) -> QPixmap:
        """A Lucide icon in a colour (a palette field or any colour; None = `sub`), sharp on dense screens."""
        from .icons import render
        rgba = (color if isinstance(color, QColor) else self.color(color or "sub")).name(QColor.NameFormat.HexArgb)
        ratio = QGuiApplication.instance().devicePixelRatio() if QGuiApplication.instance() else 1.0
        key = (name, rgba, self.px(size), fill, stroke, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = render(name, QColor(rgba), self.px(size), ratio, fill, stroke)
        return self._pixmaps[key]

    def icon(self, name: str, color: str | QColor | None = None, size: float = 16, fill: bool = False) -> QIcon:
        """A QIcon of `pixmap`; disabled it is drawn at 42 %."""
        pixmap = self.pixmap(name, color, size, fill)
        faded = QColor(color if isinstance(color, QColor) else self.color(color or "sub"))
        faded.setAlphaF(0.42)
        icon = QIcon(pixmap)
        icon.addPixmap(self.pixmap(name, faded, size, fill), QIcon.Mode.Disabled)
        return icon

    def _refresh(self) -> None:
        if len(self._pixmaps) > 2000:
            self._pixmaps.clear()
        self.changed.emit()


@cache
def contrasted(p: theme.Palette) -> theme.Palette:
    """A palette for who asks for more contrast: black or white text, no grey lighter than its ground allows, lines that
    are seen; every text 7:1 at least on the grounds it is written on."""
    ink = "#FFFFFF" if p.is_dark else "#000000"
    grey, line = theme.mix(ink, p.panel, 0.2), theme.mix(ink, p.panel, 0.4)
    strong = {name: theme.mix(p[name], ink, 0.45) for name in
              ("accent", "warn", "error", "vis", "cur", "leaf", "loss", "keyword", "number", "string", "called")}  # fmt: skip
    return replace(p, text=ink, sub=grey, faint=grey, comment=grey, pend=grey, nograd=grey, other=grey, border=line, hair=line,
                   cardline=line, edge=grey, **strong)  # fmt: skip


style = Style()
