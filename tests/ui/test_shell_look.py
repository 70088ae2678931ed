"""The frame's look and its small windows: zoom, theme, layout, panels, palette, search, dialogs, export."""

from __future__ import annotations

import json
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from app.export import export
from app.export.theme import PALETTES, contrast
from app.model.settings import SETTINGS
from app.ui import export_source, store
from app.ui.action_specs import SPECS
from app.ui.actions import words_of
from app.ui.dialogs import AboutDialog, GoToStep, KeysDialog
from app.ui.export_dialog import ExportDialog
from app.ui.export_source import Wish
from app.ui.grips import separators
from app.ui.lessons import all_lessons
from app.ui.settings_dialog import SettingsDialog
from app.ui.style import contrasted, style
from app.ui.views import HIDDEN
from tests.ui.test_language import _cut_off as cut_off
from tests.ui.test_language import _nameless as nameless

LOOP = ("import torch\nh = torch.ones(2, requires_grad=True)\nfor k in range(3):\n    h = torch.tanh(h * 2)\n"
        "h.sum().backward()\n")
TUTORIAL = ("import torch\nx = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\ny = x + 2\nz = y * y * 3\n"
            "out = z.mean()\nprint('hello', out.item())\nout.backward()\n")


def test_one_zoom_for_everything_and_it_is_remembered(window, act):
    before = window.toolbar.height(), window.menuBar().height(), window.editor.font().pixelSize()
    for _ in range(5):
        act("zoom_in")
    after = window.toolbar.height(), window.menuBar().height(), window.editor.font().pixelSize()
    assert style.zoom == 2.0 and window.statusBar().zoom.text() == "200 %"
    assert all(1.8 < b / a < 2.2 for a, b in zip(before, after))
    style.forget()
    assert style.zoom == 2.0
    act("zoom_reset")
    assert style.zoom == 1.0 and window.editor.font().pixelSize() == before[2]


def test_the_theme_changes_and_is_remembered(window, act):
    act("theme_dark")
    assert style.name == "dark" and window.acts["theme_dark"].isChecked()
    window.editor.setPlainText("x = 1")
    QApplication.processEvents()
    image = window.editor.viewport().grab().toImage()
    assert image.pixelColor(image.width() - 3, image.height() - 3).name() == style.palette().panel.lower()
    act("theme_light")
    style.forget()
    assert style.theme == "light" and style.name == "light"
    with pytest.raises(ValueError, match="pink"):
        style.set_theme("pink")


def test_the_layout_is_remembered_and_can_be_put_back(make_window):
    window = make_window()
    window.resize(1400, 900)
    window.editor.setPlainText("x = 1")
    window.editor.document().setModified(False)
    window.views.docks["console"].close()
    window.views.docks["inspector"].setFloating(True)
    window.close()
    window = make_window()
    window.editor.setPlainText("x = 1")
    assert not window.views.docks["console"].isVisible() and window.views.docks["inspector"].isFloating()
    window.acts["reset_layout"].trigger()
    docks = window.views.docks
    shown = [name for name in docks if name not in ("console", *HIDDEN)]
    assert all(docks[name].isVisible() for name in shown) and not docks["inspector"].isFloating()
    assert docks["console"] in window.tabifiedDockWidgets(docks["events"])


def docks_behind(window, name: str) -> set[str]:
    """The panels that share a place with another, as tabs."""
    beside = window.tabifiedDockWidgets(window.views.docks[name])
    return {other for other, dock in window.views.docks.items() if dock in beside}


def test_panels_lie_where_the_design_puts_them(window, qtbot):
    window.resize(1600, 1000)
    window.editor.setPlainText("x = 1")
    window.reset_layout()
    QApplication.processEvents()
    at = {name: dock.geometry() for name, dock in window.views.docks.items()}
    graph = window.centralWidget().geometry()
    assert abs(at["editor"].width() - 420) <= 2 and abs(at["inspector"].width() - 392) <= 2
    assert at["inspector"].top() == at["editor"].top() == graph.top()
    assert at["inspector"].bottom() == at["events"].bottom()
    assert at["timeline"].left() == 0 and at["timeline"].right() + 2 == at["inspector"].left()
    assert at["timeline"].top() > graph.bottom() and at["events"].top() > at["timeline"].bottom()


