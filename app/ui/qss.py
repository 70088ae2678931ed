"""The window's style sheet, written from the palette and the zoom; set once on the main window."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from app.export.theme import as_dict, mix

from .icons import coloured_file
from .style import SANS, style

FADED = 0.5  # how much of its colour the text of what cannot be used now keeps: 3:1 on its ground
_SHEET = Template("""
QMainWindow, QDialog, QWidget#bar { background: $win; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QLabel, QLineEdit, QCheckBox, QRadioButton, QComboBox, QSpinBox, QPushButton, QMenu, QMessageBox { color: $text; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $faint; }
QToolTip { background: $panel; color: $text; border: 1px solid $border; padding: ${p4}px; font-size: ${p12}px; }

QMenuBar { background: $win; color: $text; border: none; padding: 0 ${p4}px; }
QMenuBar::item { padding: ${p4}px ${p9}px; background: transparent; border-radius: ${p6}px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $panel; border: 1px solid $border; padding: ${p4}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p24}px; border-radius: ${p4}px; min-height: ${p16}px; }
QMenu::item:selected { background: $accentbg; color: $text; }
QMenu::item:disabled { color: $dim; }
QMenu::separator { height: 1px; background: $hair; margin: ${p4}px ${p8}px; }
QMenu::indicator { width: ${p14}px; height: ${p14}px; left: ${p5}px; }
QMenu::indicator:checked { image: $check; }
QMenu::icon { left: ${p5}px; }

QToolBar#toolbar { background: $win; border: none; border-bottom: 1px solid $border; spacing: ${p4}px;
    padding: 0 ${p8}px; min-height: ${p43}px; max-height: ${p43}px; }
QToolBar QToolButton { border: none; border-radius: ${p6}px; padding: 0; background: transparent;
    min-width: ${p28}px; min-height: ${p28}px; max-height: ${p28}px; font-weight: 500; }
QToolBar QToolButton:hover { background: $hover; }
QToolBar QToolButton:pressed { background: $pressed; }
QToolBar QToolButton:focus { border: 2px solid $accent; }
QToolBar QToolButton:disabled { color: $dim; }
QToolBar QToolButton#text { padding: 0 ${p8}px; }
QToolBar QToolButton#primary { background: $accent; color: $onaccent; font-weight: 600; padding: 0 ${p14}px 0 ${p8}px; }
QToolBar QToolButton#primary:hover { background: $accenthover; }
QToolBar QToolButton#primary:pressed { background: $accentpress; }
QToolBar QToolButton#primary:disabled { background: $accentdim; color: $onaccent; }
QToolBar QToolButton#primary:focus { border: 2px solid $text; }
QToolBar QToolButton::menu-indicator { image: none; }
QToolBarExtension { min-width: ${p20}px; }

QFrame#search { background: $panel; border: 1px solid $border; border-radius: ${p6}px; }
QFrame#search[active="true"] { border: 2px solid $accent; }
QFrame#search[wrong="true"] { border: 2px solid $error; }
QFrame#search QLineEdit { border: none; background: transparent; padding: 0; }
QFrame#search QLineEdit:focus { border: none; }
QLabel#keycap { color: $sub; background: $sunken; border: 1px solid $border; border-radius: ${p4}px;
    padding: ${p1}px ${p5}px; font-family: "JetBrains Mono"; font-size: ${p11}px; font-weight: 500; }

QWidget#dock_title { background: $panel; border-bottom: 1px solid $hair; }
QWidget#dock_title QLabel#title { font-size: ${p12}px; font-weight: 600; }
QWidget#dock_title QLabel#count { font-size: ${p12}px; color: $sub; }
QWidget#dock_title QToolButton, QFrame#find_bar QToolButton, QFrame#error_note QToolButton, QToolButton#flat {
    border: none; border-radius: ${p5}px; padding: 0; background: transparent; }
QWidget#dock_title QToolButton:hover, QFrame#find_bar QToolButton:hover, QToolButton#flat:hover { background: $hover; }
QWidget#dock_title QToolButton:focus, QFrame#find_bar QToolButton:focus, QToolButton#flat:focus {
    border: 2px solid $accent; }
QWidget#dock_title QToolButton:checked { background: $accentbg; color: $accent; }
QWidget#dock_title QToolButton::menu-indicator { image: none; }

QMainWindow > QTabBar { background: $panel; border: none; qproperty-drawBase: 0; font-family: $sans;
    font-size: ${p12}px; font-weight: 600; }
QMainWindow > QTabBar::tab { background: $panel; border: none; border-bottom: ${p2}px solid transparent;
    padding: 0 ${p12}px; height: ${p30}px; color: $sub; }
QMainWindow > QTabBar::tab:selected { color: $text; border-bottom: ${p2}px solid $accent; }
QMainWindow > QTabBar::tab:hover { background: $hover; }
QMainWindow > QTabBar::tab:focus { color: $accent; }

QPlainTextEdit#editor { background: $panel; color: $text; border: none; selection-background-color: transparent;
    selection-color: $text; }
QFrame#error_note { background: $errorbg; border: none; }
QFrame#error_note QLabel { color: $error; background: transparent; }
QFrame#find_bar { background: $panel; border: none; border-top: 1px solid $hair; }
QFrame#start_foot { background: $panel; border: none; border-top: 1px solid $border; }
QFrame#banner { background: $warnbg; border: none; border-bottom: 1px solid $border; }
QFrame#banner QLabel { color: $warn; background: transparent; }
QFrame#banner QLabel#wrong { color: $error; }

