"""The inspector, with real keys and clicks, on stored tapes."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.export.formula import formula_svg, is_ready
from app.model.inspect_types import Badge, Formula, Inspection
from app.session import Selection, Session
from app.ui import typeset
from app.ui.formula_child import FormulaProcess
from app.ui.formula_view import FormulasView
from app.ui.grid_window import GridWindow
from app.ui.inspector import InspectorPanel
from app.ui.inspector_head import Head
from app.ui.style import style
from tests import tapes

from .panel_tapes import LONG, click_item, image_of, seq_of, session_on, show, tensor_named, write_large


@pytest.fixture
def panel_on(qtbot, tmp_path):
    """panel_on(write, …) is (session, inspector shown on the tape that write(path, …) makes)."""
    opened = []

    def make(write, **options):
        path = tmp_path / f"{len(opened)}.tape"
        write(path, **options)
        context = session_on(qtbot, path)
        session = context.__enter__()
        opened.append(context)
        return session, show(qtbot, InspectorPanel(session))

    yield make
    for context in opened:
        context.__exit__(None, None, None)


def grids(panel, section="numbers"):
    return panel.section(section).content.grids.shown_views()


def title(panel):
    return panel.inspection.title


# ---- what is shown


def test_empty_says_what_will_be_here(qtbot):
    session = Session()
    panel = show(qtbot, InspectorPanel(session))
    assert "F5 runs" in panel.plain_text()
    assert panel.empty.isVisible() and not panel.scroll.isVisible()
    session.close()


def test_follows_the_cursor(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    seq = seq_of(session, "node", grad_fn="MulBackward0")
    session.select(seq)
    text = panel.plain_text()
    assert text.startswith("MulBackward0 (current)")
    for part in ("z = y * y * 3", "made at line 4", "_saved_other: 3", "[[0.25, 0.25], [0.25, 0.25]]",
                 "0 MulBackward0 → y * y: sent [[0.75, 0.75], [0.75, 0.75]]", "1 None → the number 3: nothing",
                 "Ledger of x.grad", "requires_grad: True", "is_leaf: False", "dtype: float32"):
        assert part in text
    session.select(seq + 1)
    assert "y * y" in panel.plain_text() and "sent [[2.25, 2.25], [2.25, 2.25]]" in panel.plain_text()


def test_every_event_of_every_tape_can_be_shown(panel_on):
    for write in (tapes.write_tutorial, tapes.write_sgd, tapes.write_detach, tapes.write_error, tapes.write_mlp):
        session, panel = panel_on(write)
        seen = set()
        for seq in [*range(-1, len(session.trace)), *reversed(range(-1, len(session.trace)))]:
            session.select(seq)
            seen.add(panel.plain_text())
            assert panel.grab().width() > 0
        assert len(seen) > len(session.trace) // 2


def test_widgets_are_reused(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    for seq in range(len(session.trace)):
        session.select(seq)
    before = {id(widget) for widget in panel.findChildren(QWidget)}
    for seq in range(len(session.trace)):
        session.select(seq)
    assert {id(widget) for widget in panel.findChildren(QWidget)} == before


def test_order_of_sections_follows_the_model(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    for seq in (1, seq_of(session, "node"), 1):
        session.select(seq)
        panel.scroll.widget().layout().activate()
        shown = [panel.section(part.id) for part in panel.inspection.sections]
        tops = [section.y() for section in shown]
        assert tops == sorted(tops) and all(section.isVisible() for section in shown)


# ---- four states


def test_four_states_read_and_look_different(panel_on):
    session, panel = panel_on(tapes.write_detach)
    end = len(session.trace) - 1
    x, w, c = (tensor_named(session, name) for name in "xwc")
    seen = {}
    for tensor, seq in ((x, 1), (w, end), (c, end), (x, end)):
        session.select(seq)
        session.set_selection(Selection("tensor", tensor))
        view = grids(panel)[1]
        assert view.isVisible()
        seen[view.shown().state] = (view.shown().words, image_of(view)[0])
    assert set(seen) == {"not_yet", "value", "none", "cut"}
    assert len({words for words, _ in seen.values()}) == 4
    assert len({image for _, image in seen.values()}) == 4
    assert seen["cut"][0] == "None: cut at line 5 by detach()"
    assert seen["not_yet"][0] == "not yet"


# ---- selection, pin


def test_a_click_on_a_saved_tensor_selects_it_and_escape_goes_back(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    seq = seq_of(session, "node", grad_fn="MulBackward0") + 1
    session.select(seq)
    assert not panel.strip.isVisible()
    click_item(qtbot, panel.section("saved").content.rows, 0)
    assert session.selection == Selection("tensor", tensor_named(session, "y"))
    assert title(panel) == "y" and panel.strip.isVisible()
    assert session.cursor == seq  # selecting never moves the cursor
    session.select(seq - 1)
    assert title(panel) == "y"
    panel.scroll.setFocus()
    qtbot.keyClick(panel.scroll, Qt.Key.Key_Escape)
    assert session.selection.kind is None
    assert title(panel) == "MulBackward0" and not panel.strip.isVisible()


def test_edges_are_clickable(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(seq_of(session, "node", grad_fn="MeanBackward0"))
    click_item(qtbot, panel.section("edges").content.edges, 0)
    assert session.selection.kind == "node" and title(panel) == "MulBackward0"


def test_a_double_click_on_an_edge_opens_what_was_sent(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(seq_of(session, "node", grad_fn="MulBackward0"))
    click_item(qtbot, panel.section("edges").content.edges, 0, double=True)
    window = next(w for w in panel.findChildren(GridWindow) if w.isVisible())
    assert window.title.text() == "sent to y * y" and window.table.slice.array.tolist() == [[0.75, 0.75], [0.75, 0.75]]
    assert title(panel) == "MulBackward0" and "y * y" in panel.plain_text()
    window.close()


def test_pinned_keeps_its_subject_and_shows_it_at_the_cursor(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(0)
    panel.set_pinned(True)
    before = panel.plain_text()
    assert title(panel) == "x" and panel.pin_action.isChecked()
    session.last()
    session.set_selection(Selection("tensor", tensor_named(session, "y")))
    assert title(panel) == "x"
    assert "grad of x: not yet" in before and "grad of x: [[4.5, 4.5], [4.5, 4.5]]" in panel.plain_text()
    qtbot.mouseClick(panel.strip.close_button, Qt.MouseButton.LeftButton)
    assert not panel.is_pinned and title(panel) == "y"


def test_selecting_a_line_that_recorded_nothing(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    session.set_selection(Selection("line", 1))
    assert panel.plain_text() == "Line 1 recorded nothing."


def test_a_hidden_panel_does_no_work_until_it_is_shown(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(0)
    panel.hide()
    session.last()
    assert title(panel) == "x" and panel._dirty
    panel.show()
    assert title(panel) == "MeanBackward0"  # where the last backward call started


# ---- ledger and micro-steps


def test_ledger_rows(panel_on, qtbot):
    session, panel = panel_on(tapes.write_sgd)
    x = tensor_named(session, "x")
    session.set_selection(Selection("tensor", x))
    writes = session.trace.writes(x)
    second = [write for write in writes if write.kind == "accumulate"][1]
    session.select(second.seq)
    ledger = panel.section("ledger").content.ledger
    whens = [row.when for row in ledger.items]
    assert whens == sorted(whens, key=("past", "here", "future").index) and set(whens) == {"past", "here", "future"}
    k = next(k for k, row in enumerate(ledger.items) if row.when == "here")
    assert ledger.items[k].seq == second.seq and ledger.items[k].added_text
    assert "added" in ledger.tip(ledger.items[k])
    last = len(ledger.items) - 1
    seq = ledger.items[last].seq
    click_item(qtbot, ledger, last)
    assert session.selection == Selection("event", seq) and session.cursor == second.seq
    click_item(qtbot, ledger, last, double=True)
    assert session.cursor == seq


def test_steps_hooks_and_arrivals_are_rows_that_say_where_they_came_from(panel_on):
    def write(path):
        t = tapes.Taper(path, "w = leaf()\ny = w * w\ny.backward()\nopt.step()\n")
        w = t.tensor("w", np.float32(3), 1)
        y = t.op("mul", [w, w], np.float32(9), 2, "y", "MulBackward0", ["self", "other"])
        t.backward(y, 3)
        t.node(y, [np.float32(1)], [np.float32(3), np.float32(3)])
        t.emit("hook", 3, tensor=w, kind="tensor_pre_hook", before=np.float32(6), after=np.float32(2))
        t.node(w, [np.float32(2)], [])
        t.accumulate(w, np.float32(2), np.float32(2))
        t.backward_end(3)
        t.emit("optimizer_step", 4, optimizer="SGD", params=[{"tensor": w, "name": "w", "before": np.float32(3), "after": np.float32(1)}])
        t.end()

    session, panel = panel_on(write)
    session.set_selection(Selection("tensor", tensor_named(session, "w")))
    session.last()
    view = panel.section("ledger").content.ledger
    assert [(row.kind, row.who, row.detail, row.after_text) for row in view.items][1:] == [
        ("arrival", "from MulBackward0", "edge 0: y", "3"), ("arrival", "from MulBackward0", "edge 1: y", "6"),
        ("hook", "a hook changes what arrives", "6 → 2", "None"),
        ("accumulate", "backward call 1", "the sum of what arrived", "2"),
        ("step", "SGD.step()", "the value: 3 → 1, line 4", "2"),
    ]  # fmt: skip
    assert "edge 1" in view.tip(view.items[2]) and panel.inspection.section("arrived") is None
    assert "_version" not in panel.plain_text(), "how often a step writes is not known"


def test_a_long_ledger_is_cut_about_the_cursor(panel_on):
    session, panel = panel_on(tapes.write_sgd, iterations=200)
    session.set_selection(Selection("tensor", tensor_named(session, "x")))
    session.select(len(session.trace) // 2)
    rows = panel.section("ledger").content.ledger.items
    assert len(rows) < 60
    more = [row for row in rows if row.kind == "more"]
    assert [row.when for row in more] == ["past", "future"]
    assert "earlier writes" in more[0].who and "later writes" in panel.plain_text()


@pytest.mark.parametrize(
    ("shape", "width", "form"),
    [((4, 1), 392, "cells"), ((2, 2), 420, "added below"), ((2, 2), 320, "both below"), ((), 392, "line"),
     ((30,), 392, "norms")],
)  # fmt: skip
def test_ledger_fits_its_width(panel_on, shape, width, form):
    def write(path):
        t = tapes.Taper(path, "import torch\n")
        w = t.tensor("w", np.ones(shape, np.float32), 1)
        total = np.zeros(shape, np.float32)
        for k in range(3):
            y = t.op("sum", [w], np.float32(k), 1, "y", "SumBackward0", ["self_sizes"])
            added = np.full(shape, 1.25 * (k + 1), np.float32)
            total = total + added
            t.backward(y, 1)
            t.node(y, [np.float32(1)], [added])
            t.node(w, [added], [])
            t.accumulate(w, added, total)
            t.backward_end(1)
        t.end()

    session, panel = panel_on(write)
    panel.resize(width, 700)
    session.set_selection(Selection("tensor", tensor_named(session, "w")))
    session.last()
    panel.grab()
    ledger = panel.section("ledger").content.ledger
    assert ledger._form == form
    assert ledger.height() == ledger.head_height() + sum(map(ledger.item_height, ledger.items))
    if form == "cells":
        assert ledger._cell_text(np.float32(2.5)) == "2.5" and ledger._cell_text(np.float32(0)) == "0"
        assert float(ledger._cell_text(np.float32(0.001024))) > 0  # only zero reads as zero
        ledger.set_ledger(tuple(replace(row, step=10005) for row in ledger.items), "w.grad", -1)
        assert ledger._form == "cells" and ledger._step > typeset.width("10005", 12, mono=True)  # who stands clear of it


def test_micro_steps_show_one_edge_at_a_time(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    seq = seq_of(session, "node", grad_fn="MulBackward0") + 1  # y * y: two edges to y
    session.select(seq - 1)
    states = []
    for _ in range(4):
        session.micro_step(1)
        if session.micro is not None and panel.inspection.section("edges"):
            states.append([edge.state for edge in panel.inspection.section("edges").edges])
    assert ["not_yet", "not_yet"] in states and ["sent", "not_yet"] in states


# ---- head, folding, copying, looks


def test_sections_fold_with_the_keys_and_stay_folded(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(0)
    section = panel.section("facts")
    height = section.height()
    section.header.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(section.header, Qt.Key.Key_Space)
    assert not section.is_open and not section.content.isVisible()
    qtbot.waitUntil(lambda: section.height() < height)
    session.select(2)
    assert not panel.section("facts").content.isVisible()
    _, again = panel_on(tapes.write_tutorial)
    again._session.select(0)
    assert not again.section("facts").is_open
    qtbot.mouseClick(section.header, Qt.MouseButton.LeftButton)
    assert section.is_open and section.content.isVisible()


def test_ctrl_c_copies_what_is_shown(panel_on, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(0)
    qtbot.keyClick(panel.scroll, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == panel.plain_text()
    rows = panel.section("facts").content.rows
    click_item(qtbot, rows, 0)
    qtbot.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "name\tx"


def test_long_names_and_large_tensors_fit(panel_on):
    session, panel = panel_on(write_large)
    session.set_selection(Selection("tensor", tensor_named(session, LONG)))
    assert panel.head._below  # the badges make room
    content = panel.scroll.widget()
    content.layout().activate()
    assert content.width() == panel.scroll.viewport().width()
    for section in panel._sections.values():
        assert section.width() <= content.width()
    assert LONG in panel.plain_text()


def test_theme_and_zoom(panel_on):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(seq_of(session, "node"))
    light = image_of(panel)[0]
    height = panel.head.height()
    style.set_theme("dark")
    assert image_of(panel)[0] != light
    style.set_zoom(2.0)
    assert panel.head.height() == pytest.approx(2 * height, abs=3)
    assert panel.grab().width() > 0


def test_another_run_lets_go_of_the_pin(panel_on, tmp_path, qtbot):
    session, panel = panel_on(tapes.write_tutorial)
    session.select(0)
    panel.set_pinned(True)
    other = tmp_path / "other.tape"
    tapes.write_sgd(other)
    with qtbot.waitSignal(session.run_finished):
        session.open_tape(other)
    assert not panel.is_pinned
    session.select(0)
    assert panel.plain_text()


def test_deleted_panel_is_not_called(panel_on):
    import shiboken6

    session, panel = panel_on(tapes.write_tutorial)
    shiboken6.delete(panel)
    session.select(2)
    session.set_selection(Selection("tensor", 1))
    assert session.cursor == 2


def test_a_formula_too_long_to_be_read_is_said_in_words(qtbot):
    view = FormulasView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    inside = " + ".join(f"a_{{{k}}}" for k in range(60))  # in brackets, where it is not broken into lines
    short, long = (Formula(tex, "", "") for tex in ("a = b", rf"\left({inside}\right)"))
    for item, readable in ((short, True), (long, False)):
        view.set_formulas((item,))
        qtbot.waitUntil(lambda: all(is_ready(*one) for one in view._wanted()))
        assert (view._size(*view._lines(item)[0])[0] > 0) is readable
        assert not view.grab().isNull()


def test_a_new_formula_is_typeset_off_the_windows_thread(qtbot, monkeypatch):
    from app.ui import typesetter as module

    threads = []
    process = module.typesetter()._process
    there = process.typeset
    monkeypatch.setattr(process, "typeset", lambda *one: threads.append(threading.current_thread().name) or there(*one))
    view = FormulasView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.set_formulas((Formula(r"q_{17} = \frac{a}{17}", "q = 17", ""),))
    qtbot.waitUntil(lambda: all(is_ready(*one) for one in view._wanted()))
    assert len(threads) == 2 and set(threads) == {"formulas"}
    qtbot.waitUntil(lambda: module.typesetter()._thread is None)


def test_two_sections_that_ask_at_once_both_get_their_formulas(qtbot):
    views = []
    for k in range(2):
        view = FormulasView()
        qtbot.addWidget(view)
        view.resize(300, 200)
        view.show()
        view.set_formulas(tuple(Formula(rf"u_{{{k}{n}}} = \frac{{v}}{{{n + 2}}}", "", "") for n in range(3)))
        views.append(view)
    for view in views:
        qtbot.waitUntil(lambda view=view: all(is_ready(*one) for one in view._wanted()))


def test_the_process_that_typesets_is_replaced_when_it_has_died():
    process = FormulaProcess()
    try:
        first = process.typeset("x^2", 16.0, "#16181D")
        assert first == formula_svg("x^2", 16.0, "#16181D")
        assert process.typeset(r"\frac{", 16.0, "#16181D") is None
        old = process._process
        old.kill()
        old.wait()
        assert process.typeset("x^2", 16.0, "#16181D") == first
        assert process._process is not old
    finally:
        process.close()


def test_the_way_back_from_a_root_is_prepared_while_the_window_rests(panel_on, qtbot):
    session, panel = panel_on(tapes.write_detach)
    trace = session.trace
    session.select(len(trace) - 1)
    qtbot.waitUntil(lambda: trace.calls[0].number in trace.lineage._found)
    qtbot.waitUntil(lambda: not panel._idle._slice.isActive())


def test_a_lone_badge_does_not_lie_on_a_title_that_has_no_room(qtbot):
    head = Head()
    qtbot.addWidget(head)
    head.show()
    head.set_inspection(Inspection("node", 0, "NllLossBackward0", "", "", (Badge("visited", "visited"),), ()))
    head.resize(style.px(400), head.height())
    high = head.height()
    head.resize(style.px(140), head.height())
    assert head.height() > high
