"""The keys of lecture mode, for a clicker and for one hand; what each does is the page's.

Page Down, Page Up, arrows, Space and Backspace step, as F10 does, and F11 by one edge; with Shift they go from stop to
stop (F10 and F11: back). Digits go to a stop, Home and End to the ends. 0 or O shows the whole graph up to the next step,
+ and − zoom it, F slows the flow. Tab points at the next card, L at what the next link of the note means; Z shows the card
close up, S in a spotlight, M marks it: the one pointed at, else the current one. B or . blanks; G, C, N hide graph, code,
notes; / fractions, D digits; I hint, Enter types an answer, R asks all questions again; Q makes every step a question. P,
H, A, E pen, highlighter, arrow, eraser for a mouse; K pins what is drawn, X wipes it, Ctrl+Z takes back. Escape lays the pen
down, then leaves. F1 lists the keys over the page.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.model import steps

K = Qt.Key
KEYS = (("PgDown, →, Space", "Step; show the answer first"), ("PgUp, ←", "Step back"), ("Shift + arrows", "From stop to stop"),
        ("1 to 9", "Go to a stop"), ("Home, End", "Beginning, end"), ("F11, Shift+F11", "One edge of a node, and back"),
        ("B, .", "Blank the screen"), ("Q", "Make every step a question"), ("I, Enter", "Hint, type an answer"),
        ("R", "Ask all questions again"), ("Tab, Shift+Tab", "Point at the next card, the one before"),
        ("L", "Follow the next link of the note"), ("S, M", "Spotlight, mark the card"), ("Z, O", "Card close up, whole graph"),
        ("+, -", "Zoom the graph"), ("F", "Slow the flow"), ("/, D", "Fractions, digits"), ("G, C, N", "Hide graph, code, notes"),
        ("P, H, A, E", "Pen, highlighter, arrow, eraser"), ("K, X, Ctrl+Z", "Pin, wipe, take back what is drawn"),
        ("F1", "These keys"), ("Esc", "Leave the lecture"))
FORWARD = (K.Key_PageDown, K.Key_Right, K.Key_Down, K.Key_Space)
BACK = (K.Key_PageUp, K.Key_Left, K.Key_Up, K.Key_Backspace)
PENS = {K.Key_P: "pen", K.Key_H: "highlighter", K.Key_A: "arrow", K.Key_E: "eraser"}
PANELS = {K.Key_G: "graph", K.Key_C: "code", K.Key_N: "notes"}
SIMPLE = {
    K.Key_0: lambda page: page.graph.toggle_whole(), K.Key_O: lambda page: page.graph.toggle_whole(),
    K.Key_Tab: lambda page: page.pointer.next_card(1), K.Key_L: lambda page: page.pointer.next_link(),
    K.Key_S: lambda page: page.pointer.toggle_spotlight(), K.Key_M: lambda page: page.pointer.mark(),
    K.Key_Z: lambda page: page.graph.toggle_close(page.pointer.slot), K.Key_F: lambda page: page.next_pace(),
    K.Key_I: lambda page: page.hint(), K.Key_Question: lambda page: page.hint(), K.Key_R: lambda page: page.ask_again(),
    K.Key_Q: lambda page: page.toggle_predicting(),
    K.Key_Slash: lambda page: page.toggle_fractions(), K.Key_D: lambda page: page.next_digits(),
    K.Key_K: lambda page: page.drawing.pin(), K.Key_X: lambda page: page.drawing.clear(),
    K.Key_Delete: lambda page: page.drawing.clear(),
}  # fmt: skip


def press(page, event) -> None:
    """Do what a key of the lecture means; any other key does nothing."""
    key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    control, shift = held == Qt.KeyboardModifier.ControlModifier, held == Qt.KeyboardModifier.ShiftModifier
    if key == K.Key_F1 or (page.keys.isVisible() and key == K.Key_Escape):
        page.toggle_keys()
    elif key == K.Key_Escape and (page.drawing.tool or page.pointer.node >= 0):
        page.drawing.set_tool("")
        page.pointer.forget()
    elif (key in (K.Key_Escape, K.Key_F5) and not held) or (control and key == K.Key_L):
        page.leave()
    elif key in (K.Key_B, K.Key_Period) and not held:
        page.set_blank(not page.blank)
    elif page.blank:
        return
    elif control and key == K.Key_Z:
        page.drawing.undo()
    elif key in (K.Key_F10, K.Key_F11) and (shift or not held):
        by = -1 if shift else 1
        page.micro_step(by) if key == K.Key_F11 else page.go_back() if shift else page.go_on()
    elif key == K.Key_Backtab:
        page.pointer.next_card(-1)
    elif shift and key in (*FORWARD, *BACK):
        page.go_to_neighbour(1 if key in FORWARD else -1)
    elif not held or event.text() in ("+", "?"):
        _plain(page, key, event.text())


def _plain(page, key: int, text: str) -> None:
    if key in FORWARD:
        page.go_on()
    elif key in BACK:
        page.go_back()
    elif key in (K.Key_Home, K.Key_End):
        trace = page.lecture.trace
        page.go_to(-1 if key == K.Key_Home else steps.go_to(trace, steps.count(trace)))  # not past it: back is a step
    elif K.Key_1 <= key <= K.Key_9:
        page.go_to(page.lecture.stop_number(key - K.Key_0))
    elif text in ("+", "=", "-"):
        page.graph.canvas.zoom_by(-1 if text == "-" else 1)
    elif key in PENS:
        page.drawing.set_tool(PENS[key])
    elif key in PANELS:
        page.toggle_panel(PANELS[key])
    elif key in (K.Key_Return, K.Key_Enter):
        page.take_answer()
    elif key in SIMPLE:
        SIMPLE[key](page)