def test_a_low_window_has_a_layout_of_its_own_and_cuts_nothing_of_a_lesson(window, run, qtbot):
    window.resize(1280, 720)
    window.reset_layout()
    lesson = next(one for one in all_lessons() if one.name == "02_used_twice")
    window.files.open_lesson(lesson.title, lesson.text)
    run(lesson.text)
    window.session.select(window.views.lesson.lecture.stops[1].seq)
    docks, panel = window.views.docks, window.views.lesson
    qtbot.waitUntil(lambda: panel.field.isVisible() and docks["lesson"].height() > 280, timeout=20_000)
    assert window.size().toTuple() == (1280, 720)
    assert docks_behind(window, "inspector") >= {"events", "console"}
    assert _is_seen(docks["inspector"]) and not _is_seen(docks["events"])
    assert window.views.graph.height() >= 480 and docks["editor"].height() >= 200
    pane = docks["lesson"].widget()
    for part in (panel.question, panel.field, panel.check, panel.hint_button, panel.show_button, panel.before, panel.after):
        assert QRect(pane.mapToGlobal(QPoint()), pane.size()).contains(QRect(part.mapToGlobal(QPoint()), part.size())), part
    window.resize(1600, 1000)
    window.reset_layout()
    assert "events" not in docks_behind(window, "inspector")


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_narrow_window_still_shows_every_panel(window, zoom):
    style.set_zoom(zoom)
    window.editor.setPlainText("x = 1")
    window.resize(1000, 700)
    window.reset_layout()
    QApplication.processEvents()
    assert window.width() <= (1000 if zoom == 1.0 else 1600)
    assert docks_behind(window, "inspector") >= {"events", "console"}  # for the window is low
    for name in ("editor", "inspector", "timeline"):
        region = window.views.docks[name].geometry()
        assert window.rect().contains(region), name


def test_a_separator_is_grabbed_three_pixels_beside_it(window, qtbot):
    window.resize(1400, 900)
    window.editor.setPlainText("x = 1")
    window.reset_layout()
    QApplication.processEvents()
    window.grips.place()
    dock = window.views.docks["editor"]
    before = dock.width()
    line = next(s for s in separators(window) if s.left() == dock.geometry().right() + 1 and s.width() == 1)
    place = QPoint(line.left() - 2, line.center().y())
    grip = window.childAt(place)

    def mouse(kind, along):
        at = QPointF(place + QPoint(along, 0))
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        QApplication.sendEvent(grip, QMouseEvent(kind, grip.mapFrom(window, at), window.mapToGlobal(at), button, held,
                                                 Qt.KeyboardModifier.NoModifier))
        qtbot.wait(20)  # Qt moves separators from a timer

    mouse(QEvent.Type.MouseButtonPress, 0)
    for along in (20, 40, 60):
        mouse(QEvent.Type.MouseMove, along)
    mouse(QEvent.Type.MouseButtonRelease, 60)
    assert abs(dock.width() - before - 60) <= 4


def test_f6_goes_round_the_panels(window, run, act):
    run(TUTORIAL)
    window.activateWindow()
    window.editor.setFocus()
    seen = []
    for _ in range(5):
        act("next_panel")
        focus = QApplication.focusWidget()
        seen.append(next((n for n, w in window.views.widgets.items() if w is focus or w.isAncestorOf(focus)), None))
    assert seen == ["graph_view", "inspector", "timeline", "events", "editor"]
    act("previous_panel")
    assert window.views.widgets["events"].isAncestorOf(QApplication.focusWidget()) or (
        QApplication.focusWidget() is window.views.widgets["events"])


# -- palette, search, dialogs


def test_the_palette_finds_runs_and_closes(window, qtbot, act):
    act("command_palette")
    palette = window.commands
    assert palette.isVisible()
    palette.field.setText("dark")
    assert palette.model.shown[0].text == "Dark theme"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert style.theme == "dark" and not palette.isVisible()
    act("command_palette")
    palette.field.setText("gts")  # the letters in order
    assert "Go to step" in [c.text for c in palette.model.shown]
    palette.field.setText("zzzz")
    assert palette.model.shown == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    act("command_palette")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_palette_passes_over_what_cannot_be_done(window, qtbot, act):
    act("command_palette")
    window.commands.field.setText("step")
    shown = window.commands.model.shown
    assert shown and not any(c.enabled for c in shown if c.text == "Step")
    qtbot.keyClick(window.commands.field, Qt.Key.Key_Down)
    index = window.commands.view.currentIndex()
    assert not index.isValid() or shown[index.row()].enabled


