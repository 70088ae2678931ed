"""Bookmarks and moved cards as data: kept beside the file, undone, and read from whatever is in the file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.folding import Folding
from app.model.folding_part import fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.marks import SUFFIX, Bookmark, Marks, State, from_json
from app.model.node_keys import find_key, keys_of


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("RETROGRAD_CONFIG", str(tmp_path / "config"))


def _opened(path="", text=""):
    marks = Marks()
    marks.open(str(path), text)
    return marks


def test_marks_are_kept_beside_the_file_and_go_with_the_last(tmp_path):
    file = tmp_path / "train.py"
    file.write_text("x = 1\n")
    marks = _opened(file)
    marks.set_bookmark(Bookmark(3, 12, "z", "mul line 4", 0.8, 1.0, -2.5, "look here: <b>∂</b>"))
    marks.pin({"leaf w": (10.0, 4.0)})
    marks.save()
    assert _opened(file).state == marks.state and file.read_text() == "x = 1\n"
    assert {p.name for p in tmp_path.iterdir()} == {"train.py", "train.py" + SUFFIX}
    marks.change(State())
    marks.save()
    assert not (tmp_path / ("train.py" + SUFFIX)).exists()


def test_a_program_without_a_file_is_known_by_its_text(tmp_path):
    marks = _opened("", "x = 1")
    marks.set_bookmark(Bookmark(1, 2))
    marks.save()
    assert _opened("", "x = 1").state == marks.state and not _opened("", "x = 2").state
    marks.rename(str(tmp_path / "saved.py"))
    assert _opened(tmp_path / "saved.py").state == marks.state


def test_where_nothing_can_be_written_they_are_kept_elsewhere(tmp_path):
    file = tmp_path / "gone" / "a.py"
    marks = _opened(file)
    marks.set_bookmark(Bookmark(1, 2))
    marks.save()
    assert not marks.problem and not file.parent.exists() and _opened(file).state == marks.state


def test_a_broken_file_is_said_and_left_as_it_is(tmp_path):
    beside = tmp_path / ("a.py" + SUFFIX)
    beside.write_text("{broken")
    marks = _opened(tmp_path / "a.py")
    assert "could not be read" in marks.problem and not marks.state
    marks.save()
    assert beside.read_text() == "{broken"


def test_what_others_keep_in_the_file_stays(tmp_path):
    beside = tmp_path / ("a.py" + SUFFIX)
    beside.write_text(json.dumps({"retrograd": 1, "groups": ["h.0"], "bookmarks": [], "pins": {}}))
    marks = _opened(tmp_path / "a.py")
    marks.set_bookmark(Bookmark(1, 1))
    marks.save()
    assert json.loads(beside.read_text())["groups"] == ["h.0"]


def test_undo_takes_back_one_thing_at_a_time():
    marks, seen = Marks(), []
    marks.listeners.append(lambda: seen.append(marks.state))
    marks.set_bookmark(Bookmark(1, 5, note="kept"))
    marks.set_bookmark(Bookmark(1, 9))
    assert marks.bookmark(1).step == 9 and marks.bookmark(1).note == "kept" and marks.bookmark(2) is None
    marks.pin({"a": (1.0, 2.0), "b": (3.0, 4.0)})
    marks.pin({"a": (0.0, 0.0)})
    assert dict(marks.state.pins) == {"b": (3.0, 4.0)}
    marks.undo()
    assert dict(marks.state.pins) == {"a": (1.0, 2.0), "b": (3.0, 4.0)}
    marks.release(["a", "b"])
    for _ in range(9):
        marks.undo()
    assert marks.state == State() and not marks.can_undo
    for _ in range(9):
        marks.redo()
    assert not marks.state.pins and marks.bookmark(1).step == 9 and not marks.can_redo
    assert len(seen) == 4 + 2 + 4 + 4


_thing = st.sampled_from([None, True, 0, 1, 9, 10, -1, 2.5, float("nan"), 1e300, "", "é", [], [1, 2], [0.5, "x"], {}])
_entry = st.fixed_dictionaries({}, optional=dict.fromkeys(("number", "step", "name", "node", "scale", "dx", "note"), _thing))
_pins = st.dictionaries(st.sampled_from(["leaf w", "mul line 3"]), _thing, max_size=2)


@given(st.fixed_dictionaries({}, optional={"bookmarks": st.lists(_entry | _thing, max_size=4) | _thing,
                                           "pins": _pins | _thing, "more": _thing}))  # fmt: skip
def test_any_json_is_read_as_far_as_it_makes_sense(data):
    state, _other = from_json(data)
    numbers = [mark.number for mark in state.bookmarks if mark.number]
    assert len(numbers) == len(set(numbers)) and all(mark.scale > 0 for mark in state.bookmarks)
    marks = Marks()
    marks.state = state
    assert from_json(json.loads(json.dumps(marks.to_json())))[0].bookmarks == state.bookmarks


def test_keys_name_the_same_nodes_in_every_iteration_and_when_folded(synthetic):
    trace = synthetic("mlp", iterations=3)
    graph = Graph(trace)
    keys = [keys_of(graph.part(scope)) for scope in list(graph.scopes)]
    assert len(keys) > 1 and all(len(set(k)) == len(k) for k in keys)
    assert set(keys[0]) & set(keys[1]) >= {"addmm line 5", "leaf fc1.weight", "mean line 20"}
    part = graph.part(graph.whole)
    builder = TreeBuilder(trace, part, "line")
    for _ in builder.work():
        pass
    folding = Folding()
    folding.level = "closed"
    folded = fold(part, builder.tree, folding)
    names = keys_of(folded)
    assert len(names) == len(folded.nodes) and "" not in names
    inner = keys_of(part)[5]
    assert find_key(folded, inner) == folded.item_of[5] and find_key(folded, "nothing line 0") == -1
