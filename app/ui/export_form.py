"""The fields of the export dialog, and the wish that they add up to. `changed` is emitted when any of them is."""

from __future__ import annotations

import contextlib
import json

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QWidget,
)

from app.export import DIRECTIONS, PAGES, REGISTRY, THEMES, VIEWS
from app.export.options import LONGEST_CAPTION, WIDTHS

from . import store
from .export_source import PART, SELECTION, VIEW, WHOLE, Wish
from .style import style
from .texts import tr

OF = {PART: "The graph of this part of the run", VIEW: "What can be seen of it in the window",
      SELECTION: "What is selected", WHOLE: "The whole run"}
STEPS = {"": "This step", "all": "All steps"}
THEME_NAMES = {"light": "Light", "dark": "Dark", "print": "Print, on white"}
VIEW_NAMES = {"graph": "Cards", "tensors": "All that was computed, values as grids"}
DIRECTION_NAMES = {"down": "Downwards", "right": "To the right"}
GROUNDS = {"": "The theme's", "clear": "Transparent", "#FFFFFF": "White", "#000000": "Black", "other": "Another colour…"}
SCALES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
WIDTH = "width"  # in place of a scale: so many cm on paper
COLUMN = 8.5  # cm: a column of a paper
KEPT = "figure_look"  # in the settings file: what was chosen last
PACES = {"0.5": "One step in 2 seconds", "1": "1 step a second", "2": "2 steps a second", "4": "4 steps a second",
         "10": "10 steps a second"}
PAGE_NAMES = {"": "As large as the figure", "a3": "A3", "a4": "A4", "a5": "A5", "letter": "Letter", "legal": "Legal",
              "16:9": "A slide, 16:9", "4:3": "A slide, 4:3"}


