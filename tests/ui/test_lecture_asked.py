"""What a lecture asks: answers are kept back everywhere until they are given, and show their rule."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.style import style

K = Qt.Key


def grad_shown(page, name: str) -> str:
    """What the card of a tensor says in its grad row, in the lecture's own picture."""
    scene = page.graph.graph.scene()
    for slot in range(len(scene.sheet)):
        card = scene.card(slot)
        if card.title.split(" ")[0] == name:
            return next((row.text for row in card.rows if row.label == "grad"), "")
    return ""


def test_what_is_asked_is_kept_back_everywhere(lecture, press, window, qtbot):
    page = lecture("01_first_backward")
    stop = page.lecture.stops[-2]
    assert stop.note.question.target == "x.grad"
    window.session.select(stop.seq)
    assert grad_shown(page, "x") == "?" and window.session.trace.veil
    page.field.setFocus()
    qtbot.keyClicks(page.field, "4.5 6 7.5 1")
    qtbot.keyClick(page.field, K.Key_Return)
    assert page.told.text() == "3 of 4 are right." and grad_shown(page, "x") == "?"
    page.field.clear()
    qtbot.keyClicks(page.field, "9/2 6 7.5 9")
    qtbot.keyClick(page.field, K.Key_Return)
    assert page.told.text().startswith("Right.") and grad_shown(page, "x") == "not yet"
    press(page, K.Key_R)
    assert grad_shown(page, "x") == "?"
    press(page, K.Key_I)
    assert "1.5 (x + 2)" in page.told.text()
    press(page, K.Key_Space, K.Key_Space, K.Key_Space)
    assert grad_shown(page, "x") == "[[4.5, 6], [7.5, 9]]"


def test_space_in_the_answer_field_reveals_only_while_it_is_empty(lecture, window, qtbot):
    page = lecture("01_first_backward")
    window.session.select(page.lecture.stops[-2].seq)
    page.field.setFocus()
    qtbot.keyClicks(page.field, "4 5")
    assert page.field.text() == "4 5" and page.lecture.asked(window.session.cursor)
    page.field.clear()
    qtbot.keyClick(page.field, K.Key_Space)
    assert page.lecture.asked(window.session.cursor) is None


def test_a_hint_has_not_the_colour_of_a_verdict(lecture, window, press, qtbot):
    page = lecture("02_used_twice")
    window.session.select(page.lecture.places()[1])
    page.field.setFocus()
    qtbot.keyClicks(page.field, "1")
    press(page.field, K.Key_Return)
    assert style.palette().error in page.told.styleSheet()
    page.setFocus()
    press(page, K.Key_I)
    assert style.palette().text in page.told.styleSheet() and page.told.text().startswith("y * y sends")
    press(page, K.Key_Space)
    assert style.palette().vis in page.told.styleSheet() and page.told.text() == "y + y + 1, so y.grad = [7, 9, 11]."


def test_every_step_can_be_predicted_first_and_shows_its_rule(lecture, press, window, qtbot):
    page = lecture("02_used_twice")
    press(page, K.Key_Q, K.Key_PageDown, K.Key_PageDown)
    assert page.headline.text() == "y = x + 2: what comes out?" and "y: ?" in page.working.text()
    assert ("Q", "predict") in page.foot.keys and page.field.isVisible() and not page.question.isVisible()
    qtbot.keyClicks(page.field, "3 4 5")
    press(page.field, K.Key_Return)
    assert page.told.text().startswith("Right.") and "gives [3, 4, 5]" in page.headline.text()
    press(page, K.Key_5)  # no stop of that number
    for _ in range(30):
        if page.headline.text().startswith("SumBackward0 receives 1: what"):
            break
        press(page, K.Key_PageDown)
    assert grad_shown(page, "both") == "?" and "gradient of both: ?" in page.working.text() and page.note.markdown() == ""
    press(page, K.Key_PageDown)
    assert "gradient of both: [1, 1, 1]" in page.working.text() and page.note.markdown().startswith("$\\overline{\\mathit{both}} = ")
    press(page, K.Key_Q)
    assert page.lecture.asked(window.session.cursor) is None
    press(page, K.Key_2)
    assert "y.grad" in page.question.text()  # the lesson's own questions stay


def test_the_answer_shows_the_chain_that_gives_it_and_all_has_room(lecture, press, qtbot):
    page = lecture("01_first_backward")
    press(page, K.Key_4)
    assert page.lecture.asked(page.session.cursor) and "$" not in page.note.markdown()
    press(page, K.Key_Space)
    assert "= \\frac{1}{4} \\cdot 6 \\, y \\cdot 1$" in page.note.markdown()
    page.resize(1600, 900)
    qtbot.wait(60)
    low = page.code.geometry().bottom()
    assert page.height() == 900 and low <= page.side.height() and not page.told.geometry().intersects(page.code.geometry())