def test_search_selects_nodes_and_goes_through_them(window, run, qtbot, act):
    session = run(TUTORIAL)
    act("find")
    window.finder.edit.setText("mul")
    window.finder._search()
    assert [h.detail or h.title for h in window.finder.model.hits] == ["MulBackward0", "MulBackward0"]
    at = session.cursor
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return)
    one = session.selection
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return)
    assert one.kind == session.selection.kind == "node" and one.id != session.selection.id
    assert window.finder.count.text() == "2 of 2" and session.cursor == at
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.trace.kind(session.cursor) == "op" and session.cursor != at
    window.finder.edit.setText("x line:2")
    window.finder._search()
    assert [h.line for h in window.finder.model.hits] == [2]
    window.finder.edit.setText("nowhere")
    window.finder._search()
    assert window.finder.model.hits == [] and "nowhere" in window.finder._none.text()


def test_go_to_step_moves_live_and_escape_takes_it_back(window, run):
    session = run(TUTORIAL)
    before = session.cursor
    dialog = GoToStep(window)
    dialog.number.setValue(2)
    assert session.cursor != before
    two = session.cursor
    dialog.reject()
    assert session.cursor == before
    dialog = GoToStep(window)
    dialog.findChild(QSpinBox).setValue(2)
    dialog.accept()
    assert session.cursor == two


def test_help_lists_every_key(window):
    dialog = KeysDialog(window)
    texts = " ".join(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text"))
    for spec in SPECS:
        assert not spec.keys or spec.nth > 1 or words_of(spec).rstrip("…") in texts, spec.id
    assert AboutDialog(window).windowTitle() == "About Retrograd"


def test_settings_take_right_values_at_once_and_say_what_is_wrong(window):
    settings = window.session.settings
    dialog = SettingsDialog(settings, window)
    assert {s.key for s in SETTINGS} <= set(dialog.fields)
    field = dialog.fields["max_events"]
    field.setText("5000")
    field.textEdited.emit("5000")
    assert settings["max_events"] == 5000 and dialog.wrong.text() == ""
    field.textEdited.emit("many")
    assert settings["max_events"] == 5000 and "Events" in dialog.wrong.text()
    dialog._defaults()
    assert settings["max_events"] == next(s.default for s in SETTINGS if s.key == "max_events")
    dialog.fields["reduce_motion"].setChecked(True)
    assert style.reduce_motion
    dialog.fields["theme"].setCurrentIndex(2)
    assert style.theme == "dark"


def test_every_action_of_a_dialog_opens_one(window, run, act, monkeypatch):
    run(TUTORIAL)
    opened = []
    monkeypatch.setattr(QDialog, "exec", lambda self: opened.append(type(self).__name__) or 0)
    for name in ("go_to_step", "keys", "settings", "about", "export"):
        act(name)
    assert opened == ["GoToStep", "KeysDialog", "SettingsDialog", "AboutDialog", "ExportDialog"]


def test_menus_hold_the_panels_by_name(window):
    panels = next(m for m in window.findChildren(QMenu) if m.title() == "Panels")
    panels.aboutToShow.emit()
    named = [a.text() for a in panels.actions()]
    assert {"Program", "Inspector", "Timeline", "Events", "Console", "Search"} <= set(named) and len(set(named)) == len(named)


# -- figures


def pick(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("json", b"{"),
                                             ("tex", b"%"), ("mmd", b"flowchart"), ("dot", b"digraph")])
def test_a_figure_of_every_kind_is_saved_at_the_step(window, run, act, tmp_path, monkeypatch, kind, start):
    run(TUTORIAL)
    act("previous_backward")
    dialog = ExportDialog(window.export.source, window)
    choose(dialog.form.kind, kind)
    dialog.draw()
    assert not dialog.preview.image.isNull()
    seq = window.session.cursor
    assert any(" of 11." in label.text() and f"--step {seq}" in label.text() for label in dialog.findChildren(QLabel))
    path = tmp_path / f"figure.{kind}"
    pick(monkeypatch, tmp_path / "figure")
    dialog._save()
    assert dialog.result() == QDialog.DialogCode.Accepted and dialog.path == str(path)
    window.export.save(dialog.path, dialog.wish())
    assert path.read_bytes().lstrip().startswith(start)
    assert "Saved" in window.statusBar().currentMessage()


def choose(box, value):
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


