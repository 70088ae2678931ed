"""The settings: limits of a run from their declaration in `app.model.settings`, theme, zoom and motion."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.model.settings import SETTINGS, Setting, SettingError, Settings

from .style import THEMES, ZOOMS, style
from .texts import tr

CHOICE_WORDS = {"graph": "autograd graph", "tensors": "computation", "down": "downwards", "right": "to the right",
                "module": "modules and loops", "iteration": "loops", "function": "functions", "line": "source lines",
                "none": "nothing"}  # fmt: skip (values of settings, as the menus call them)
THEME_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark"}


class SettingsDialog(QDialog):
    """One row for each setting. A value is taken as soon as it is right; a wrong one says what is wanted."""

    def __init__(self, settings: Settings, window: QWidget):
        super().__init__(window)
        self.setWindowTitle(tr("Settings"))
        self._settings = settings
        self.fields: dict[str, QWidget] = {}
        inner = QWidget(self)
        inner.setObjectName("sunken")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(*[style.px(20)] * 4)
        self._grid.setHorizontalSpacing(style.px(12))
        self._grid.setVerticalSpacing(style.px(6))
        self._grid.setColumnStretch(3, 1)
        self._look_rows()
        group = None
        for setting in SETTINGS:
            if setting.group != group:
                group = setting.group
                self._head(tr(group))
            self._row(setting)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.wrong = QLabel("", self)
        self.wrong.setObjectName("wrong")
        self.wrong.setWordWrap(True)
        self._finish(inner, window)

    def _finish(self, inner: QWidget, window: QWidget) -> None:
        area = QScrollArea(self)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        reset = QPushButton(tr("Defaults"), self)
        reset.setToolTip(tr("Put every limit back to its default"))
        reset.setAutoDefault(False)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        buttons.addButton(reset, QDialogButtonBox.ButtonRole.ResetRole)
        reset.clicked.connect(self._defaults)
        buttons.rejected.connect(self.reject)
        foot = QVBoxLayout()
        foot.setContentsMargins(style.px(16), 0, style.px(16), 0)
        foot.addWidget(self.wrong)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, style.px(12))
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        self.resize(min(style.px(720), window.width() - 40), min(style.px(620), window.height() - 40))

    def _head(self, text: str) -> None:
        label = QLabel(text, self)
        label.setObjectName("head")
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, style.px(12))
            row += 1
        self._grid.addWidget(label, row, 0, 1, 4)

    def _look_rows(self) -> None:
        self._head(tr("Look"))
        theme = QComboBox(self)
        for name in THEMES:
            theme.addItem(tr(THEME_WORDS[name]), name)
        theme.setCurrentIndex(THEMES.index(style.theme))
        theme.currentIndexChanged.connect(lambda i: style.set_theme(THEMES[i]))
        self._place(tr("Theme"), theme, "",
                    tr("Colours of the window; a figure's theme is chosen when it is exported."))
        zoom = QComboBox(self)
        for factor in ZOOMS:
            zoom.addItem(f"{factor:.0%}".replace("%", " %"), factor)
        zoom.setCurrentIndex(min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - style.zoom)))
        zoom.currentIndexChanged.connect(lambda i: style.set_zoom(ZOOMS[i]))
        self._place(tr("Zoom"), zoom, "", tr("Of every panel at once (Ctrl++ and Ctrl+-)."))
        motion = QCheckBox("", self)
        motion.setChecked(style.reduce_motion)
        motion.toggled.connect(style.set_reduce_motion)
        self._place(tr("Less motion"), motion, "", tr("Steps and layouts change at once, without gliding."))
        self.fields.update(theme=theme, zoom=zoom, reduce_motion=motion)

    def _row(self, setting: Setting) -> None:
        field = self._field(setting)
        field.setToolTip(tr("{wanted}; default {default}", wanted=setting.wanted(), default=setting.default))
        self.fields[setting.key] = field
        zero = " " + tr("0: {meaning}.", meaning=tr(setting.zero)) if setting.zero else ""
        self._place(tr(setting.title), field, tr(setting.unit), tr(setting.help) + zero)

    def _place(self, title: str, field: QWidget, unit: str, text: str) -> None:
        row = self._grid.rowCount()
        name = QLabel(title, self)
        name.setBuddy(field)
        field.setAccessibleName(title)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(field, row, 1)
        units = QLabel(unit, self)
        units.setObjectName("note")
        self._grid.addWidget(units, row, 2)
        helping = QLabel(text, self)
        helping.setObjectName("note")
        helping.setWordWrap(True)
        self._grid.addWidget(helping, row, 3)

    def _field(self, setting: Setting) -> QWidget:
        value = self._settings[setting.key]
        if setting.type is bool:
            field = QCheckBox("", self)
            field.setChecked(value)
            field.toggled.connect(lambda on, s=setting: self._take(s, on))
        elif setting.choices:
            field = QComboBox(self)
            for choice in setting.choices:
                field.addItem(tr(CHOICE_WORDS.get(choice, choice)), choice)
            field.setCurrentIndex(setting.choices.index(value))
            field.currentIndexChanged.connect(lambda at, s=setting: self._take(s, s.choices[at]))
        else:
            field = QLineEdit(_text(value), self)
            field.setFixedWidth(style.px(110))
            field.textEdited.connect(lambda text, s=setting: self._take(s, _number(s, text)))
        return field

    def _take(self, setting: Setting, value) -> None:
        field, message = self.fields[setting.key], ""
        try:
            self._settings[setting.key] = value
        except SettingError as error:
            message = str(error)
        except OSError as error:
            message = tr("The settings could not be kept: {reason}", reason=error.strerror or error)
        field.setProperty("wrong", bool(message))
        field.style().unpolish(field)
        field.style().polish(field)
        self.wrong.setText(message)

    def _defaults(self) -> None:
        for setting in SETTINGS:
            field = self.fields[setting.key]
            if isinstance(field, QCheckBox):
                field.setChecked(setting.default)
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(setting.choices.index(setting.default))
            else:
                field.setText(_text(setting.default))
            self._take(setting, setting.default)


def _text(value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(setting: Setting, text: str):
    """The number that a text means, or the text itself, which the setting then refuses."""
    if setting.type is str:
        return text
    try:
        return float(text.replace(",", "")) if setting.type is float else int(text.replace(",", "").replace(" ", ""))
    except ValueError:
        return text
