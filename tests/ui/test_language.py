"""The window in Chinese and back: every widget at once, nothing left in English, nothing cut off, all of it named."""

import ast
import datetime
import re
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextBlockFormat
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.ui import language
from app.ui.action_specs import SPECS
from app.ui.dialogs import AboutDialog, GoToStep, KeysDialog
from app.ui.elided import Elided
from app.ui.painted_list import PaintedList
from app.ui.sections import SectionHeader
from app.ui.settings_dialog import SettingsDialog
from app.ui.start_parts import ago
from app.ui.style import style

PROGRAM = """import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
for i in range(3):
    y = (w * x).tanh()
    loss = (y ** 2).mean()
    loss.backward()
    print(w.grad)
z = y.detach() * 2
"""
PANELS = ("doctor", "outline", "search", "bookmarks", "breakpoints", "plots", "lesson", "console", "events")
WORD = re.compile(r"[A-Za-z]{3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# said in English in every language: code, names, keys, units
CODE = re.compile(
    r"\b(?:torch|NumPy|PyTorch|Python|Retrograd|Qt|PySide\d?|backward|grad|grad_fn|AccumulateGrad|\w+Backward\d|None|input|print|"
    r"float32|scalar|min|max|mean|norm|value|shape|zero_grad|loss|tanh|Ctrl|Alt|Shift|Esc|Enter|Tab|Home|End|PgUp|PgDown|"
    r"PageUp|PageDown|Space|Ins|Del|Up|Down|Left|Right|SVG|PNG|PDF|TikZ|LaTeX|DOT|Graphviz|JSON|GIF|MP4|HTML|CSV|Mermaid|"
    r"Markdown|OFL|ISC|Lucide|Inter|JetBrains|Mono|English|linux|Letter|Legal|Graph|hook|ipynb)\b"
)
ROOT = Path(language.__file__).parent
# functions and signals whose arguments are shown
SHOWN = frozenset(
    "setText setToolTip setAccessibleName setAccessibleDescription setPlaceholderText setWindowTitle setStatusTip setTitle "
    "setInformativeText setIconText showText showMessage QLabel QPushButton QCheckBox QRadioButton addMenu add_button "
    "set_text addItem addTab drawText show_nothing set_step set_note set_title ask getOpenFileName getSaveFileName "
    "getExistingDirectory getColor".split()
)
TOLD = frozenset({"told", "failed", "count_changed", "summary_changed"})
SAME = {"Retrograd", "[*] – Retrograd", "input()", "Python  · Qt  · PySide6  · "}


def _prose(node) -> list[str]:
    """The literals that an expression comes to; those within tr(…) are none."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        inner = [text for part in node.values if isinstance(part, ast.FormattedValue) for text in _prose(part.value)]
        return ["".join(part.value for part in node.values if isinstance(part, ast.Constant)), *inner]
    if isinstance(node, ast.IfExp):
        return _prose(node.body) + _prose(node.orelse)
    if isinstance(node, ast.BinOp):
        return _prose(node.left) + _prose(node.right)
    return [text for part in node.values for text in _prose(part)] if isinstance(node, ast.BoolOp) else []


def test_every_text_given_to_a_widget_is_translated():
    bare = []
    for path in sorted(ROOT.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            told = name == "emit" and isinstance(function.value, ast.Attribute) and function.value.attr in TOLD
            for text in [t for a in node.args for t in _prose(a)] if name in SHOWN or told else ():
                if re.search("[A-Za-z]{2}", text) and text not in SAME and not re.fullmatch("[a-z0-9-]+", text):
                    bare.append(f"{path.name}:{node.lineno}: {text!r}")
    assert not bare, (
        'These texts are shown and not translated. Write tr("…", field=…) or counted(n, "one", "many") from app/ui/texts.py '
        "around each, then see resources/translations/update.py:\n" + "\n".join(bare)
    )


# ---- the window


@pytest.fixture
def in_chinese(window, run, qtbot):
    """A window that has run PROGRAM, with all panels, in Chinese."""
    run(PROGRAM)
    window.session.select(len(window.session.trace) // 2)
    for name in PANELS:
        if name in window.views.docks:
            window.views.docks[name].show()
    with qtbot.waitSignal(window.views.doctor_run.found, timeout=10_000, check_params_cb=lambda found: bool(found)):
        window.set_language("zh")
    return window


def _texts(widget: QWidget) -> dict[str, str]:
    """What a widget says, by what it is."""
    said = {"tip": widget.toolTip(), "name": widget.accessibleName(), "title": widget.windowTitle()}
    if isinstance(widget, (QLabel, QAbstractButton)):
        said["text"] = widget.text()
    if isinstance(widget, QLineEdit):
        said["hint"] = widget.placeholderText()
    if isinstance(widget, QMenu):
        said["menu"] = widget.title()
    if isinstance(widget, QComboBox):
        said |= {f"item {k}": widget.itemText(k) for k in range(widget.count())}
    return {kind: text for kind, text in said.items() if text}


def _left(widgets: list[QWidget]) -> list[str]:
    """English prose that is still said."""
    found = []
    for widget in widgets:
        for kind, text in _texts(widget).items():
            if WORD.search(CODE.sub("", text)) and not CHINESE.search(text):
                found.append(f"{type(widget).__name__} {widget.objectName()}: {kind} {text!r}")
    return found


def _all(window: QWidget) -> list[QWidget]:
    return [window, *window.findChildren(QWidget)]


NOT_OURS = ("editor", "lesson_", "ScrollLeft", "ScrollRight", "events_filter")  # code, lessons, Qt's own


def test_nothing_is_left_in_english(in_chinese):
    widgets = [w for w in _all(in_chinese) if not w.objectName().startswith(NOT_OURS)
               and not (isinstance(w, (SectionHeader, PaintedList)) and not w.isVisible())]  # kept for the next thing that is inspected
    left = _left(widgets)
    assert not left, "\n".join(left)
    actions = [a.text() for a in in_chinese.acts if not CHINESE.search(a.text()) and WORD.search(CODE.sub("", a.text()))]
    assert not actions
    assert all(CHINESE.search(a.toolTip()) for a in in_chinese.acts if a.objectName() != "action_language_en")
    session = in_chinese.session
    for dialog in (SettingsDialog(session.settings, in_chinese), GoToStep(in_chinese), KeysDialog(in_chinese),
                   AboutDialog(in_chinese)):  # fmt: skip
        assert not _left(_all(dialog)), type(dialog).__name__
        assert not _nameless(dialog), type(dialog).__name__
        dialog.deleteLater()
    assert not _nameless(in_chinese), "\n".join(_nameless(in_chinese))


def test_switching_back_is_at_once_and_at_the_same_place(in_chinese, qtbot):
    assert "收到" in in_chinese.views.inspector.plain_text() or "数值" in in_chinese.views.inspector.plain_text()
    assert "次 backward() 之和" in in_chinese.views.doctor.plain_text()
    assert "叶子" in in_chinese.views.graph.view.describe()
    assert in_chinese.statusBar().step.text().startswith("第 ")
    assert in_chinese.menuBar().actions()[0].text() == "文件(&F)"
    assert in_chinese.views.docks["inspector"].windowTitle() == "检查器"
    window, session = in_chinese, in_chinese.session
    place, count = session.cursor, len(session.trace)
    with qtbot.waitSignal(window.views.doctor_run.found, timeout=10_000, check_params_cb=lambda found: bool(found)):
        window.acts["language_en"].trigger()
    assert (session.cursor, len(session.trace)) == (place, count)
    left = [f"{type(w).__name__} {kind}: {text}" for w in _all(window) if not w.objectName().startswith("lesson_")
            for kind, text in _texts(w).items() if CHINESE.search(text)]  # fmt: skip
    assert not left
    assert [a.text() for a in window.acts if CHINESE.search(a.text())] == ["简体中文"]
    assert window.views.docks["inspector"].windowTitle() == "Inspector"
    assert window.statusBar().step.text().startswith("step ")
    assert "holds the sum of 3 backward calls" in window.views.doctor.plain_text()


def test_the_start_page_is_switched(window):
    card = window.start.cards[0]
    before = card.accessibleName()
    window.set_language("zh")
    assert CHINESE.search(card.lesson.title) and card.accessibleName() != before and window.is_starting
    window.set_language("en")
    assert card.accessibleName() == before


def test_the_choice_is_remembered(window, monkeypatch):
    assert language.choice() == "en" and window.acts["language_en"].isChecked()
    window.acts["language_zh"].trigger()
    assert language.language() == language.choice() == "zh" and window.acts["language_zh"].isChecked()
    window.acts["language_system"].trigger()
    assert language.choice() == "system" and language.language() in language.LANGUAGES
    with pytest.raises(ValueError, match="must be one of"):
        language.set_language("tlh")


def test_the_palette_finds_commands_in_both_languages(window):
    window.set_language("zh")
    window.commands.show()
    for words in ("bookmark", "书签"):
        window.commands.field.setText(words)
        assert any("书签" in command.text for command in window.commands.model.shown), words
    window.commands.hide()


def test_times_and_notes_are_written_as_the_language_has_them(window):
    then = datetime.datetime(2026, 3, 4, 12, 0).timestamp()
    view = window.views.lesson.note
    view.set_note("Gradients go back.")
    assert ago(then) == "4 Mar 2026" and ago(time.time() - 90_000) == "yesterday"
    assert view.document().begin().blockFormat().lineHeightType() == QTextBlockFormat.LineHeightTypes.SingleHeight.value
    window.set_language("zh")
    view.set_note("梯度往回走。")
    assert ago(then) == "2026年3月4日" and ago(time.time() - 90_000) == "昨天"
    assert view.document().begin().blockFormat().lineHeight() == 1.5 * view.fontInfo().pixelSize()


# ---- nothing cut off


def _cut_off(window: QWidget) -> list[str]:
    """Widgets whose text does not fit into them, and neither gives way with a tooltip nor wraps."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.width() < 8 or isinstance(widget, Elided):
            continue
        text, room = "", widget.width()
        if isinstance(widget, QLabel) and not widget.wordWrap() and "<" not in widget.text():
            text = widget.text()
        elif isinstance(widget, (QPushButton, QCheckBox)):
            text = widget.text()
        elif isinstance(widget, QToolButton) and widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            text = widget.text()
        if text and widget.fontMetrics().boundingRect(0, 0, 9999, 9999, 0, text).width() > room + 1:
            found.append(f"{type(widget).__name__} {widget.objectName()}: {text!r} {room} px")
        if isinstance(widget, QTabBar):
            found += [f"tab {widget.tabText(k)!r}" for k in range(widget.count())
                      if widget.fontMetrics().horizontalAdvance(widget.tabText(k)) > widget.tabRect(k).width()
                      and widget.elideMode() == Qt.TextElideMode.ElideNone]  # fmt: skip
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_text_is_cut_off(window, run, lang):
    window.resize(1600, 1000)
    run(PROGRAM)
    window.set_language(lang)
    for zoom in (1.0, 2.0):
        style.set_zoom(zoom)
        QApplication.processEvents()
        assert not _cut_off(window), zoom
        bar = window.menuBar()
        assert all(bar.actionGeometry(a).bottom() <= bar.height() for a in bar.actions())  # else they are not shown
        for dialog in (SettingsDialog(window.session.settings, window), GoToStep(window), KeysDialog(window)):
            dialog.show()
            QApplication.processEvents()
            assert not _cut_off(dialog), (zoom, type(dialog).__name__)
            dialog.close()
            dialog.deleteLater()
    style.set_zoom(3.0)
    window.resize(1280, 720)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 720)  # all of it fits a small screen at 300 %


# ---- names for a screen reader, keys


def _nameless(top: QWidget) -> list[str]:
    """Widgets that take the keyboard and have no name to be read out."""
    found = []
    for widget in top.findChildren(QWidget):
        inner = isinstance(widget, (QScrollBar, QSplitterHandle, QMenu, QTabBar)) or widget.objectName().startswith("qt_")
        parent = widget.parent()
        part = isinstance(parent, (QComboBox, QAbstractScrollArea)) or type(parent).__name__ in ("QSpinBox", "QDoubleSpinBox")
        listed = isinstance(parent.parent(), QComboBox)  # a choice's list is read out as the choice
        if inner or part or listed or not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
        if not widget.accessibleName() and not text and not _buddy(widget):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {parent.objectName() or type(parent).__name__}")
    return found


def _buddy(widget: QObject) -> bool:
    return any(label.buddy() is widget for label in widget.window().findChildren(QLabel))


def test_every_panel_is_reached_by_keys(window, run):
    run(PROGRAM)
    for name, dock in window.views.docks.items():
        window.views.show_panel(name)
        QApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is not None and (focus is dock or dock.isAncestorOf(focus)), name
    assert {"next_panel", "previous_panel"} <= {spec.id for spec in SPECS if spec.keys}