class ExportForm(QWidget):
    """The fields, as they were left last. shown: the view and direction of the window's graph.

    wish(): what the fields add up to; only_run: whether the kind of figure always is of all steps; remember(): the next
    dialog begins with what is chosen now, but for what the figure shows and its caption.
    """

    changed = Signal()

    def __init__(self, has_selection: bool, shown: dict[str, str], parent: QWidget):
        super().__init__(parent)
        self._colour = "#FFFFFF"
        self.kind = _box({k.name: tr(k.says) for k in REGISTRY.values()}, store.store().value("figure_kind", "svg"))
        self.of = _box({of: tr(name) for of, name in OF.items() if of != SELECTION or has_selection}, PART)
        self.steps = _box(_said(STEPS), "")
        self.view = _box({v: tr(VIEW_NAMES[v]) for v in VIEWS}, shown["view"])
        self.direction = _box({d: tr(DIRECTION_NAMES[d]) for d in DIRECTIONS}, shown["direction"])
        self.theme = _box({t: tr(THEME_NAMES[t]) for t in THEMES}, style.name)
        self.ground = _box(_said(GROUNDS), "")
        self.scale = _box({**{f"{s:g}": tr("{scale:g} × ({dpi:g} dpi)", scale=s, dpi=96 * s) for s in SCALES},
                           WIDTH: tr("Width on paper")}, "2")
        self._scaled = "2"  # the scale for kinds that have no width on paper
        self.width_cm = QDoubleSpinBox(self)
        self.width_cm.setRange(*WIDTHS)
        self.width_cm.setDecimals(1)
        self.width_cm.setSingleStep(0.5)
        self.width_cm.setValue(COLUMN)
        self.width_cm.setSuffix(" " + tr("cm"))
        self.width_cm.setAccessibleName(tr("Width on paper"))
        self.page = _box({page: tr(PAGE_NAMES[page]) for page in ("", *PAGES)}, "")
        self.pace = _box(_said(PACES), "2")
        self.values = QCheckBox(tr("Values and gradients"), self)
        self.values.setChecked(True)
        self.legend = QCheckBox(tr("Key of the signs and colours"), self)
        self.session = QCheckBox(tr("Carry the run: dropped on this window, the file opens it"), self)
        self.fonts = QCheckBox(tr("Carry the fonts: texts look the same everywhere"), self)
        self.caption = QPlainTextEdit(self)
        self.caption.setPlaceholderText(tr("Words below the figure. {step}, {steps}, {sentence} and {file} are "
                                           "filled in."))
        self.caption.setTabChangesFocus(True)
        self.caption.setFixedHeight(style.px(56))
        self._lay_out()
        self._recall()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(style.px(12))
        form.setVerticalSpacing(style.px(8))
        size = QWidget(self)
        across = QHBoxLayout(size)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(style.px(8))
        across.addWidget(self.scale, 1)
        across.addWidget(self.width_cm)
        size.setFocusProxy(self.scale)
        rows = ((tr("Kind"), self.kind), (tr("Shows"), self.of), (tr("Steps"), self.steps), (tr("Nodes"), self.view),
                (tr("Flow"), self.direction), (tr("Theme"), self.theme), (tr("Background"), self.ground), (tr("Size"), size),
                (tr("Page"), self.page), (tr("Pace"), self.pace), (tr("Caption"), self.caption))
        for name, field in rows:
            form.addRow(name, field)
            field.setAccessibleName(name)
        self.scale.setAccessibleName(tr("Size"))
        ticks = QHBoxLayout()
        ticks.addWidget(self.values)
        ticks.addWidget(self.legend)
        form.addRow("", ticks)
        form.addRow("", self.session)
        form.addRow("", self.fonts)
        self.setFixedWidth(style.px(500))

    def _connect(self) -> None:
        boxes = (self.kind, self.of, self.steps, self.view, self.direction, self.theme, self.scale, self.page, self.pace)
        for box in boxes:
            box.currentIndexChanged.connect(self._changed)
        for tick in (self.values, self.legend, self.session, self.fonts):
            tick.toggled.connect(self._changed)
        self.ground.activated.connect(self._choose_ground)
        self.ground.currentIndexChanged.connect(self._changed)
        self.caption.textChanged.connect(self._changed)
        self.width_cm.valueChanged.connect(self._changed)

    # ------------------------------------------------------------------ from dialog to dialog

    def _kept(self) -> dict[str, QComboBox]:
        return {"theme": self.theme, "ground": self.ground, "scale": self.scale, "page": self.page, "pace": self.pace}

    def _ticks(self) -> dict[str, QCheckBox]:
        return {"values": self.values, "legend": self.legend, "session": self.session, "fonts": self.fonts}

    def remember(self) -> None:
        """What is chosen now is what the next dialog begins with."""
        said = {name: box.currentData() for name, box in self._kept().items()}
        said |= {name: tick.isChecked() for name, tick in self._ticks().items()}
        said |= {"width": self.width_cm.value(), "colour": self._colour}
        store.store().setValue("figure_kind", self.kind.currentData())
        store.store().setValue(KEPT, json.dumps(said))

    def _recall(self) -> None:
        """What was chosen last; what the file says wrong is passed over."""
        said = {}
        with contextlib.suppress(ValueError):
            said = json.loads(str(store.store().value(KEPT, "{}")))
        if not isinstance(said, dict):
            return
        for name, box in self._kept().items():
            at = box.findData(said.get(name))
            box.setCurrentIndex(at if at >= 0 else box.currentIndex())
        for name, tick in self._ticks().items():
            tick.setChecked(said.get(name, tick.isChecked()) is True)
        if isinstance(said.get("width"), (int, float)):
            self.width_cm.setValue(said["width"])
        if QColor.isValidColorName(str(said.get("colour"))):
            self._colour = str(said["colour"])

    # ------------------------------------------------------------------ what is chosen

    def _choose_ground(self, _index: int) -> None:
        if self.ground.currentData() == "other":
            colour = QColorDialog.getColor(QColor(self._colour), self, tr("Background"))
            self._colour = colour.name().upper() if colour.isValid() else self._colour
            self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Switch off what means nothing for this kind of figure."""
        kind = REGISTRY[self.kind.currentData()]
        run = kind.only_run or bool(self.steps.currentData())
        self.steps.setEnabled(not kind.only_run)
        self.of.setEnabled(not run)
        for field, name in ((self.theme, "theme"), (self.view, "view"), (self.ground, "background"),
                            (self.scale, "scale"), (self.page, "page"), (self.pace, "pace"), (self.legend, "legend"),
                            (self.caption, "caption"), (self.session, "with_session"), (self.fonts, "carry_fonts")):
            field.setEnabled(name in kind.takes)
        self._offer_width("width" in kind.takes)
        for field in (self.page, self.pace, self.session, self.fonts):  # few kinds have them
            self._form.setRowVisible(field, field.isEnabled())

    def _offer_width(self, has_width: bool) -> None:
        """A width on paper in place of a scale, for figures that have one."""
        chosen = self.scale.currentData()
        self.scale.model().item(self.scale.findData(WIDTH)).setEnabled(has_width)
        if chosen != WIDTH:
            self._scaled = chosen
        elif not has_width:
            self.scale.setCurrentIndex(self.scale.findData(self._scaled))
        self.width_cm.setVisible(self.scale.currentData() == WIDTH)

    @property
    def only_run(self) -> bool:
        return REGISTRY[self.kind.currentData()].only_run

    def wish(self) -> Wish:
        """What was chosen."""
        takes = REGISTRY[self.kind.currentData()].takes
        ground = self.ground.currentData() if "background" in takes else ""
        look = {"theme": self.theme.currentData(), "view": self.view.currentData() if "view" in takes else "graph",
                "direction": self.direction.currentData(), "values": self.values.isChecked()}
        if self.scale.currentData() == WIDTH and "width" in takes:
            look["width"] = self.width_cm.value()
        elif "scale" in takes:
            look["scale"] = float(self.scale.currentData())
        if ground == "clear":
            look["transparent"] = "transparent" in takes
        elif ground:
            look["background"] = self._colour if ground == "other" else ground
        if "legend" in takes:
            look["legend"] = self.legend.isChecked()
        if "caption" in takes:
            look["caption"] = self.caption.toPlainText()[:LONGEST_CAPTION]
        if "page" in takes:
            look["page"] = self.page.currentData()
        if "pace" in takes:
            look["fps"] = float(self.pace.currentData())
        if "with_session" in takes:
            look["with_session"] = self.session.isChecked()
        if "carry_fonts" in takes:
            look["carry_fonts"] = self.fonts.isChecked()
        run = self.only_run or bool(self.steps.currentData())
        of = self.of.currentData()
        return Wish(of if not run or of == WHOLE else PART, run, look)


def _said(words: dict[str, str]) -> dict[str, str]:
    return {value: tr(text) for value, text in words.items()}


def _box(words: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    for value, text in words.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
