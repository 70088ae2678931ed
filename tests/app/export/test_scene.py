"""Scenes: what every card says and every edge does, at each step."""

import numpy as np
import pytest

from app.export import measure as m
from app.export.live import LiveSheet
from app.export.scene import Stage, build_scene, build_stage
from app.export.sheet import HUB
from app.export.states import CURRENT, CUT, FLOW, FLOWED, PENDING, PLAIN, UNREACHED, UNTRACKED, VISITED
from app.model import steps
from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

one = np.ones(2, np.float32)


def stage_of(trace, seq=None):
    graph = Graph(trace)
    return build_stage(trace, graph, graph.scope_at(len(trace) - 1 if seq is None else seq))


def cards(scene):
    """name (or title) → card."""
    return {short(c.title): c for c in (scene.card(i) for i in range(len(scene.sheet)))}


def short(title):
    return title if title in TUTORIAL else title.split(" = ")[0]


TUTORIAL = {"y = x + 2", "y * y", "z = y * y * 3", "out = z.mean()", "y = (x - 3) ** 2"}


def seqs(trace, kind):
    return [s for s in range(len(trace)) if trace.kind(s) == kind]


def states(scene):
    return {short(n.title): int(scene.node_state[n.index]) for n in scene.part.nodes if n.kind != "number"}


# ---- states


def test_the_tutorial_in_the_middle_of_backward(trace_of):
    trace = trace_of("tutorial")
    scene = stage_of(trace).at(seqs(trace, "node")[2])  # the node of y * y has run
    assert states(scene) == {
        "x": PENDING, "y = x + 2": PENDING, "y * y": CURRENT, "z = y * y * 3": VISITED, "out = z.mean()": VISITED
    }  # fmt: skip
    edge_states = {
        (scene.part.nodes[e.src].title, scene.part.nodes[e.dst].title, e.slot): int(scene.edge_state[e.index])
        for e in scene.part.edges
    }
    assert edge_states == {
        ("x", "y = x + 2", 0): PLAIN,
        ("2", "y = x + 2", 1): UNTRACKED,
        ("y = x + 2", "y * y", 0): FLOW,
        ("y = x + 2", "y * y", 1): FLOW,
        ("y * y", "z = y * y * 3", 0): FLOWED,
        ("3", "z = y * y * 3", 1): UNTRACKED,
        ("z = y * y * 3", "out = z.mean()", 0): FLOWED,
    }


def test_what_the_cards_say_in_the_middle_of_backward(trace_of):
    trace = trace_of("tutorial")
    said = cards(stage_of(trace).at(seqs(trace, "node")[2]))
    card = said["y * y"]
    assert (card.sub, card.shape, card.state) == ("MulBackward0", "(2, 2)", "current")
    value, grad = card.rows
    assert (value.label, value.text) == ("value", "[[9, 9], [9, 9]]")
    assert (grad.label, grad.text, grad.tone, grad.kind) == ("grad", "[[0.75, 0.75], [0.75, 0.75]]", "cur", "value")
    assert said["x"].sub == "leaf · AccumulateGrad"
    assert (said["x"].rows[1].text, said["x"].rows[1].kind) == ("not yet", "not_yet")


