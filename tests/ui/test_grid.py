"""Grids of numbers: what a cell shows, hover, selecting, copying, slices, and the full view."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from app.model import numbers
from app.session import Selection
from app.ui import grid_paint
from app.ui.grid import GridView
from app.ui.grid_layout import MOST, Shown
from app.ui.grid_slice import COPY_LIMIT, Slice, as_numpy, as_text
from app.ui.grid_window import GridWindow
from app.ui.inspector import InspectorPanel
from app.ui.style import style

from .panel_tapes import LONG, cell_point, image_of, session_on, show, tensor_named, write_large

COPY = (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def shown(array, title="w", **more):
    array = np.asarray(array)
    return Shown(title, str(array.shape), array, array.dtype.name, key=(title, array.shape), **more)


@pytest.fixture
def grid(qtbot):
    """grid(array, width) is a GridView shown on it."""

    def make(array, width=360):
        view = GridView()
        view.set_shown(shown(array))
        show(qtbot, view, width, view.height())
        return view

    return make


def clipboard():
    return QGuiApplication.clipboard().text()


# ---- small grids


def test_up_to_8_by_8_is_shown_whole_where_it_fits(grid):
    view = grid(np.arange(64.0).reshape(8, 8), 600)
    assert view._layout.cells == (8, 8) and not view._layout.truncated
    assert view._layout.texts[7][7] == "63"
    assert not view._open.isVisible()


def test_what_does_not_fit_is_cut_and_offers_the_full_view(grid, qtbot):
    view = grid(np.arange(40, dtype=np.float32).reshape(5, 8) * 1234.5, 300)
    assert view._layout.cells[1] < 8 and view._layout.truncated and view._open.isVisible()
    with qtbot.waitSignal(view.open_requested):
        qtbot.mouseClick(view._open, Qt.MouseButton.LeftButton)


def test_large_tensors_show_a_corner_and_a_picture(grid):
    view = grid(np.random.default_rng(0).standard_normal((784, 256)).astype(np.float32))
    assert view._layout.large and max(view._layout.cells) <= MOST
    area = view._layout.picture_rect()
    assert area.height() > 40
    row, col = view.index_at(area.bottomRight().toPoint() - QPoint(1, 1))
    assert row > 770 and col == 255
    row, col = view.index_at(area.topLeft().toPoint())
    part = view.slice().array[:8, 0]
    assert col == 0 and abs(view.slice().array[row, 0]) == abs(part).max()


def test_a_column_is_shown_lying_and_says_so(grid):
    view = grid(np.array([[1.0], [2.0], [3.0]]))
    assert view._layout.cells == (1, 3) and "shown as a row" in view.note()
    assert view.index_at(cell_point(view, 0, 2)) == (2, 0)


def test_scalars_and_empty_tensors(grid):
    view = grid(np.float32(1.5))
    assert view._layout.texts == [["1.5"]] and view.index_at(cell_point(view, 0, 0)) == ()
    empty = grid(np.zeros((0, 3), np.float32))
    assert empty.index_at(QPoint(5, 25)) is None
    assert image_of(empty)[1] > 0


def test_exact_value_on_hover(grid, monkeypatch):
    view = grid(np.array([[0.1, -1.2345678]], np.float32))
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda *args: told.append(args[1]))
    at = cell_point(view, 0, 1)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert told == ["w[0, 1] = -1.2345678"]
    assert view._layout.texts[0][1] == "−1.235"


def test_hover_outlines_the_same_element_in_the_other_grid(qtbot, tmp_path):
    with session_on(qtbot, write_large(tmp_path / "t.tape", (3, 3))) as session:
        panel = show(qtbot, InspectorPanel(session))
        session.set_selection(Selection("tensor", tensor_named(session, LONG)))
        session.last()
        value, grad = panel.section("numbers").content.grids.shown_views()
        plain = image_of(grad)
        qtbot.mouseMove(value, cell_point(value, 0, 0))
        qtbot.mouseMove(value, cell_point(value, 1, 2))
        assert grad._outlined == (1, 2) and image_of(grad) != plain


def test_not_finite_is_hatched_and_written_out(grid):
    view = grid(np.array([[1, np.nan, np.inf, -np.inf, 0]], np.float32), 600)
    assert view._layout.texts == [["1", "NaN", "Infinity", "−Infinity", "0"]]
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    corner = view._layout.cell_rect(0, 4).topLeft() * ratio
    zero = QColor(image.pixel(int(corner.x()) + 3, int(corner.y()) + 3))
    assert zero == QColor(style.palette().heat_zero)
    bad = view._layout.cell_rect(0, 1).toRect()
    reds = {QColor(image.pixel(x, bad.top() + 4)).name() for x in range(bad.left() + 2, bad.right() - 2)}
    assert len(reds) > 1  # hatched, not plain


def test_heat_image_keeps_a_lone_spike_and_nan():
    array = np.zeros((2000, 1000), np.float32)
    array[1234, 567] = -5
    array[100, 900] = np.nan
    image = grid_paint.heat_image(array, numbers.heat_limit(array), 100, 50)
    assert (image.width(), image.height()) == (100, 50)
    colors = {QColor(image.pixel(x, y)).name() for x in range(100) for y in range(50)}
    assert colors == {grid_paint.shade(0).name(), grid_paint.shade(-1).name(), style.color("error").name()}


# ---- selecting and copying


def test_drag_selects_and_ctrl_c_copies_exact_numbers(grid, qtbot):
    view = grid(np.array([[0.1, -2.5, 3], [4, 5, 6]], np.float32))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=cell_point(view, 0, 0))
    qtbot.mouseMove(view, cell_point(view, 1, 1))
    view.mouseMoveEvent(_drag(view, 1, 1))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell_point(view, 1, 1))
    qtbot.keyClick(view, *COPY)
    assert clipboard() == "0.1\t-2.5\n4.0\t5.0"


def _drag(view, row, col):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QMouseEvent

    at = QPointF(cell_point(view, row, col))
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, at, at, left, left, Qt.KeyboardModifier.NoModifier)


def test_arrow_keys_move_and_shift_extends(grid, qtbot):
    view = grid(np.arange(6.0).reshape(2, 3))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=cell_point(view, 0, 0))
    for key, modifier in ((Qt.Key.Key_Right, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 1)):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier if modifier else Qt.KeyboardModifier.NoModifier)
    assert view._selection.rectangle() == (0, 1, 1, 2)
    qtbot.keyClick(view, *COPY)
    assert clipboard() == "1.0\t2.0\n4.0\t5.0"


def test_step_keys_are_left_to_the_window(grid, qtbot):
    view = grid(np.arange(6.0).reshape(2, 3))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view._selection.rectangle() is None


def test_copies_read_back_as_the_same_numbers():
    array = np.array([[0.1, -1e-30, np.nan], [np.inf, 16777217, 3]], np.float32)
    again = eval(as_numpy(array, "float32"), {"np": np})
    np.testing.assert_array_equal(again, array)
    assert again.dtype == np.float32
    assert as_text(array, ",") == "0.1,-1e-30,nan\ninf,1.6777216e+07,3.0"
    np.testing.assert_array_equal(eval(as_numpy(np.array([[True, False]]), "bool"), {"np": np}), [[True, False]])
    np.testing.assert_array_equal(eval(as_numpy(np.array([1 - 2j]), "complex128"), {"np": np}), [1 - 2j])
    assert as_numpy(np.float32(2), "bfloat16") == "np.array(2.0, dtype=np.float32)"
    assert as_numpy(np.zeros((0, 2)), "float64") == "np.zeros((0, 2), dtype=np.float64)"


def test_too_much_is_not_copied(grid, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda *args: told.append(args[1]))
    QGuiApplication.clipboard().setText("before")
    view = grid(np.zeros((COPY_LIMIT // 100 + 1, 100), np.float32))
    view.copy()
    assert clipboard() == "before" and "too many to copy" in told[0]


# ---- slices


def test_slices_of_three_dimensions(grid, qtbot):
    view = grid(np.arange(24.0).reshape(2, 3, 4))
    view.set_shown(replace(view.shown(), note="float32"))  # as that of a gradient
    assert view.note() == "[0, :, :] of (2, 3, 4)" and view._layout.texts[0][0] == "0"
    qtbot.mouseClick(view._after, Qt.MouseButton.LeftButton)
    assert "[1, :, :]" in view.note() and view._layout.texts[0][0] == "12"
    qtbot.mouseClick(view._after, Qt.MouseButton.LeftButton)  # the last one: nothing further
    assert "[1, :, :]" in view.note()
    qtbot.mouseClick(view._before, Qt.MouseButton.LeftButton)
    assert "[0, :, :]" in view.note()


def test_slice_axes_and_indices():
    array = np.arange(120).reshape(2, 3, 4, 5)
    part = Slice(array, "int64")
    part.show_axes(3, 0)
    part.fix(1, 2)
    part.fix(2, 99)
    np.testing.assert_array_equal(part.view, array[:, 2, 3, :].T)
    assert part.name() == "[:, 2, 3, :]" and part.index_of(4, 1) == (1, 2, 3, 4)
    assert part.cell_of((1, 2, 3, 4)) == (4, 1) and part.cell_of((1, 0, 3, 4)) is None
    with pytest.raises(ValueError, match="different"):
        part.show_axes(1, 1)


# ---- the full view


@pytest.fixture
def full(qtbot):
    def make(array):
        window = GridWindow()
        window.set_shown(shown(array, stats="min 0"))
        return show(qtbot, window, 700, 420)

    return make


def test_full_view_paints_only_what_is_in_sight(full, monkeypatch):
    window = full(np.random.default_rng(0).standard_normal((5000, 4000)).astype(np.float32))
    painted = []
    draw = grid_paint.draw_cell
    monkeypatch.setattr(grid_paint, "draw_cell", lambda *args: painted.append(args[2]) or draw(*args))
    window.table.viewport().repaint()
    assert 20 < len(painted) < 400
    window.table.show_cell((4999, 3999))
    r0, r1, _c0, c1 = window.table.visible()
    assert r1 == 5000 and c1 == 4000 and r0 > 4900


def test_full_view_selects_rows_columns_and_cells(full, qtbot):
    window = full(np.arange(400.0).reshape(20, 20))
    table = window.table
    port = table.viewport()
    head = style.px(12)
    cell = table.cell_rect(3, 2).center().toPoint()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(head, cell.y()))
    assert table.selection.rectangle() == (3, 0, 3, 19) and "1 × 20 selected" in window.stats.text()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(cell.x(), head))
    assert table.selection.rectangle() == (0, 2, 19, 2)
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=cell)
    assert window.current.text() == "[3, 2] = 62.0"
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, *COPY)
    assert clipboard().split("\t") == [str(float(v)) for v in range(62, 80)]
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selection.rectangle() == (0, 0, 19, 19)
    window.table.copy("csv")
    assert clipboard().count("\n") == 19 and clipboard().startswith("0.0,1.0,")


def test_full_view_of_four_dimensions(full, qtbot):
    array = np.arange(120.0).reshape(2, 3, 4, 5)
    window = full(array)
    (_, first), (_, second) = window.axes._boxes
    first.setValue(1)
    second.setValue(2)
    np.testing.assert_array_equal(window.table.slice.view, array[1, 2])
    assert "[1, 2, :, :]" in window.note.text()
    window.axes.rows.setCurrentIndex(0)
    window.axes.rows.activated.emit(0)
    assert window.table.slice.axes == (0, 3)
    window.axes.columns.setCurrentIndex(0)
    window.axes.columns.activated.emit(0)
    assert window.table.slice.axes == (3, 0)


def test_full_view_opens_from_the_inspector_and_follows_the_cursor(qtbot, tmp_path):
    with session_on(qtbot, write_large(tmp_path / "t.tape")) as session:
        panel = show(qtbot, InspectorPanel(session))
        session.set_selection(Selection("tensor", tensor_named(session, LONG)))
        session.last()
        grad = panel.section("numbers").content.grids.shown_views()[1]
        grad.setFocus()
        qtbot.keyClick(grad, Qt.Key.Key_Return)
        ((window, *_),) = panel._windows
        qtbot.waitExposed(window)
        assert window.table.isEnabled() and "float32" in window.note.text()
        session.set_selection(None)
        session.select(0)
        assert not window.table.isEnabled() and "not yet" in window.stats.text()
        session.last()
        assert window.table.isEnabled() and window.table.slice.array[0, 0] == 3
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not panel._windows)


def test_zoom_scales_cells(full):
    window = full(np.arange(400.0).reshape(20, 20))
    before = window.table.cell_rect(0, 0).height()
    style.set_zoom(2.0)
    assert window.table.cell_rect(0, 0).height() == 2 * before
    style.set_theme("dark")
    assert window.grab().width() > 0