def test_the_choices_of_the_export_dialog_are_taken(window, run, tmp_path):
    run(TUTORIAL)
    dialog = ExportDialog(window.export.source, window)
    form = dialog.form
    choose(form.kind, "png")
    choose(form.theme, "dark")
    choose(form.scale, "3")
    choose(form.ground, "clear")
    form.legend.setChecked(True)
    form.caption.setPlainText("Words")
    look = dialog.wish().look
    assert (look["theme"], look["scale"], look["transparent"], look["legend"]) == ("dark", 3.0, True, True)
    dialog.draw()
    assert dialog.preview.image.pixelColor(2, 2).alpha() == 0
    window.export.save(str(tmp_path / "a.png"), dialog.wish())
    assert QImage(str(tmp_path / "a.png")).pixelColor(1, 1).alpha() == 0
    choose(form.kind, "json")
    assert not form.theme.isEnabled() and not form.scale.isEnabled() and form.caption.isEnabled()
    choose(form.kind, "gif")
    assert not form.steps.isEnabled() and dialog.wish().all_steps and not dialog.copy.isEnabled()
    dialog.reject()


def test_a_width_on_paper_takes_the_place_of_a_scale_and_the_next_dialog_has_it(window, run, tmp_path, monkeypatch):
    run(TUTORIAL)
    dialog = ExportDialog(window.export.source, window)
    form = dialog.form
    choose(form.kind, "svg")
    choose(form.scale, "3")
    dialog.show()
    assert not form.width_cm.isVisible() and "288 dpi" in form.scale.currentText()
    choose(form.scale, "width")
    assert form.width_cm.isVisible() and form.width_cm.value() == 8.5
    form.width_cm.setValue(12.0)
    assert dialog.wish().look["width"] == 12.0 and "scale" not in dialog.wish().look
    dialog.draw()
    assert dialog.message.text().startswith("12.0 × ") and dialog.message.text().endswith(" cm")
    form.width_cm.setValue(2.0)
    dialog.draw()
    assert dialog.message.text().startswith("2.0 × ") and "points high, hard to read" in dialog.message.text()
    form.width_cm.setValue(12.0)
    choose(form.kind, "png")  # which has no width on paper
    assert dialog.wish().look["scale"] == 3.0 and not form.width_cm.isVisible()
    choose(form.kind, "svg")
    choose(form.scale, "width")
    choose(form.theme, "print")
    form.legend.setChecked(True)
    pick(monkeypatch, tmp_path / "a.svg")
    dialog._save()
    window.export.save(dialog.path, dialog.wish())
    wide = float((tmp_path / "a.svg").read_text().partition('width="')[2].partition('"')[0])
    assert wide / 96 * 2.54 == pytest.approx(12, abs=0.01)
    again = ExportDialog(window.export.source, window).form
    look = again.wish().look
    assert (look["width"], look["theme"], look["legend"], again.kind.currentData()) == (12.0, "print", True, "svg")
    store.store().setValue("figure_look", "{\"scale\": 7, \"width\": \"x\"")  # spoilt by hand
    assert ExportDialog(window.export.source, window).form.wish().look["scale"] == 2.0


def test_what_the_window_shows_is_what_is_saved(window, run, tmp_path):
    run(TUTORIAL)
    canvas = window.views.graph.view.canvas
    QApplication.processEvents()
    scene = window.export.source.scene
    assert scene.stage is canvas.shown.scene.stage and scene.cursor == window.session.cursor
    wish = Wish("part", look={"theme": "light"})
    assert window.export.source.job("a.svg", wish).frame().scene.stage is scene.stage
    left, top, right, bottom = canvas.view.visible(canvas.width(), canvas.height())
    frame = window.export.source.job("a.svg", Wish("view", look={})).frame()
    assert frame.width == pytest.approx(right - left, abs=1) and frame.height == pytest.approx(bottom - top, abs=1)
    canvas.select([0])
    frame = window.export.source.job("a.svg", Wish("selection", look={})).frame()
    assert frame.slots == [0] and frame.edges == []


def test_what_is_in_view_is_all_that_another_process_draws(window, run, monkeypatch):
    """Of a viewport with many cards it drew the whole part."""
    run(TUTORIAL)
    source = window.export.source
    monkeypatch.setattr(export_source, "LARGE", 0)
    last = next(n for n in source.scene.part.nodes if n.kind == "loss")
    box = source.scene.sheet.boxes[source.scene.sheet.card[last.index]]
    monkeypatch.setattr(source, "_area", lambda: tuple(box.tolist()))
    wish = Wish("view", look={})
    assert source.job("a.svg", wish) is None
    assert source.asked("a.svg", wish)["options"]["selection"] == f"node:{last.node}"
    assert "selection" not in source.asked("a.svg", Wish("part", look={}))["options"]


