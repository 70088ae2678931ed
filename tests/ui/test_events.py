"""The event list, with real keys and clicks, on stored tapes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

import core.tapefile
from app.session import Selection, Session
from app.ui.events import EventsPanel
from app.ui.events_model import PHASE, SENTENCE, SHAPE, STEP, WHAT
from app.ui.style import style
from tests import tapes

from .panel_tapes import image_of, seq_of, session_on, show


@pytest.fixture
def panel_on(qtbot, tmp_path):
    """panel_on(write, …) is (session, event list shown on the tape that write(path, …) makes)."""
    opened = []

    def make(write=tapes.write_tutorial, width=900, height=300, **options):
        path = tmp_path / f"{len(opened)}.tape"
        write(path, **options)
        context = session_on(qtbot, path)
        session = context.__enter__()
        opened.append(context)
        return session, show(qtbot, EventsPanel(session), width, height)

    yield make
    for context in opened:
        context.__exit__(None, None, None)


def cell(panel, row, column=SENTENCE):
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(qtbot, panel, row, double=False):
    panel.table.scrollTo(panel.model.index(row, 0))
    port = panel.table.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=cell(panel, row))
    if double:
        qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=cell(panel, row))


def test_one_row_an_event(panel_on):
    session, panel = panel_on()
    model = panel.model
    assert model.rowCount() == len(session.trace)
    seq = seq_of(session, "node", grad_fn="MulBackward0")
    row = model.row(seq)
    assert row[WHAT] == "MulBackward0" and row[PHASE] == "backward 1" and row[SHAPE] == "(2, 2)"
    assert row[STEP] == "8" and "0.75 to y * y" in row[SENTENCE]
    assert model.row(seq_of(session, "backward"))[STEP] == ""
    assert "(2, 2)" in panel.plain_text()


def test_only_rows_in_sight_are_decoded(qtbot, tmp_path, monkeypatch):
    tapes.write_chain(tmp_path / "t.tape", n=8000)
    decoded = []
    decode = core.tapefile.decode
    with session_on(qtbot, tmp_path / "t.tape") as session:
        assert len(session.trace) > 15_000
        monkeypatch.setattr(core.tapefile, "decode", lambda tape, i: decoded.append(i) or decode(tape, i))
        panel = show(qtbot, EventsPanel(session), 900, 300)
        assert panel.model.rowCount() == len(session.trace)
        panel.grab()
        assert 5 < len(set(decoded)) < 60  # rows in sight, and what their sentences mention
        session.select(len(session.trace) // 2)
        panel.grab()
        panel.model.set_filter("backward mul")
        panel.grab()
        assert len(set(decoded)) < 300


def test_band_at_the_cursor_and_dimmed_rows_after_it(panel_on):
    session, panel = panel_on()
    seq = seq_of(session, "node", grad_fn="MulBackward0")
    session.select(seq)
    assert panel.mark_of(seq) == (True, True) and panel.mark_of(seq + 1) == (False, False)
    image = panel.table.viewport().grab().toImage()
    at = cell(panel, seq)
    assert image.pixelColor(panel.table.viewport().width() - 3, at.y()) == style.color("curbg")
    assert image.pixelColor(1, at.y()) == style.color("cur")
    assert image.pixelColor(1, cell(panel, seq + 1).y()) == style.color("panel")
    before = image_of(panel.table.viewport())
    session.select(seq + 1)
    assert image_of(panel.table.viewport()) != before


def test_an_accumulate_and_its_node_are_one_band(panel_on):
    session, panel = panel_on()
    seq = seq_of(session, "accumulate")
    session.select(seq)
    assert panel.mark_of(seq) == (True, True) and panel.mark_of(seq - 1) == (False, True)


def test_the_cursor_stays_in_sight(panel_on):
    session, panel = panel_on(tapes.write_chain, n=200)
    for seq in (0, 300, len(session.trace) - 1, 150):
        session.select(seq)
        box = panel.table.visualRect(panel.model.index(seq, 0))
        assert panel.table.viewport().rect().contains(box)


def test_a_click_selects_and_a_double_click_goes_there(panel_on, qtbot):
    session, panel = panel_on()
    session.select(2)
    click(qtbot, panel, 5)
    assert session.selection == Selection("event", 5) and session.cursor == 2
    assert panel.is_selected(5)
    click(qtbot, panel, 7, double=True)
    assert session.cursor == 7


def test_arrow_keys_select_and_enter_goes_there(panel_on, qtbot):
    session, panel = panel_on()
    session.select(2)
    click(qtbot, panel, 4)
    qtbot.waitUntil(panel.table.hasFocus)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert session.selection == Selection("event", 5) and session.cursor == 2
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert session.cursor == 5


def test_a_selection_from_elsewhere_is_marked_and_scrolled_to(panel_on):
    session, panel = panel_on(tapes.write_chain, n=200)
    session.select(0)
    session.set_selection(Selection("event", 400))
    assert panel.is_selected(400)
    assert panel.table.viewport().rect().contains(panel.table.visualRect(panel.model.index(400, 0)))
    assert session.cursor == 0 and panel.table.currentIndex().row() == 400
    session.set_selection(Selection("tensor", 1))
    assert not panel.is_selected(400)


def test_typing_filters_and_escape_shows_all(panel_on, qtbot):
    session, panel = panel_on()
    panel.table.setFocus()
    qtbot.keyClick(panel.table, "m")
    assert panel.filter_row.isVisible() and panel.filter.text() == "m" and panel.funnel.isChecked()
    qtbot.keyClicks(panel.filter, "ul backward")
    model = panel.model
    shown = [session.trace[model.seq_at(row)] for row in range(model.rowCount())]
    assert [event["grad_fn"] for event in shown] == ["MulBackward0", "MulBackward0"]
    assert panel._found.text() == f"2 of {len(session.trace)}"
    qtbot.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert not panel.filter_row.isVisible() and model.rowCount() == len(session.trace)


def test_funnel_opens_and_closes_the_filter(panel_on, qtbot):
    _session, panel = panel_on()
    qtbot.mouseClick(panel.funnel, Qt.MouseButton.LeftButton)
    assert panel.filter_row.isVisible()
    qtbot.mouseClick(panel.funnel, Qt.MouseButton.LeftButton)
    assert not panel.filter_row.isVisible()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("print", {"output"}),
        ("zero_grad", {"grad_reset"}),
        ("step:3", {"op"}),
        ("#3", {"op"}),
        ("line:9", {"optimizer_step"}),
        ("SGD", {"optimizer_step"}),
        ("accumulate", {"accumulate", "node"}),
        ("nothing-like-it", set()),
        ("line:x", None),
    ],
)
def test_filters(panel_on, text, kinds):
    session, panel = panel_on(tapes.write_sgd)
    panel.model.set_filter(text)
    found = {session.trace[panel.model.seq_at(row)]["event"] for row in range(panel.model.rowCount())}
    assert found == kinds if kinds is not None else panel.model.rowCount() == len(session.trace)


def test_filter_of_steps_leaves_one_row_a_step(panel_on):
    from app.model import steps

    session, panel = panel_on(tapes.write_sgd)
    panel.model.set_filter("is:step")
    numbers = [panel.model.row(panel.model.seq_at(row))[STEP] for row in range(panel.model.rowCount())]
    assert numbers == [str(k + 1) for k in range(steps.count(session.trace))]


def test_a_filter_without_matches_says_so(panel_on):
    _session, panel = panel_on()
    panel.open_filter("xyzzy")
    assert panel.empty.isVisible() and "No event matches" in panel.empty.text()


def test_rows_are_added_under_a_filter_while_the_run_grows(qtbot, tmp_path):
    tapes.write_sgd(tmp_path / "t.tape", iterations=500)
    session = Session()
    panel = show(qtbot, EventsPanel(session), 900, 300)
    assert "F5 runs" in panel.empty.text()
    panel.model.set_filter("print")
    with qtbot.waitSignal(session.run_finished):
        session.open_tape(tmp_path / "t.tape")
    assert panel.model.rowCount() == 500 and panel.model.count == len(session.trace)
    session.close()


def test_copy_rows(panel_on, qtbot):
    _session, panel = panel_on()
    click(qtbot, panel, 1)
    qtbot.mouseClick(
        panel.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, cell(panel, 2)
    )
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 2 and lines[0].split("\t")[WHAT] == panel.model.row(1)[WHAT]


def test_theme_zoom_and_another_run(panel_on, qtbot, tmp_path):
    session, panel = panel_on()
    session.select(5)
    light = image_of(panel)
    style.set_theme("dark")
    assert image_of(panel) != light
    style.set_zoom(2.0)
    assert panel.table.rowHeight(0) == 48
    tapes.write_sgd(tmp_path / "other.tape")
    with qtbot.waitSignal(session.run_finished):
        session.open_tape(tmp_path / "other.tape")
    assert panel.model.rowCount() == len(session.trace)
    assert panel.table.indexAt(QPoint(5, 5)).isValid()


def test_a_narrow_panel_keeps_room_for_the_sentence(panel_on):
    _session, panel = panel_on()
    assert not panel.table.isColumnHidden(SHAPE)
    panel.resize(360, 300)
    assert panel.table.isColumnHidden(SHAPE) and panel.table.isColumnHidden(WHAT)
    assert panel.table.columnWidth(SENTENCE) > 150