QStatusBar { background: $win; border-top: 1px solid $border; min-height: ${p25}px; max-height: ${p25}px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: ${p12}px; color: $sub; background: transparent; padding: 0 ${p5}px 0 0; }
QStatusBar QLabel#faint { color: $faint; }
QStatusBar QLabel#error { color: $error; }
QStatusBar QLabel#warn { color: $warn; }
QStatusBar QToolButton { border: none; border-radius: ${p4}px; font-size: ${p12}px; color: $sub; padding: 0 ${p5}px;
    background: transparent; }
QStatusBar QToolButton#step { color: $text; font-weight: 500; }
QStatusBar QToolButton:hover { background: $hover; }
QStatusBar QToolButton:focus { border: 2px solid $accent; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: $panel; border: 1px solid $border;
    border-radius: ${p6}px; padding: ${p4}px ${p8}px; selection-background-color: $accent;
    selection-color: $onaccent; min-height: ${p18}px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 2px solid $accent; }
QLineEdit[wrong="true"], QSpinBox[wrong="true"], QDoubleSpinBox[wrong="true"] { border: 2px solid $error; }
QAbstractSpinBox QLineEdit { border: none; border-radius: 0; padding: 0; background: transparent; min-height: 0; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: $chevron; width: ${p14}px; height: ${p14}px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $border; selection-background-color: $accentbg;
    selection-color: $text; }
QPushButton { background: $panel; border: 1px solid $border; border-radius: ${p6}px; padding: ${p5}px ${p14}px;
    font-weight: 500; min-height: ${p18}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; }
QPushButton:disabled { color: $dim; }
QPushButton:default { background: $accent; color: $onaccent; border: 1px solid $accent; }
QPushButton:default:hover { background: $accenthover; }
QPushButton:default:disabled { background: $accentdim; border-color: transparent; color: $onaccent; }
QCheckBox, QRadioButton { spacing: ${p8}px; background: transparent; }
QCheckBox::indicator { width: ${p14}px; height: ${p14}px; border: 1px solid $cardline; border-radius: ${p4}px;
    background: $panel; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: $tick; }
QCheckBox::indicator:disabled { background: $sunken; border-color: $border; }
QCheckBox:disabled { color: $dim; }
QLabel#note { color: $sub; font-size: ${p12}px; }
QLabel#wrong { color: $error; font-size: ${p12}px; }
QLabel#head { font-size: ${p15}px; font-weight: 600; }
QLabel#big { font-size: ${p30}px; font-weight: 600; }
QLabel#lead { font-size: ${p15}px; color: $sub; }
QLabel#strong { font-weight: 500; }
QLabel#aside { color: $sub; }
QLabel#section { font-size: ${p12}px; font-weight: 600; color: $sub; }

QFrame#palette { background: $panel; border: 1px solid $border; border-radius: ${p8}px; }
QFrame#palette QLineEdit { border: none; border-bottom: 1px solid $hair; border-radius: 0; padding: ${p10}px ${p14}px;
    background: transparent; font-size: ${p15}px; }
QFrame#palette QListView, QListView#plain { border: none; background: transparent; outline: 0; }
QScrollArea, QScrollArea > QWidget > QWidget#sunken, QWidget#sunken { background: $sunken; border: none; }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${p12}px; }
QScrollBar:horizontal { height: ${p12}px; }
QScrollBar::handle { background: $pressed; border-radius: ${p4}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p28}px; }
QScrollBar::handle:horizontal { min-width: ${p28}px; }
QScrollBar::handle:hover { background: $other; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def sheet() -> str:
    """The style sheet for the theme and zoom now."""
    p = style.palette()
    values = {key: str(value) for key, value in as_dict(p).items()}
    values.update({f"p{n}": str(style.px(n)) for n in range(1, 61)})
    values["sans"] = ", ".join(f'"{name}"' for name in SANS)
    values["check"] = _url(coloured_file("check", p.text))
    values["tick"] = _url(coloured_file("check", p.onaccent))
    values["chevron"] = _url(coloured_file("chevron-down", p.sub))
    values["dim"] = mix(p.panel, p.text, FADED)
    values["accenthover"] = mix(p.accent, p.text, 0.12)
    values["accentpress"] = mix(p.accent, p.text, 0.24)
    values["accentdim"] = mix(p.win, p.accent, 0.62)
    return _SHEET.substitute(values)


def _url(path: str) -> str:
    return f'url("{path}")' if path else "none"


def qt_palette() -> QPalette:
    """Qt's own palette for the theme now: what is not reached by the style sheet (placeholders, views, dialogs)."""
    p, qt = style.palette(), QPalette()
    roles = QPalette.ColorRole
    for role, colour in ((roles.Window, p.win), (roles.Base, p.panel), (roles.AlternateBase, p.sunken),
                         (roles.Button, p.panel), (roles.Text, p.text), (roles.WindowText, p.text),
                         (roles.ButtonText, p.text), (roles.BrightText, p.error), (roles.Link, p.accent),
                         (roles.Highlight, p.accent), (roles.HighlightedText, p.onaccent),
                         (roles.ToolTipBase, p.panel), (roles.ToolTipText, p.text), (roles.PlaceholderText, p.faint),
                         (roles.Light, p.panel), (roles.Mid, p.border), (roles.Dark, p.border)):
        qt.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, role, QColor(mix(p.panel, p.text, FADED)))
    return qt