def test_what_is_in_view_of_a_folded_graph_is_drawn_folded(window, run, qtbot, tmp_path, monkeypatch):
    """With closed groups in view another process drew all of it, folded as it thinks best."""
    run(LOOP)
    source, content = window.export.source, window.views.graph.view.graph
    content.folding.level = "closed"
    content.refold()
    qtbot.waitUntil(lambda: content.complete and bool(getattr(source.scene.part, "cards", None)))
    monkeypatch.setattr(export_source, "LARGE", 0)
    scene = source.scene
    closed = next(iter(scene.part.cards))
    box = scene.sheet.boxes[scene.sheet.card[closed]]
    monkeypatch.setattr(source, "_area", lambda: tuple(box.tolist()))
    wish = Wish("view", look={})
    seen = source._nodes(scene, "view")
    assert source.job("a.json", wish) is None and closed in seen and len(seen) < len(scene.part.nodes)
    for of, shown in ((wish, seen), (Wish("part", look={}), range(len(scene.part.nodes)))):
        asked = json.loads(json.dumps(source.asked("a.json", of)))  # as it is sent
        export(asked["tape"], tmp_path / "a.json", step=asked["step"], **asked["options"])
        drawn = json.loads((tmp_path / "a.json").read_text())["nodes"]
        assert sorted(one["title"] for one in drawn) == sorted(scene.part.nodes[k].title for k in shown)


def test_a_large_graph_is_drawn_by_another_process(window, run, qtbot, tmp_path, monkeypatch):
    run(TUTORIAL)
    monkeypatch.setattr(export_source, "LARGE", 3)
    dialog = ExportDialog(window.export.source, window)
    dialog.draw()
    assert dialog.preview.image.isNull() and dialog.preview.words == "Drawing…"
    qtbot.waitUntil(lambda: not dialog.preview.image.isNull(), timeout=30000)
    wish = dialog.wish()
    dialog.reject()
    with qtbot.waitSignal(window.export.told, timeout=30000, check_params_cb=lambda text: text.startswith("Saved")):
        window.export.save(str(tmp_path / "big.svg"), wish)
    assert b"MulBackward0" in (tmp_path / "big.svg").read_bytes()
    with qtbot.waitSignal(window.export.failed, timeout=30000) as said:
        window.export.save(str(tmp_path / "no" / "folder.svg"), wish)
    assert "could not be written" in said.args[0]


def test_a_figure_that_cannot_be_written_is_said(window, run, tmp_path):
    run(TUTORIAL)
    window.export.save(str(tmp_path / "missing" / "a.svg"), Wish())
    assert "could not be written" in window.editor_panel.banner.text()


@pytest.mark.parametrize(("kind", "words"), [("svg", "<svg"), ("tex", "tikzpicture"), ("mmd", "flowchart"),
                                             ("dot", "digraph"), ("json", '"nodes"')])
def test_every_text_form_goes_on_the_clipboard(window, run, act, kind, words):
    run(TUTORIAL)
    act(f"copy_{kind}")
    assert words in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()


def test_a_figure_that_carries_its_run_opens_it_at_its_step(window, run, act, tmp_path):
    run(TUTORIAL)
    act("previous_backward")
    at, events = window.session.cursor, len(window.session.trace)
    window.export.save(str(tmp_path / "a.png"), Wish(look={"with_session": True}))
    window.export.save(str(tmp_path / "plain.png"), Wish())
    run("x = 1")
    assert window.files.open(tmp_path / "a.png")
    assert (window.session.cursor, len(window.session.trace)) == (at, events)
    assert window.editor.toPlainText() == TUTORIAL
    assert not window.files.open(tmp_path / "plain.png")
    assert "carries no run" in window.editor_panel.banner.text()


def test_copy_image_puts_picture_and_svg_on_the_clipboard(window, run, act):
    run(TUTORIAL)
    act("copy_image")
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage() and b"<svg" in bytes(data.data("image/svg+xml"))
    assert QGuiApplication.clipboard().image().width() > 100
    QGuiApplication.clipboard().clear()  # the offscreen platform keeps it past the end of Python, and then crashes


