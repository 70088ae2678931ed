"""Folding in the real window: clicks on chevrons, bars and frames, keys, actions, the outline; both views, directions."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest

from app.model.folding import PLAIN_UP_TO
from app.model.folding_part import FoldedPart
from app.ui.style import style

LEFT = Qt.MouseButton.LeftButton
NET = """import torch
from torch import nn
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
    def forward(self, x):
        return x + torch.tanh(self.fc(x))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.h = nn.ModuleList([Block() for _ in range(4)])
    def forward(self, x):
        for block in self.h:
            x = block(x)
        return x
torch.manual_seed(0)
net = Net()
loss = (net(torch.ones(2, 3)) ** 2).mean()
loss.backward()
"""
LONG = f"""import torch
y = torch.ones((), requires_grad=True)
for i in range({PLAIN_UP_TO // 2 + 100}):
    y = y * 0.999
    y = y + 0.1
y.backward()
"""
CUT = """import torch
x = torch.ones(2, 2, requires_grad=True)
y = x * 2
z = y.detach() * 3
with torch.no_grad():
    u = y + 1
w = z.sum() + y.sum()
w.backward()
"""


@pytest.fixture
def shown(window, run, qtbot):
    """shown(source) runs it and gives the graph view once it stands still."""

    style.set_reduce_motion(True)  # what is eased is there at once

    def shown(source):
        run(source)
        view = window.views.graph.view
        settle(qtbot, view)
        return view

    return shown


def settle(qtbot, view):
    still = lambda: view.graph.complete and view.canvas.settled and not view._easing.running
    qtbot.waitUntil(still, timeout=60_000)


def cards(view):
    part = view.graph.part.shown
    return {card.title: node for node, card in part.cards.items()} if isinstance(part, FoldedPart) else {}


def frames(view):
    return [frame.title for frame in view.canvas.shown.frames()]


def point(view, node, x=None, y=None):
    """A point of a card: `x`, `y` px of the scene from its corner, else its middle."""
    shown = view.canvas.shown
    view.canvas.set_view(view.canvas.centring(int(shown.scene.sheet.card[node]), 1.0))
    left, top, right, bottom = shown.picture.boxes[int(shown.scene.sheet.card[node])]
    at = left + x if x is not None else (left + right) / 2, top + y if y is not None else (top + bottom) / 2
    return QPoint(*(round(v) for v in view.canvas.view.to_widget(*at)))


def select(window, view, title):
    part = view.graph.part.shown
    node = next(n.index for n in part.nodes if n.title == title)
    QTest.mouseClick(view.canvas, LEFT, pos=point(view, node))


def test_collapse_closes_the_group_round_the_selected_card_and_enter_opens_it(window, shown, qtbot):
    view = shown(NET)
    whole = len(view.graph.part.part.nodes)
    select(window, view, "h.1.fc.weight")
    window.acts["collapse"].trigger()
    settle(qtbot, view)
    assert cards(view).keys() == {"h.1.fc"}
    node = cards(view)["h.1.fc"]
    QTest.mouseClick(view.canvas, LEFT, pos=point(view, node))
    assert view.canvas.selected == [int(view.canvas.shown.scene.sheet.card[node])]
    window.acts["collapse"].trigger()  # once more: the group around it
    settle(qtbot, view)
    assert cards(view).keys() == {"h.1"}
    assert "drawn" in window.views.graph.bar.count.text()
    QTest.mouseClick(view.canvas, LEFT, pos=point(view, cards(view)["h.1"]))
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    settle(qtbot, view)
    assert frames(view) == ["h.1"]
    window.acts["expand_all"].trigger()
    settle(qtbot, view)
    assert len(view.graph.part.shown.nodes) == whole and not frames(view)


def test_a_stack_opens_at_the_bar_that_is_clicked_and_its_frame_closes(window, shown, qtbot):
    view = shown(NET)
    window.acts["collapse_all"].trigger()
    settle(qtbot, view)
    node = cards(view)["h.0 to h.3"]
    card = view.canvas.shown.scene.card(int(view.canvas.shown.scene.sheet.card[node]))
    assert card.count == 4 and len(card.bars) == 4 and all(0 < bar.height <= 1 and bar.visited for bar in card.bars)
    QTest.mouseClick(view.canvas, LEFT, pos=point(view, node, 12 + 18 + 2 * 12 + 4, 60))
    settle(qtbot, view)
    assert frames(view) == ["h.2"] and {"h.0 to h.1", "h.3"} == cards(view).keys()
    box = view.canvas.shown.picture.frames[0]
    view.canvas.set_view(view.canvas.centring(0, 1.0))
    x, y = view.canvas.view.to_widget(box[0] + 16, box[1] + 16)
    view.canvas.set_view(type(view.canvas.view)(1.0, view.canvas.view.dx + 200 - x, view.canvas.view.dy + 100 - y))
    QTest.mouseClick(view.canvas, LEFT, pos=QPoint(200, 100))
    settle(qtbot, view)
    assert not frames(view) and cards(view).keys() == {"h.0 to h.3"}


def test_opening_and_closing_restores_every_place(window, shown, qtbot):
    view = shown(NET)
    window.acts["collapse_all"].trigger()
    settle(qtbot, view)
    before = view.canvas.shown.picture.boxes.copy()
    view.folds.open_card(cards(view)["h.0 to h.3"], 1)
    settle(qtbot, view)
    view.folds.close(view.folds.tree.groups[view.graph.part.shown.frames[0].group])
    settle(qtbot, view)
    after = view.canvas.shown.picture.boxes
    assert np.abs((after - after[0]) - (before - before[0])).max() < 1.0


def test_what_was_opened_stays_where_it_was_on_the_screen(window, shown, qtbot):
    view = shown(NET)
    window.acts["collapse_all"].trigger()
    settle(qtbot, view)
    point(view, cards(view)["h.0 to h.3"])
    shown_, slot = view.canvas.shown, int(view.canvas.shown.scene.sheet.card[cards(view)["h.0 to h.3"]])
    box = shown_.picture.boxes[slot]
    view.canvas.set_view(type(view.canvas.view)(0.5, 300 - (box[0] + box[2]) / 4, 60 - box[1] / 2))
    view.folds.open_card(cards(view)["h.0 to h.3"], 3)
    settle(qtbot, view)
    frame = view.canvas.shown.picture.frames[0]
    at = view.canvas.view.to_widget((frame[0] + frame[2]) / 2, frame[1])
    if view.canvas.view.scale == 0.5:  # there was room for all of it
        assert abs(at[0] - 300) < 2 and abs(at[1] - 60) < 2
    else:
        assert 0 <= at[1] < 80


def test_a_large_graph_folds_by_itself_and_steps_are_seen_on_its_card(window, shown, qtbot):
    view = shown(LONG)
    assert len(view.graph.part.part.nodes) > PLAIN_UP_TO
    (title,) = cards(view)
    assert title.startswith("iterations 1 to")
    session = window.session
    session.first()
    session.next_backward()
    for _ in range(3):
        session.step()
    current = view.canvas.shown.scene.current
    assert view.graph.part.shown.nodes[current].kind in ("group", "loss")
    session.last()
    assert "visited" in view.describe()
    node = cards(view)[title]
    QTest.mouseDClick(view.canvas, LEFT, pos=point(view, node))
    settle(qtbot, view)
    assert frames(view) == ["iteration 1"]


def test_folding_is_kept_when_the_program_runs_again(window, shown, qtbot):
    view = shown(NET)
    select(window, view, "h.1.fc.weight")
    window.acts["collapse"].trigger()
    settle(qtbot, view)
    again = shown(NET + "print(loss)\n")
    assert cards(again).keys() == {"h.1.fc"}


def test_the_outline_folds_and_leads_there(window, shown, qtbot):
    view = shown(NET)
    window.acts["outline"].trigger()
    outline = window.views.outline
    qtbot.waitUntil(lambda: outline.model.rowCount() > 0, timeout=5000)
    model, tree = outline.model, outline.tree
    net = model.index(0, 0, QModelIndex())
    assert model.data(net).startswith("Net")
    stack = model.index(0, 0, net)
    assert model.times(model.group(stack)) == " ×4" and model.standing(model.group(stack)).words == "visited"
    tree.expand(net)
    tree.expand(stack)
    tree.collapse(stack)  # a twisty that closes: the graph folds
    settle(qtbot, view)
    assert cards(view).keys() == {"h.0 to h.3"}
    tree.expand(outline.model.index_of(model.group(stack).index))
    settle(qtbot, view)
    assert len(cards(view)) == 4
    tree.clicked.emit(model.index(2, 0, stack))
    settle(qtbot, view)
    assert [view.graph.part.shown.nodes[i].title for i in view.canvas.shown.picture.node[view.canvas.selected]] == ["h.2"]
    view.grab()
    outline.grab()


def test_the_computation_shows_what_is_not_tracked_and_what_cut_it(window, shown, qtbot):
    view = shown(CUT)
    titles = {n.title for n in view.graph.scope_nodes()}
    assert "u = y + 1" not in titles
    window.acts["graph_view_tensors"].trigger()
    settle(qtbot, view)
    part = view.graph.part.shown
    made = {n.title: n for n in part.nodes}
    assert made["u = y + 1"].kind == "untracked" and made["y = x * 2"].tracked
    assert sorted(w.text for w in view.graph.scene().cut_words()) == ["detach()", "no_grad"]
    card = view.graph.scene().card(int(view.canvas.shown.scene.sheet.card[made["y = x * 2"].index]))
    assert [grid.label for grid in card.grids] == ["value", "grad"]
    window.acts["other_view"].trigger()
    settle(qtbot, view)
    assert "u = y + 1" not in {n.title for n in view.graph.part.shown.nodes}


def test_left_to_right_follows_edges_with_the_other_arrows(window, shown, qtbot):
    view = shown(CUT)
    window.acts["graph_direction_right"].trigger()
    settle(qtbot, view)
    scene, sheet = view.canvas.shown.scene, view.canvas.shown.scene.sheet
    assert sheet.turned and "to the left" in scene.heading()[1]
    for edge in scene.part.edges:
        src, dst = (sheet.boxes[int(sheet.card[n])] for n in (edge.src, edge.dst))
        if sheet.host[sheet.card[edge.src]] < 0:
            assert src[2] <= dst[0]
    select(window, view, "y = x * 2")
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    shown_ = view.canvas.shown
    assert [shown_.scene.part.nodes[int(shown_.picture.node[s])].title for s in view.canvas.selected] == ["x"]
    window.acts["other_direction"].trigger()
    settle(qtbot, view)
    assert not view.canvas.shown.scene.sheet.turned
    assert window.session.settings["graph_direction"] == "down"