def test_before_it_is_made_a_card_is_a_ghost(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    scene = stage.at(1)
    assert [c.ghost for c in (scene.card(i) for i in range(len(scene.sheet)))] == [
        scene.part.nodes[int(n)].made_at > 1 for n in scene.sheet.node
    ]
    assert scene.ghost.any() and not stage.at(len(trace) - 1).ghost.any()
    assert stage.at(-1).ghost.all()


def test_stepping_moves_nothing(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    boxes = stage.sheet.boxes.copy()
    for seq in range(-1, len(trace)):
        scene = stage.at(seq)
        for slot in range(len(scene.sheet)):
            card, (left, _, right, _) = scene.card(slot), scene.sheet.boxes[slot]
            for row in card.rows:
                room = right - left - 2 * m.PAD_X - m.BAR - m.LABEL_W
                assert m.width(row.text, m.MONO if row.mono else m.SMALL) <= room + 0.5
        assert np.array_equal(stage.sheet.boxes, boxes)


def test_forward_steps_light_the_card_just_made(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    made = {trace[s]["seq"]: trace[s]["outputs"][0] for s in seqs(trace, "op")}
    for seq, tensor in made.items():
        scene = stage.at(seq)
        assert scene.part.nodes[scene.current].tensor == tensor and not scene.in_backward
        assert scene.pills() == []


def test_after_the_end_of_backward_nothing_is_current_and_all_is_visited(trace_of):
    trace = trace_of("tutorial")
    scene = stage_of(trace).at(seqs(trace, "backward_end")[0])
    assert set(states(scene).values()) == {VISITED}
    assert scene.current == -1


def test_four_gradients_look_and_read_different(trace_of):
    trace = trace_of("detach")
    stage = stage_of(trace)
    last = cards(stage.at(len(trace) - 1))
    assert (last["w"].rows[1].text, last["w"].rows[1].kind, last["w"].rows[1].mono) == ("[2, 4]", "value", True)
    assert (last["x"].rows[1].text, last["x"].rows[1].kind) == ("None: cut at line 5", "cut")
    assert last["x"].state == "cut" and last["x"].rows[1].tone == "error"
    assert (last["c"].rows[1].text, last["c"].rows[1].kind) == ("None: not tracked", "none")
    before = cards(stage.at(seqs(trace, "op")[-1]))
    assert (before["w"].rows[1].text, before["w"].rows[1].kind) == ("not yet", "not_yet")
    four = last["w"], last["x"], last["c"], before["w"]
    assert len({(c.rows[1].tone, c.rows[1].mono, c.rows[1].text) for c in four}) == 4


def test_a_cut_is_an_edge_of_its_own(trace_of):
    trace = trace_of("detach")
    scene = stage_of(trace).at(len(trace) - 1)
    (cut,) = scene.cuts()
    edge = scene.part.edges[int(scene.sheet.edge[cut])]
    assert (short(scene.part.nodes[edge.src].title), short(scene.part.nodes[edge.dst].title)) == ("y", "c")
    assert int(scene.edge_state[edge.index]) == CUT
    assert states(scene)["x"] == UNREACHED
    assert ("cut", "cut: no gradient") in scene.legend()


def test_zero_is_a_value(program):
    p = program()
    x = p.t.tensor("x", one, 1)
    y = p.t.op("mul", [x, None], one * 0, 2, "y", "MulBackward0", numbers={1: 0})
    p.t.backward(y, 3)
    p.t.node(y, [one], [one * 0, None])
    p.t.node(x, [one * 0], [])
    p.t.accumulate(x, one * 0, one * 0)
    p.t.backward_end(3)
    trace = p.trace()
    row = cards(stage_of(trace).at(len(trace) - 1))["x"].rows[1]
    assert (row.text, row.kind) == ("[0, 0]", "value")


def test_in_the_next_iteration_everything_waits_again(trace_of):
    trace = trace_of("sgd")
    second = seqs(trace, "op")[2]
    graph = Graph(trace)
    scene = build_scene(trace, graph, graph.scope_at(second), second)
    assert states(scene) == {"x": PENDING, "x - 3": CURRENT, "y = (x - 3) ** 2": PENDING}
    assert scene.heading()[0] == "iteration 2 of 3"


def test_a_node_that_runs_twice_waits_in_the_second_call(program):
    p = program()
    x = p.t.tensor("x", one, 1)
    y = p.t.op("sum", [x], one.sum(), 2, "y", "SumBackward0")
    for line in (3, 4):
        p.t.backward(y, line)
        p.t.node(y, [one.sum()], [one])
        p.t.node(x, [one], [])
        p.t.accumulate(x, one, one)
        p.t.backward_end(line)
    trace = p.trace()
    stage = stage_of(trace)
    first, second = seqs(trace, "backward")
    runs = seqs(trace, "node")
    assert states(stage.at(second))["y"] == PENDING
    assert states(stage.at(runs[2])) == {"x": PENDING, "y": CURRENT}
    assert states(stage.at(runs[3])) == {"x": CURRENT, "y": VISITED}
    assert first < runs[0]


# ---- pills and micro-steps


def test_pills_tell_what_flowed_at_the_current_node(trace_of):
    trace = trace_of("tutorial")
    scene = stage_of(trace).at(seqs(trace, "node")[2])
    pills = scene.pills()
    assert sorted((p.text, p.tone) for p in pills) == [
        ("[[0.75, 0.75], [0.75, 0.75]]", "vis"),
        ("[[2.25, 2.25], [2.25, 2.25]]", "cur"),
        ("[[2.25, 2.25], [2.25, 2.25]]", "cur"),
    ]
    for i, a in enumerate(pills):
        for b in pills[i + 1 :]:
            assert a.box[2] <= b.box[0] or b.box[2] <= a.box[0] or a.box[3] <= b.box[1] or b.box[3] <= a.box[1]
        for box in scene.sheet.boxes[scene.sheet.host < 0]:
            assert a.box[2] <= box[0] or box[2] <= a.box[0] or a.box[3] <= box[1] or box[3] <= a.box[1]


def test_a_pill_of_any_edge_can_be_asked_for(trace_of):
    trace = trace_of("tutorial")
    scene = stage_of(trace).at(len(trace) - 1)
    texts = {}
    for drawn, e in enumerate(scene.sheet.edge.tolist()):
        pill = scene.pill(drawn)
        texts[scene.part.nodes[scene.part.edges[e].src].title] = pill and pill.text
    assert texts["x"] == "[[4.5, 4.5], [4.5, 4.5]]" and texts["2"] is None


def test_micro_steps_light_one_edge_at_a_time(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    at, position = seqs(trace, "node")[1], None
    seen = []
    for _ in range(6):
        at, position = steps.micro(trace, at, position)
        if position is None:
            break
        scene = stage.at(at, position)
        square = next(n for n in scene.part.nodes if n.title == "y * y")
        flows = [int(scene.edge_state[e]) for e in scene.part.inputs[square.index]]
        seen.append((position.kind, flows))
    assert seen == [("arrived", [PLAIN, PLAIN]), ("edge", [FLOW, PLAIN]), ("edge", [FLOWED, FLOW])]


def test_only_what_was_sent_flows(program):
    """A node that sends None along a tracked edge leaves that edge as it was."""
    p = program()
    x, w = p.t.tensor("x", one, 1), p.t.tensor("w", one, 2)
    y = p.t.op("mul", [x, w], one, 3, "y", "MulBackward0")
    p.t.backward(y, 4)
    p.t.node(y, [one], [None, one])
    p.t.node(w, [one], [])
    p.t.accumulate(w, one, one)
    p.t.backward_end(4)
    trace = p.trace()
    stage = stage_of(trace)
    for seq in (seqs(trace, "node")[0], len(trace) - 1):
        scene = stage.at(seq)
        flows = {scene.part.nodes[e.src].title: int(scene.edge_state[e.index]) for e in scene.part.edges}
        assert flows["x"] == PLAIN and flows["w"] in (FLOW, FLOWED)


def test_what_autograd_grad_took_has_flowed(program):
    p = program()
    x = p.t.tensor("x", one, 1)
    y = p.t.op("sum", [x], one.sum(), 2, "y", "SumBackward0")
    p.t.calls += 1
    p.t.emit("backward", 3, call=1, roots=[y], inputs=[x], retain_graph=False, create_graph=False)
    p.t.node(y, [one.sum()], [one])
    p.t.backward_end(3)
    trace = p.trace()
    scene = stage_of(trace).at(len(trace) - 1)
    assert int(scene.edge_state[0]) == FLOWED and scene.flowed(0).array.tolist() == [1, 1]


# ---- chips


def shared(program, users):
    p = program()
    w = p.t.tensor("w", one, 1)
    made = [p.t.op("mul", [w, None], one, 2, f"y{k}", "MulBackward0", numbers={1: k}) for k in range(users)]
    total = made[0]
    for k, other in enumerate(made[1:]):
        total = p.t.op("add", [total, other], one, 3, f"s{k}", "AddBackward0")
    p.t.backward(total, 4)
    return p.trace()


@pytest.mark.parametrize("users", [HUB, HUB + 1, 40])
def test_a_tensor_of_many_users_becomes_chips(program, users):
    trace = shared(program, users)
    sheet = stage_of(trace).sheet
    leaf = next(n for n in sheet.part.nodes if n.title == "w")
    slots = sheet.slots_of(leaf.index)
    assert len(slots) == (1 if users <= HUB else users)
    assert int(sheet.card[leaf.index]) == slots[0] and sheet.host[slots[0]] == -1
    assert (sheet.host[slots[1:]] >= 0).all()
    assert len(sheet.edge) == len(sheet.part.edges)


def test_chips_stand_beside_their_user_and_apart_from_everything(program):
    sheet = stage_of(shared(program, 20)).sheet
    for slot in np.flatnonzero(sheet.host >= 0):
        box, host = sheet.boxes[slot], sheet.boxes[sheet.host[slot]]
        assert box[2] < host[0] and host[1] <= (box[1] + box[3]) / 2 <= host[3]
        left, top, right, bottom = np.delete(sheet.boxes, slot, axis=0).T
        assert ((left >= box[2]) | (right <= box[0]) | (top >= box[3]) | (bottom <= box[1])).all()


def test_chips_of_one_tensor_light_up_together(program):
    trace = shared(program, 12)
    scene = stage_of(trace).at(0)
    leaf = next(n for n in scene.part.nodes if n.title == "w")
    assert {scene.card(int(s)).state for s in scene.sheet.slots_of(leaf.index)} == {"current"}


# ---- growing


@pytest.mark.parametrize("name", ["tutorial", "detach", "mlp", "sgd", "dag"])
def test_a_growing_sheet_holds_what_a_finished_one_does(trace_of, name):
    trace = trace_of(name)
    graph = Graph(trace)
    part = graph.part(graph.scopes[0])
    live = LiveSheet(trace, part)
    live.extend()
    sheet, full = live.sheet, stage_of(trace, 0).sheet
    assert sorted(sheet.edge.tolist()) == sorted(full.edge.tolist())
    assert set(sheet.node.tolist()) == set(full.node.tolist())
    for e in range(len(sheet.edge)):
        way, (a, b) = sheet.route(e), sheet.ends[e]
        assert int(sheet.node[a]) == part.edges[int(sheet.edge[e])].src
        assert int(sheet.node[b]) == part.edges[int(sheet.edge[e])].dst
        upper, lower = sheet.boxes[a], sheet.boxes[b]
        if sheet.host[a] < 0:
            assert way[0, 1] == pytest.approx(upper[3]) and way[-1, 1] == pytest.approx(lower[1])
            assert upper[0] <= way[0, 0] <= upper[2] and lower[0] <= way[-1, 0] <= lower[2]
            assert (np.diff(way[:, 1]) >= -1e-6).all()
    boxes = sheet.boxes
    for i in range(len(boxes)):
        rest = boxes[i + 1 :]
        hit = (rest[:, 0] < boxes[i, 2] - 1e-6) & (rest[:, 2] > boxes[i, 0] + 1e-6)
        hit &= (rest[:, 1] < boxes[i, 3] - 1e-6) & (rest[:, 3] > boxes[i, 1] + 1e-6)
        assert not hit.any()


def test_a_growing_sheet_can_be_shown(trace_of):
    trace = trace_of("mlp")
    graph = Graph(trace)
    live = LiveSheet(trace, graph.part(graph.scopes[0]))
    live.extend()
    scene = Stage(trace, live.sheet).at(len(trace) - 1)
    assert cards(scene)["loss"].state == "visited"


def test_touched_names_every_card_that_changes(trace_of):
    for name in ("tutorial", "sgd", "detach", "mlp"):
        trace = trace_of(name)
        stage = stage_of(trace)
        looks = []
        for seq in range(-1, len(trace)):
            scene = stage.at(seq)
            looks.append([scene.card(int(scene.sheet.card[n.index])) for n in scene.part.nodes])
        for a in range(-1, len(trace) - 1):
            for b in {a + 1, len(trace) - 1, max(-1, a - 3)}:
                if stage.part.scope.first <= a and stage.part.scope.first <= b:
                    differ = {i for i, (x, y) in enumerate(zip(looks[a + 1], looks[b + 1])) if x != y}
                    assert differ <= set(stage.states.touched(a, b).tolist())


def test_the_heading_says_where_one_is(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    assert stage.at(2).heading() == ("backward call 1", "forward: values flow downwards")
    assert stage.at(len(trace) - 1).heading() == ("backward call 1", "backward from out: gradients flow upwards")
    graph = Graph(trace)
    assert build_scene(trace, graph, graph.whole, 3).heading()[0] == "whole run"


def test_the_legend_names_what_is_there_and_nothing_else(trace_of):
    trace = trace_of("tutorial")
    stage = stage_of(trace)
    assert [g for g, _ in stage.at(len(trace) - 1).legend()] == ["visited", "untracked"]
    assert [g for g, _ in stage.at(seqs(trace, "node")[1]).legend()] == ["pending", "current", "visited", "untracked"]


def test_a_pill_on_the_edge_of_a_chip_covers_no_card(tmp_path):
    t = tapes.Taper(str(tmp_path / "hub.tape"), "# one weight, used often\n")
    w, h = t.tensor("w", one, 1), t.tensor("h", one, 2)
    made = []
    for _ in range(HUB + 2):
        h = t.op("mul", [h, w], one, 4, "h", "MulBackward0", ("other", "self"))
        made.append(h)
    t.backward(h, 5)
    t.node(h, [one], [one * 2, one * 3])
    t.writer.close()
    trace = Trace(open_tape(str(tmp_path / "hub.tape")))
    trace.extend()
    scene = stage_of(trace).at(len(trace) - 1)
    pills = scene.pills()
    assert sorted(p.text for p in pills) == ["[2, 2]", "[3, 3]"]
    for pill in pills:
        for box in scene.sheet.boxes:
            assert pill.box[2] <= box[0] or box[2] <= pill.box[0] or pill.box[3] <= box[1] or box[3] <= pill.box[1]


def test_letters_of_less_than_a_pixel_are_left_out_of_pictures_but_not_of_vectors(trace_of, monkeypatch):
    from PySide6.QtGui import QImage, QPainter, QPicture

    from app.export import paint
    from app.export.theme import PALETTES

    trace, said = trace_of("tutorial"), []
    scene = stage_of(trace).at(len(trace) - 1)
    monkeypatch.setattr(paint, "_text", lambda _painter, _x, _y, text, *_: said.append(text))
    counts = []
    for device, scale in ((QImage(40, 40, QImage.Format.Format_RGB32), 0.05), (QPicture(), 0.05),
                          (QImage(400, 400, QImage.Format.Format_RGB32), 0.5)):  # fmt: skip
        said.clear()
        painter = QPainter(device)
        painter.scale(scale, scale)
        paint.paint_scene(painter, scene, PALETTES["light"])
        painter.end()
        counts.append(sum(text == "AddBackward0" for text in said))
    assert counts == [0, 1, 1]