def test_less_motion_stills_the_line_of_a_run(window):
    line = window.toolbar.run_line
    line.set_running(True)
    moving = line._run.state()
    style.set_reduce_motion(True)
    assert moving == line._run.State.Running and line._run.state() == line._run.State.Stopped and line.isVisible()
    line.set_running(False)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_more_contrast_is_seven_to_one(theme):
    p = contrasted(PALETTES[theme])
    for tone in ("text", "sub", "faint", "pend", "accent", "error", "warn", "cur", "vis", "leaf", "loss", "comment", "keyword"):
        for ground in ("panel", "sunken", "win", "canvas", "card", "accentbg", "curbg", "visbg", "errorbg", "warnbg"):
            assert contrast(p[tone], p[ground]) >= 7, (tone, ground)
    assert contrast(p.border, p.panel) >= 3 and contrast(p.onaccent, p.accent) >= 7


def test_hints_in_fields_are_legible(window):
    colour = window.findChild(QLineEdit, "find_edit").palette().placeholderText().color()
    assert colour.name().upper() == style.palette().faint and colour.alpha() == 255


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_export_dialog_is_named_fits_its_screen_and_cuts_nothing(window, run, qtbot, lang):
    run(TUTORIAL)
    window.set_language(lang)
    for zoom in (1.0, 3.0):
        style.set_zoom(zoom)
        dialog = ExportDialog(window.export.source, window)
        dialog.show()
        QApplication.processEvents()
        assert not cut_off(dialog) and not nameless(dialog), zoom
        if zoom == 1.0:
            assert dialog.width() <= dialog.screen().availableSize().width()
        save = dialog.findChild(QDialogButtonBox)
        assert dialog.rect().contains(save.geometry())  # its buttons are not scrolled away
        area = dialog.form.parent().parent().parent()
        area.ensureWidgetVisible(dialog.form.findChildren(QWidget)[-1])
        dialog.close()
        dialog.deleteLater()


def test_panels_that_have_no_room_below_each_other_are_tabs(window, run):
    style.set_zoom(2.0)
    window.resize(1280, 720)
    run(TUTORIAL)
    for name in ("lesson", "outline", "doctor", "compare"):
        window.views.show_panel(name)
        QApplication.processEvents()
        assert window.height() <= 800, name
    docks = window.views.docks
    assert any(window.tabifiedDockWidgets(docks[name]) for name in ("lesson", "outline", "doctor", "compare"))


def _has_its_room(panel) -> bool:
    """Whether a panel is as large as its parts need, so that none lies over another."""
    least = panel.minimumSizeHint().expandedTo(panel.minimumSize())
    return panel.width() >= least.width() and panel.height() >= least.height()


def test_at_300_percent_all_panels_fit_a_small_screen_and_scroll(window, run, qtbot):
    """Text scaling: every panel opened from the menu, none makes the window grow, and each can be reached."""
    window.resize(1280, 720)
    run(TUTORIAL)
    docks = window.views.docks
    before = [name for name, dock in docks.items() if dock.isVisible()]
    style.set_zoom(3.0)
    QApplication.processEvents()
    window.resize(1280, 720)
    for name, dock in docks.items():
        if not dock.isVisible():
            dock.toggleViewAction().trigger()
        dock.raise_()
        QApplication.processEvents()
        assert (window.width(), window.height()) <= (1280, 720), name
        pane, panel = dock.widget(), dock.widget().widget()
        assert _is_seen(pane) and pane.height() >= 20, name
        qtbot.waitUntil(partial(_has_its_room, panel), timeout=5000)  # its parts may come a turn later
        for control in panel.findChildren(QWidget):
            if control.isVisibleTo(panel) and control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled():
                _bring_into_view(control, window)
                assert _is_seen(control) or not control.height(), (name, control)
    for name in docks:
        docks[name].setVisible(name in before)
    style.set_zoom(1.0)
    for _ in range(3):
        QApplication.processEvents()
    lost = [name for name in before if not _is_seen(docks[name]) or not window.rect().contains(docks[name].geometry())]
    assert lost == [name for name in before if name == "console"]  # behind the events, as before
    assert docks["events"] not in window.tabifiedDockWidgets(docks["inspector"])  # as it was before


def _is_seen(widget: QWidget) -> bool:
    """Whether some of it, or of what lies in it, is on the screen."""
    return any(not one.visibleRegion().isEmpty() for one in (widget, *widget.findChildren(QWidget)))


def _bring_into_view(control: QWidget, window: QWidget) -> None:
    """Scroll all that scrolls round a control."""
    around = control.parentWidget()
    while around is not None and around is not window:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(control, 0, 0)
        around = around.parentWidget()
