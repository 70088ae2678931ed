"""Checking a gradient in the window: right, wrong, and why not."""

from __future__ import annotations

from tests.app.model.test_gradcheck import RIGHT


def check(window, qtbot) -> str:
    window.acts["check_gradient"].trigger()
    inspector = window.views.inspector
    qtbot.waitUntil(lambda: inspector.inspection is not None and inspector.inspection.section("check") is not None,
                    timeout=8000)  # fmt: skip
    return inspector.plain_text()


def select(window, name: str) -> None:
    from app.model.lesson_stops import ids_named
    from app.session import Selection

    window.session.set_selection(Selection("tensor", ids_named(window.session.trace, name)[0]))


def test_a_gradient_is_checked_where_it_is_inspected(window, run, qtbot):
    run(RIGHT["custom"].replace("g * 3 * x * x", "g * 3 * x"))
    select(window, "w")
    text = check(window, qtbot)
    assert "is wrong in 3 of 3 elements" in text and "finite differences" in text
    assert window.views.inspector.inspection.sections[0].id == "check"
    select(window, "h")
    assert "wrong in" not in window.views.inspector.plain_text()
    select(window, "w")
    assert "wrong in" in window.views.inspector.plain_text()
    run(RIGHT["custom"])
    select(window, "w")
    assert "wrong in" not in window.views.inspector.plain_text()
    assert "agrees with finite differences" in check(window, qtbot)


def test_what_cannot_be_checked_is_said_there(window, run, qtbot):
    run("import torch\nw = torch.ones(3, requires_grad=True)\ny = w * 2\ny.add_(1)\ny.sum().backward()\n")
    select(window, "w")
    said = check(window, qtbot)
    assert "This cannot be checked: y is changed in place at line 4" in said and "this cannot" not in said


def test_nothing_selected_is_said(window, qtbot):
    window.acts["new"].trigger()
    window.check.start()
    assert "Select a tensor" in window.editor_panel.banner.text()
