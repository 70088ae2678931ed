"""The graph view on stored tapes: what it shows, what the hand does with it, and how it grows."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.export.states import FLOW, FLOWED
from app.model import steps
from app.model.graph import Graph, Scope
from app.model.layout import layered
from app.model.trace import Trace
from app.session import Selection, Session
from app.ui import graph_canvas_edges
from app.ui.graph_canvas_ease import moved
from app.ui.graph_canvas_part import PartPicture
from app.ui.graph_view import GraphView
from app.ui.style import style
from core.tapefile import open_tape
from tests import tapes

from .graph_bench import Bench

LEFT = Qt.MouseButton.LeftButton


def same(a, b):
    """Whether two images are the same, but for the last bits of a line that was painted in two parts."""
    pixels = lambda image: np.frombuffer(image.constBits(), np.uint8).astype(int)
    return a.size() == b.size() and int(np.abs(pixels(a) - pixels(b)).max()) <= 4


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = Bench(qtbot, tmp_path)
    yield bench
    bench.view.close()
    bench.session.close()


@pytest.fixture
def tutorial(bench):
    bench.open("tutorial")
    bench.session.last()
    return bench


# ---------------------------------------------------------------- what is shown


def test_describe_says_every_node_with_its_numbers(tutorial):
    text = tutorial.view.describe()
    for words in ("MeanBackward0", "MulBackward0", "AddBackward0", "x: leaf, AccumulateGrad", "value [[9, 9], [9, 9]]"):
        assert words in text
    assert "grad [[4.5, 4.5], [4.5, 4.5]]" in text and "sent 0.25 to z = y * y * 3" in text
    assert text.count("sent 2.25 to y = x + 2") == 2
    assert "step 11 of 11" in text and "visited" in text


def test_describe_is_what_was_true_at_the_cursor(tutorial):
    tutorial.go(3)
    text = tutorial.view.describe()
    assert "y * y: MulBackward0" in text and "out" not in text and "not made yet" in text
    assert "grad not yet" in text and "not yet reached by backward" in text
    tutorial.session.select(-1)
    assert "step 0 of 11" in tutorial.view.describe()


def test_describe_does_not_wait_for_slices(bench):
    bench.open("dag", 400, settle=False)
    assert "403 nodes" in bench.view.describe()


def test_describe_works_before_the_view_was_ever_shown(qtbot, tmp_path):
    session = Session()
    view = GraphView(session)
    qtbot.addWidget(view)
    tapes.write_tutorial(str(tmp_path / "t.tape"))
    with qtbot.waitSignal(session.run_finished, timeout=10000):
        session.open_tape(str(tmp_path / "t.tape"))
    session.last()
    assert "grad [[4.5, 4.5], [4.5, 4.5]]" in view.describe()
    session.close()


def test_no_run_and_no_tensors_are_said(bench, tmp_path):
    assert "F5" in bench.view.describe()
    taper = tapes.Taper(str(tmp_path / "t.tape"), "print(1)\n")
    taper.output("1\n", 1)
    taper.end()
    bench.read(tmp_path / "t.tape", settle=False)
    assert "no tensors" in bench.view.describe()


def test_states_look_different_and_are_told_in_the_key(tutorial):
    tutorial.go(9)
    words = [key.word for key in tutorial.canvas.overlays.keys]
    assert words == ["not yet", "current", "visited", "not tracked"]
    current = tutorial.image()
    shown = tutorial.canvas.shown
    assert tutorial.title(shown.current) == "y * y"
    flows = [tutorial.title(shown.picture.ends[e, 0]) for e in np.flatnonzero(shown.scene.line_state == FLOW)]
    assert flows == ["y = x + 2", "y = x + 2"]
    assert (shown.scene.line_state == FLOWED).sum() == 2
    assert [pill.text for pill in shown.pills()].count("[[2.25, 2.25], [2.25, 2.25]]") == 2
    p = style.palette()
    colours = {current.pixelColor(x, y).name().upper() for x in range(0, 900, 3) for y in range(0, 640, 3)}
    assert {p.curbg, p.visbg, p.leafbg, p.canvas} <= colours


def test_the_light_of_what_is_selected_goes_under_pills(tutorial, monkeypatch):
    tutorial.go(9)
    tutorial.canvas.select([tutorial.slot("y = x + 2")])
    monkeypatch.setattr(graph_canvas_edges, "light_selected",
                        lambda painter, *_: painter.fillRect(QRectF(-1e4, -1e4, 2e4, 2e4), QColor("#FF0000")))
    image, shown = tutorial.image(), tutorial.canvas.shown
    red = {(x, y) for x in range(0, 900, 2) for y in range(0, 640, 2) if image.pixelColor(x, y).name() == "#ff0000"}
    within = [QRectF(QPointF(*shown.view.to_widget(*pill.box[:2])), QPointF(*shown.view.to_widget(*pill.box[2:])))
              .adjusted(3, 3, -3, -3) for pill in shown.pills()]
    assert len(red) > 50_000 and within and not any(box.contains(*at) for at in red for box in within)


def test_the_key_is_of_what_is_in_view(bench):
    bench.open("chain", 40)
    bench.session.select(len(bench.session.trace) * 3 // 4)
    bench.rest()
    bench.view.fit()
    bench.rest()
    words = lambda: [key.word for key in bench.canvas.overlays.keys]
    assert words() == ["not yet", "current", "visited", "not tracked"]
    bench.canvas.set_view(bench.canvas.centring(bench.slot("x"), 1.0), True)
    bench.qtbot.waitUntil(lambda: words() == ["not yet", "not tracked"], timeout=3000)


def test_a_cut_is_drawn_and_said(bench):
    bench.open("detach")
    bench.session.last()
    assert "cut from y = x * 2" in bench.view.describe() and "None: cut at line 5" in bench.view.describe()
    assert ("cut", "cut: no gradient") in [(key.glyph, key.word) for key in bench.canvas.overlays.keys]


def test_the_screen_reader_hears_the_current_and_the_selected_card(tutorial):
    tutorial.go(8)
    assert tutorial.canvas.accessibleDescription().startswith("z = y * y * 3: MulBackward0")
    tutorial.click("x")
    assert tutorial.canvas.accessibleDescription().startswith("x: leaf, AccumulateGrad")
    assert tutorial.view.accessibleName() == "Graph"


# ---------------------------------------------------------------- stepping


def test_steps_go_both_ways_and_paint_the_same(tutorial):
    tutorial.go(6)
    before = tutorial.image()
    tutorial.session.step(1)
    middle = tutorial.image()
    tutorial.session.step(-1)
    assert same(tutorial.image(), before) and not same(middle, before)


def test_a_step_paints_what_a_whole_repaint_paints(tutorial):
    for number in (2, 5, 7, 8, 9, 10, 11, 9, 4):
        tutorial.go(number)
        stepped = tutorial.image()
        tutorial.canvas._frame.invalidate()
        tutorial.canvas.update()
        assert same(tutorial.image(), stepped), f"step {number}"


def test_micro_steps_light_one_edge_at_a_time(tutorial):
    tutorial.go(9)
    tutorial.session.micro_step(-1)
    kinds = []
    while tutorial.session.micro is not None and tutorial.session.micro.step == 9:
        state = tutorial.canvas.shown.scene.line_state
        kinds.append((tutorial.session.micro.kind, int((state == FLOW).sum())))
        tutorial.session.micro_step(-1)
    assert ("edge", 1) in kinds


def test_the_camera_follows_the_current_card(bench):
    bench.open("dag", 300)
    for number in (40, 250, 120, 480):
        bench.go(number)
        bench.rest()
        shown = bench.canvas.shown
        if shown.current >= 0:
            at = bench.place(shown.current)
            assert bench.canvas.rect().contains(at)
    bench.view.follows_step = False
    bench.go(100)
    bench.rest()
    view = bench.canvas.view
    bench.go(500)
    bench.rest()
    assert bench.canvas.view == view


def test_another_iteration_is_another_picture_at_the_same_places(bench):
    bench.open("mlp", (3, 4, 4, 1), 2, 3)
    trace, scopes = bench.session.trace, bench.view.graph.graph.scopes
    bench.session.select(scopes[0].last)
    bench.settle()
    first, part = bench.canvas.shown.picture.boxes.copy(), bench.view.graph.part
    assert bench.canvas.overlays.where[0] == "iteration 1 of 3"
    bench.session.select(steps.go_to(trace, steps.step_number(trace, scopes[1].last)))
    bench.settle()
    assert bench.canvas.overlays.where[0] == "iteration 2 of 3" and bench.view.graph.part is not part
    second = bench.canvas.shown.picture.boxes
    middles = (first[:, :2] + first[:, 2:]) / 2, (second[:, :2] + second[:, 2:]) / 2
    assert np.abs(middles[0] - middles[1]).max() < 40


# ---------------------------------------------------------------- selecting


def test_a_click_selects_and_never_moves_the_cursor(tutorial):
    cursor = tutorial.session.cursor
    tutorial.click("y * y")
    trace = tutorial.session.trace
    assert tutorial.session.selection.kind == "node"
    assert trace.node(tutorial.session.selection.id).grad_fn == "MulBackward0"
    assert tutorial.selected() == ["y * y"] and tutorial.session.cursor == cursor
    tutorial.click("x")
    assert tutorial.session.selection.kind == "tensor" and tutorial.selected() == ["x"]
    QTest.mouseClick(tutorial.canvas, LEFT, pos=QPoint(20, 300))
    assert tutorial.session.selection.kind is None and tutorial.selected() == []


def test_a_double_click_moves_the_cursor_to_the_card(tutorial):
    tutorial.session.first()
    tutorial.rest()
    QTest.mouseDClick(tutorial.canvas, LEFT, pos=tutorial.place(tutorial.slot("z = y * y * 3")))
    tutorial.rest()
    assert tutorial.title(tutorial.canvas.shown.current) == "z = y * y * 3"
    made = tutorial.session.cursor
    QTest.mouseDClick(tutorial.canvas, LEFT, pos=tutorial.place(tutorial.slot("z = y * y * 3")))
    assert tutorial.session.cursor > made  # on to its run in backward
    assert tutorial.title(tutorial.canvas.shown.current) == "z = y * y * 3"


@pytest.mark.parametrize("selection, titles", [
    (Selection("line", 4), ["y * y", "z = y * y * 3"]),
    (Selection("event", 1), ["y = x + 2"]),
    (Selection("event", 8), ["z = y * y * 3"]),
    (Selection("tensor", 1), ["x"]),
    (Selection("node", 999), []),
    (Selection("event", 10**6), []),
])  # fmt: skip
def test_what_others_select_has_a_ring_here(tutorial, selection, titles):
    tutorial.session.set_selection(selection)
    assert tutorial.selected() == titles


def test_a_line_that_makes_a_layer_selects_its_weights(qtbot, tmp_path):
    t = tapes.Taper(str(tmp_path / "layer.tape"), "fc = Linear(1, 1)\ny = fc(x)\n")
    w = t.tensor("weight", np.float32(1), None)  # made inside the library: no line of the program's
    t.emit("mutate", 1, tensor=w, op="uniform_", value=np.float32(2))
    t.op("mul", [w, w], np.float32(4), 2, "y", "MulBackward0", ["self", "other"])
    t.end()
    bench = Bench(qtbot, tmp_path)
    bench.read(tmp_path / "layer.tape")
    bench.session.set_selection(Selection("line", 1))
    assert bench.selected() == ["weight"]
    bench.session.set_selection(Selection("line", 9))
    assert bench.selected() == []
    bench.view.close()
    bench.session.close()


def test_the_ring_is_painted(tutorial):
    before = tutorial.image()
    tutorial.session.set_selection(Selection("line", 5))
    after = tutorial.image()
    accent = style.color("accent").name()
    count = lambda image: sum(image.pixelColor(x, y).name() == accent for x in range(900) for y in range(0, 640, 2))
    assert count(after) > count(before) + 50


# ---------------------------------------------------------------- keys


def test_arrows_walk_the_edges(tutorial):
    tutorial.session.set_selection(Selection("tensor", 1))
    walked = []
    for name in ("Down", "Down", "Down", "Up", "Left", "End", "Home"):
        tutorial.key(getattr(Qt.Key, f"Key_{name}"))
        walked += tutorial.selected() or ["-"]
    assert walked == ["y = x + 2", "y * y", "z = y * y * 3", "y * y", "y * y", "x", "out = z.mean()"]


def test_enter_goes_to_the_selected_card_and_escape_lets_go(tutorial):
    tutorial.click("out = z.mean()")
    tutorial.session.first()
    tutorial.key(Qt.Key.Key_Return)
    assert tutorial.title(tutorial.canvas.shown.current) == "out = z.mean()"
    tutorial.key(Qt.Key.Key_Escape)
    assert tutorial.session.selection.kind is None


def test_travelling_brings_the_card_into_view(bench):
    bench.open("chain", 60)
    bench.canvas.zoom_to(1.0)
    bench.key(Qt.Key.Key_End)
    bench.rest()
    end = bench.canvas.view
    bench.key(Qt.Key.Key_Home)
    bench.rest()
    assert bench.canvas.view != end
    assert bench.canvas.rect().contains(bench.place(bench.canvas.selected[0]))


def test_focus_by_the_keyboard_shows_a_ring(tutorial):
    tutorial.canvas.clearFocus()
    plain = tutorial.image()
    tutorial.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
    tutorial.qtbot.waitUntil(tutorial.canvas.hasFocus)
    assert tutorial.image().pixelColor(450, 1).name() == style.color("accent").name()
    assert plain.pixelColor(450, 1).name() != style.color("accent").name()


# ---------------------------------------------------------------- the camera


def test_the_wheel_zooms_to_the_pointer(tutorial):
    at = QPoint(300, 200)
    before = tutorial.canvas.view.to_scene(at.x(), at.y())
    tutorial.wheel(at, 2)
    view = tutorial.canvas.view
    assert view.to_scene(at.x(), at.y()) == pytest.approx(before, abs=1.0 / view.scale)
    tutorial.wheel(at, -5)
    assert tutorial.canvas.view.scale < view.scale


def test_dragging_pans_and_selects_nothing(tutorial):
    before, start = tutorial.canvas.view, tutorial.place(tutorial.slot("x")) - QPoint(200, 0)
    assert tutorial.canvas.slot_at(QPointF(start)) == -1  # a card would go along
    QTest.mousePress(tutorial.canvas, LEFT, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(tutorial.canvas, start + QPoint(20 * step, 10 * step))
    QTest.mouseRelease(tutorial.canvas, LEFT, pos=start + QPoint(100, 50))
    after = tutorial.canvas.view
    assert (after.dx - before.dx, after.dy - before.dy) == (100, 50)
    assert tutorial.session.selection.kind is None


def test_panning_paints_what_a_whole_repaint_paints(bench):
    bench.open("dag", 80)
    bench.canvas.zoom_to(0.6)
    start = QPoint(450, 320)
    QTest.mousePress(bench.canvas, LEFT, pos=start)
    for step in range(1, 12):
        QTest.mouseMove(bench.canvas, start + QPoint(-17 * step, 23 * step))
        QApplication.processEvents()
    QTest.mouseRelease(bench.canvas, LEFT, pos=start + QPoint(-187, 253))
    panned = bench.image()
    bench.canvas._frame.invalidate()
    bench.canvas.update()
    assert same(bench.image(), panned)


def test_the_zoom_control_works(tutorial):
    press = lambda name: QTest.mouseClick(
        tutorial.canvas, LEFT, pos=tutorial.canvas.overlays.button_rects(900, 640)[name].center()
    )
    fitted = tutorial.canvas.view
    press("percent")
    assert tutorial.canvas.view.scale == pytest.approx(1.0)
    press("zoom_in")
    assert tutorial.canvas.view.scale == pytest.approx(1.25)
    press("zoom_out")
    press("zoom_out")
    assert tutorial.canvas.view.scale == pytest.approx(0.8)
    press("fit")
    tutorial.rest()
    assert tutorial.canvas.view == fitted
    tutorial.key(Qt.Key.Key_Plus)
    assert tutorial.canvas.view.scale > fitted.scale


def _floating(canvas) -> list:
    """What is painted over the graph: heading, key, zoom control, minimap."""
    wide, high, over = canvas.width(), canvas.height(), canvas.overlays
    keys = [over.keys_rect(high)] if over.keys_fit else []
    found = [over.where_rect(wide, over.heading_lines), over.zoom_rect(wide, high), canvas.minimap_rect(), *keys]
    return [QRectF(rect) for rect in found if not rect.isEmpty()]


def _card(canvas, slot: int) -> QRectF:
    left, top, right, bottom = canvas.shown.picture.boxes[slot].tolist()
    return QRectF(QPointF(*canvas.view.to_widget(left, top)), QPointF(*canvas.view.to_widget(right, bottom)))


@pytest.mark.parametrize("size", [(900, 640), (520, 500), (1400, 420), (575, 315), (360, 200), (420, 130)])
def test_a_fitted_graph_lies_clear_of_all_that_floats(tutorial, size):
    tutorial.view.resize(*size)
    tutorial.view.fit()
    tutorial.rest()
    tutorial.image()
    canvas = tutorial.canvas
    assert len(canvas.overlays.button_rects(*size)) == (4 if size[0] >= 380 and size[1] >= 240 else 1)
    for cover in _floating(canvas):
        assert not any(cover.intersects(_card(canvas, slot)) for slot in range(len(canvas.shown.picture)))


def test_a_fitted_graph_does_not_shift_with_what_is_said_in_the_corners(tutorial):
    tutorial.view.resize(760, 560)
    tutorial.view.fit()
    tutorial.rest()
    over, fits = tutorial.canvas.overlays, set()
    keys = (*over.keys, *over.keys)
    for words, count in (("backward from loss: gradients flow upwards", 5), ("forward: values flow downwards", 3), ("forward", 1)):
        over.where, over.keys = ("iteration 2 of 12", words), keys[:count]
        fits.add(tutorial.canvas.fitting())
    assert len(fits) == 1


@pytest.mark.parametrize("size", [(900, 640), (575, 315), (480, 300)])
def test_the_current_card_never_lies_below_what_floats(bench, size, monkeypatch):
    monkeypatch.setattr(type(style), "reduce_motion", property(lambda self: True))
    bench.open("mlp", (3, 4, 4, 1), 2, 1)
    bench.view.resize(*size)
    bench.session.first()
    bench.rest()
    canvas = bench.canvas
    canvas.zoom_to(0.8)
    for _ in range(40):
        bench.session.step(3)
        bench.rest()
        bench.image()
        if canvas.shown.current >= 0:
            card = _card(canvas, canvas.shown.current)
            assert QRectF(canvas.rect()).contains(card) and not any(cover.intersects(card) for cover in _floating(canvas))
    assert not canvas.minimap_rect().isEmpty()  # there was something to lie below


def test_resizing_keeps_the_middle_where_the_user_put_it(tutorial):
    tutorial.canvas.zoom_to(2.0)
    middle = tutorial.canvas.view.to_scene(450, 320)
    tutorial.view.resize(700, 500)
    QApplication.processEvents()
    assert tutorial.canvas.view.to_scene(350, 250) == pytest.approx(middle, abs=1)


# ---------------------------------------------------------------- the pointer


def test_hovering_shows_the_edges_of_a_card_and_fades_the_others(tutorial):
    tutorial.go(11)
    plain = tutorial.image()
    QTest.mouseMove(tutorial.canvas, tutorial.place(tutorial.slot("z = y * y * 3")))
    assert tutorial.title(tutorial.canvas.shown.hovered) == "z = y * y * 3"
    assert "[[0.75, 0.75], [0.75, 0.75]]" in [pill.text for pill in tutorial.canvas.shown.pills()]
    hovered = tutorial.image()
    assert hovered != plain
    QTest.mouseMove(tutorial.canvas, QPoint(10, 320))
    assert tutorial.canvas.shown.hovered == -1 and tutorial.image() == plain


def test_the_tip_has_the_whole_value_and_the_reason(tutorial):
    tutorial.go(5)
    tip = tutorial.canvas.tip_of(tutorial.slot("x"))
    assert "[[1, 1], [1, 1]]" in tip and "backward() has not been called yet" in tip and "double click" in tip
    assert tutorial.canvas.tip_of(tutorial.slot("2")) == "2"


# ---------------------------------------------------------------- growing, and the layout


def _part(folder, nodes):
    """(trace, graph, the picture of its one part, with nothing built yet)."""
    tapes.write_dag(str(folder / "part.tape"), nodes)
    trace = Trace(open_tape(str(folder / "part.tape")))
    trace.extend()
    graph = Graph(trace)
    return trace, graph, PartPicture(trace, graph.titles, graph.scope_at(0))


def _check_apart(part):
    """No card lies on another."""
    cards = part.picture.boxes[part.stage.sheet.host < 0]
    for k, (left, top, right, bottom) in enumerate(cards):
        over = (cards[:, 0] < right) & (cards[:, 2] > left) & (cards[:, 1] < bottom) & (cards[:, 3] > top)
        assert over.sum() == 1, f"card {k} lies on another"


def test_cards_never_move_while_a_part_grows(qapp, tmp_path):
    _trace, graph, part = _part(tmp_path, 150)
    seen, slid = {}, set()
    while not part.build(graph.scope_at(0), 0.0, True):
        part._due = 0.0  # every slice is published, however long the last one took
        for slot, box in enumerate(part.picture.boxes):
            if slot in seen and not np.array_equal(seen[slot], box):
                assert slot not in slid, "a card moved twice"
                slid.add(slot)
            seen[slot] = box.copy()
    assert len(seen) >= 100 and all(part.part.nodes[int(part.picture.node[s])].kind == "leaf" for s in slid)
    _check_apart(part)


def test_cards_placed_in_many_turns_appear_together_and_a_scene_knows_no_others(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr("app.export.live.CARDS", 1)
    monkeypatch.setattr("app.ui.graph_canvas_part.PATIENCE", 1e9)
    _trace, graph, part = _part(tmp_path, 160)
    turns = 0
    while not part.build(graph.scope_at(0), 0.0, True, patient=True):
        turns += 1
        assert part.picture is None, "a part of another iteration would be seen growing"
    assert turns > 100 and len(part.picture) > 150 and part.published == 1
    monkeypatch.setattr("app.ui.graph_canvas_part.CARDS", 100_000)
    grows = PartPicture(part._trace, graph.titles, graph.scope_at(0))
    while not grows.build(graph.scope_at(0), 0.0, True):
        grows._due = float("inf")  # what is placed from now on is not shown yet
        assert grows.stage.sheet.card.max() < len(grows.picture) == len(grows.stage.sheet.boxes)
    assert len(grows.picture) == len(part.picture)


def test_what_was_laid_out_stays_when_the_run_goes_on(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr("app.ui.graph_canvas_part.CARDS", 3)  # or as many plain ops as cost as much
    _trace, graph, part = _part(tmp_path, 160)
    part.build(graph.scope_at(0), 0.0, True)
    part.build(graph.scope_at(0), 0.0, True)
    assert part.measure(time.perf_counter() + 60) and not part.built(graph.scope_at(0))
    prepare, finish = part.layout_work([])
    part.take(finish(layered(prepare())))
    laid_out = part.picture.boxes.copy()
    assert part.laid_out and len(laid_out) > 40
    while not part.build(graph.scope_at(0), 0.0, True):
        pass
    assert not part.laid_out and len(part.picture) > len(laid_out) + 40
    assert np.array_equal(part.picture.boxes[: len(laid_out)], laid_out)
    _check_apart(part)


def test_what_comes_while_a_layout_is_on_its_way_is_laid_out_too(bench, monkeypatch):
    """The program has paused, a layout was asked for, and then its last events arrive."""
    content, asked, read = bench.view.graph, [], [40]
    monkeypatch.setattr(content, "_scope", lambda: Scope(0, 0, min(read[0], len(bench.session.trace) - 1), "forward"))
    monkeypatch.setattr(content._job, "request", lambda key, size, prepare, finish: asked.append((prepare, finish)))
    tapes.write_chain(str(bench.folder / "chain.tape"), 60)
    bench.session.open_tape(str(bench.folder / "chain.tape"))
    bench.qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    read[0] = 10**6  # the rest of the events
    content._soon(0)
    bench.qtbot.waitUntil(lambda: content._wanted().built(content._scope()) and len(asked) > 1, timeout=5000)
    prepare, finish = asked[0]
    few = finish(layered(prepare()))
    assert len(few.sheet) < 121
    monkeypatch.undo()
    content._arrived(content._wanted(), few)  # late, and too small
    bench.settle()
    assert len(content.scope_nodes()) == 121 and content.part.laid_out
    assert len(bench.canvas.shown.picture) == 121


def test_a_layout_is_eased_in_from_where_the_cards_were(bench):
    bench.open("dag", 120, settle=False)
    bench.qtbot.waitUntil(lambda: bench.view._easing.running, timeout=20000)
    first = bench.canvas.shown.picture.boxes.copy()
    bench.settle()
    last = bench.canvas.shown.picture.boxes
    assert bench.view.graph.part.laid_out and np.abs(first - last).max() > 5
    assert bench.canvas.shown.picture is bench.view.graph.part.picture


def test_with_motion_reduced_nothing_glides(bench):
    style.set_reduce_motion(True)
    bench.open("dag", 120)
    bench.session.step(-1)
    assert not bench.view._easing.running
    assert not any(bench.canvas.motion.runs(name) for name in ("camera", "glow", "flow", "layout"))


def test_moved_cards_take_their_edges_along(tutorial):
    picture = tutorial.canvas.shown.picture
    away = np.tile([30.0, -20.0], (len(picture), 1))
    shifted = moved(picture, away)
    assert np.allclose(shifted.boxes, picture.boxes + np.array([30, -20, 30, -20]))
    assert np.allclose(shifted.points, picture.points + np.array([30, -20]))
    assert np.array_equal(shifted.ends, picture.ends) and np.array_equal(shifted.counts, picture.counts)


def test_a_large_graph_is_blocks_from_afar_and_cards_near(bench):
    said = []
    bench.view.summary_changed.connect(said.append)
    bench.open("dag", 1500)
    assert bench.canvas.detail == "near"
    bench.view.fit()
    bench.rest()
    assert bench.canvas.detail == "blocks"
    far = bench.image()
    colours = {far.pixelColor(x, y).name() for x in range(300, 600) for y in range(40, 600, 4)}
    assert len(colours) > 3
    bench.session.select(len(bench.session.trace) // 2)
    bench.rest()
    assert "1,503 nodes" in said
    assert bench.view.describe().count("Backward0") <= 1600


def test_very_many_cards_are_set_as_pixels(bench, monkeypatch):
    from app.ui import graph_canvas_far as far

    monkeypatch.setattr(far, "PIXELS_FROM", 100)
    bench.open("dag", 300)
    bench.canvas.set_view(bench.canvas.centring(150, 0.02), True)
    bench.rest()
    assert bench.canvas.detail == "pixels"
    image = bench.image()
    assert any(image.pixelColor(450, y).name() != style.color("canvas").name() for y in range(60, 600))


def test_hidden_it_works_no_more_and_catches_up_when_shown(bench):
    bench.open("dag", 400, settle=False)
    bench.view.hide()
    assert not bench.view.graph._work.isActive() and not bench.view.graph._job.busy
    bench.view.show()
    bench.settle()
    assert bench.view.graph.part.laid_out


def test_theme_and_zoom_are_taken_over(tutorial):
    tutorial.go(9)
    light, scale = tutorial.image(), tutorial.canvas.view.scale
    style.set_theme("dark")
    dark = tutorial.image()
    assert dark.pixelColor(20, 300).lightness() < 60 < light.pixelColor(20, 300).lightness()
    style.set_zoom(1.5)
    assert tutorial.canvas.view.scale == pytest.approx(scale * 1.5)
    tutorial.rest()
    QApplication.sendEvent(tutorial.canvas, QEvent(QEvent.Type.FontChange))
    assert tutorial.canvas.overlays.zoom_rect(900, 640).height() == 45


def test_names_of_a_program_are_never_taken_for_html(bench, tmp_path):
    """A name that is markup is drawn, described and tipped as it is, and a very long one breaks nothing."""
    taper = tapes.Taper(str(tmp_path / "n.tape"), "x\n")
    names = ["<img src=x>", "<b>bold</b>", "a\u202eb", "\U0001f600" * 40, "w" * 10000, 'q"&;x[', "}\\input{/etc/passwd}"]
    made = taper.tensor("x", np.float32(1), 1)
    for name in names:
        made = taper.op("mul", [made, None], np.float32(1), 1, name, "MulBackward0", numbers={1: 2})
    taper.backward(made, 1)
    taper.backward_end(1)
    taper.end()
    bench.read(tmp_path / "n.tape")
    bench.session.last()
    bench.rest()
    assert "<img src=x>" in bench.view.describe()
    slot = bench.slot_at(1)
    at = bench.place(slot)
    QApplication.sendEvent(bench.canvas, QHelpEvent(QHelpEvent.Type.ToolTip, at, bench.canvas.mapToGlobal(at)))
    assert "&lt;img src=x&gt;" in QToolTip.text()
    QToolTip.hideText()
    wide = bench.canvas.overlays.where_rect(900).width()
    assert wide <= 900 * 0.6 + 20
    assert (bench.canvas.shown.picture.boxes[:, 2] - bench.canvas.shown.picture.boxes[:, 0]).max() <= 320


# ---------------------------------------------------------------- the corners give way


def _card_below(canvas, rect) -> bool:
    view = canvas.view
    area = view.to_scene(rect.left(), rect.top()) + view.to_scene(rect.right(), rect.bottom())
    return not rect.isEmpty() and len(canvas.shown.picture.visible_nodes(*area)) > 0


def test_heading_and_key_are_not_painted_over_a_card(tutorial):
    canvas, overlays = tutorial.canvas, tutorial.canvas.overlays
    tutorial.view.resize(900, 640)
    tutorial.view.fit()
    tutorial.rest()
    tutorial.image()
    assert overlays.heading_lines == 2 and overlays.keys_fit
    box = canvas.shown.picture.boxes[tutorial.slot("z = y * y * 3")]
    corners = ((overlays.where_rect(900).center(), "heading_lines"), (overlays.keys_rect(640).center(), "keys_fit"))
    for point, gone in corners:
        x, y = canvas.view.to_widget((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        canvas.set_view(type(canvas.view)(canvas.view.scale, canvas.view.dx + point.x() - x, canvas.view.dy + point.y() - y))
        tutorial.image()
        assert not getattr(overlays, gone)


def test_heading_and_key_do_not_lie_on_one_another_in_a_low_canvas(tutorial):
    overlays = tutorial.canvas.overlays
    for height in (480, 200, 130):
        tutorial.view.resize(420, height)
        tutorial.view.fit()
        tutorial.rest()
        tutorial.image()
        heading = overlays.where_rect(420, overlays.heading_lines)
        keys = overlays.keys_rect(height)
        assert not overlays.keys_fit or not heading.intersects(keys)
        assert not overlays.keys_fit or (keys.top() >= 0 and not _card_below(tutorial.canvas, keys))
        assert not overlays.heading_lines or not _card_below(tutorial.canvas, heading)


def test_a_step_paints_what_painting_all_of_it_anew_would_show(bench, monkeypatch):
    """On the screen, not in a grab of the widget, which would paint all of it."""
    monkeypatch.setattr(type(style), "reduce_motion", property(lambda self: True))
    bench.open("mlp", (3, 4, 4, 1), 2, 2)
    bench.session.select(len(bench.session.trace) * 3 // 5)
    bench.settle()
    canvas, process = bench.canvas, QApplication.processEvents

    def seen():
        bench.rest()
        process()
        process()
        return canvas.screen().grabWindow(canvas.window().winId()).toImage()

    for by in (1, 1, 1, 1, -1, 1, 1, -1):
        bench.session.step(by)
        stepped = seen()
        canvas._frame.invalidate()
        canvas.minimap.catch_up()
        canvas.update()
        assert seen() == stepped, bench.session.cursor
