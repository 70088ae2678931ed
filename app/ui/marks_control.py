"""Bookmarks of a window: put, gone to, named, and kept with the file that is open (model/marks.py says where)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.model import steps
from app.model.marks import Bookmark, Marks
from app.model.node_keys import find_key, keys_of
from app.session import Selection

from .graph_canvas_camera import centred
from .style import style
from .texts import tr

SAVE_MS = 800


class MarksControl(QObject):
    """Signals: `told(str)`, `failed(str)`: a sentence for the user. `changed()`: other bookmarks, or undo has changed."""

    told = Signal(str)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, session, view, files, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._view, self._files = session, view, files
        self.marks: Marks = view.marks
        self._wanted: tuple | None = None  # (trace, bookmark) whose camera waits for its picture
        self._later = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._later.timeout.connect(self.save)
        self.marks.listeners.append(self._marks_changed)
        files.opened.connect(self._opened)
        files.changed.connect(self._renamed)
        files.tape_saved.connect(self.marks.copy_to)
        view.graph.appeared.connect(lambda _eased: self._arrive())

    # ---- the file

    def _place(self) -> tuple[str, str]:
        """(path of what is open, or ""; its text, where it has no path)."""
        path = self._files.stored_path or self._files.document.path or ""
        return path, "" if path else self._files.document.text

    def _opened(self) -> None:
        self.save()
        self.marks.open(*self._place())
        self._say_problem()

    def _renamed(self) -> None:
        """Saved under another name: the marks go along."""
        path, _ = self._place()
        if path and path != self.marks.file:
            self.marks.rename(path)

    def _marks_changed(self) -> None:
        self._later.start()
        self.changed.emit()

    def keep(self, key: str, entries: list) -> None:
        """Keep another list in the file of marks: breakpoints, watches."""
        self.marks.keep(key, entries)
        self._later.start()

    def save(self) -> None:
        """Writes what has changed now."""
        self._later.stop()
        before = self.marks.problem
        self.marks.save()
        if self.marks.problem != before:
            self._say_problem()

    def _say_problem(self) -> None:
        if self.marks.problem:
            self.failed.emit(self.marks.problem)

    # ---- bookmarks

    def set_bookmark(self, number: int) -> None:
        """Marks where one is: step, node, camera."""
        mark = self._here(number)
        if mark is None:
            self.told.emit(tr("There is no step to mark yet."))
            return
        again = self.marks.bookmark(number) is not None and number
        self.marks.set_bookmark(mark)
        where = tr("step {step:,}", step=mark.step) + (f", {mark.name}" if mark.name else "")
        if not number:
            self.told.emit(tr("Bookmark at {where}.", where=where))
        else:
            said = (tr("Bookmark {number} is now at {where}. Ctrl+{number} goes there.", number=number, where=where)
                    if again else
                    tr("Bookmark {number} is at {where}. Ctrl+{number} goes there.", number=number, where=where))
            self.told.emit(said)

    def _here(self, number: int) -> Bookmark | None:
        trace, canvas = self._session.trace, self._view.canvas
        if not len(trace):
            return None
        step, shown = steps.step_number(trace, self._session.cursor), canvas.shown
        if shown is None:
            return Bookmark(number, step)
        slot = canvas.selected[0] if canvas.selected else shown.current
        x, y = canvas.view.to_scene(canvas.width() / 2, canvas.height() / 2)
        name = key = ""
        if slot >= 0:
            node = int(shown.picture.node[slot])
            key, name = keys_of(shown.scene.part)[node], shown.scene.part.nodes[node].title
            left, top, right, bottom = shown.picture.boxes[slot]
            x, y = x - (left + right) / 2, y - (top + bottom) / 2
        return Bookmark(number, step, name, key, canvas.view.scale / style.zoom, round(float(x), 2), round(float(y), 2))

    def go_to_bookmark(self, number: int) -> None:
        """Goes to the bookmark with this number."""
        mark = self.marks.bookmark(number)
        if mark is None:
            self.told.emit(tr("There is no bookmark {number}. Ctrl+Shift+{number} puts it here.", number=number))
        else:
            self.go(mark)

    def go(self, mark: Bookmark) -> None:
        """Goes to a bookmark: its step, its node, its camera; as far as this run has them."""
        trace = self._session.trace
        if not len(trace):
            self.told.emit(tr("No run yet. F5 runs the program."))
            return
        count = steps.count(trace)
        seq = steps.go_to(trace, min(mark.step, count)) if mark.step else -1
        self._session.select(-1 if seq is None else seq)
        if mark.step > count:
            self.told.emit(tr("This run has {count:,} steps; the bookmark is of step {step:,}.",
                              count=count, step=mark.step))
        self._wanted = trace, mark
        self._arrive()

    def _arrive(self) -> None:
        """Selects the bookmark's node and puts the camera there, once its part of the run is on the screen."""
        shown = self._view.canvas.shown
        if self._wanted is None or shown is None or self._wanted[0] is not self._session.trace:
            return
        if self._session.cursor not in shown.scene.part.scope and not shown.scene.part.scope.whole:
            return  # another part is still there
        mark, canvas = self._wanted[1], self._view.canvas
        if self._view.graph.complete:
            self._wanted = None
        node = find_key(shown.scene.part, mark.node) if mark.node else -1
        x, y = mark.dx, mark.dy
        if node >= 0:
            slot = int(shown.scene.sheet.card[node])
            left, top, right, bottom = shown.picture.boxes[slot]
            x, y = x + (left + right) / 2, y + (top + bottom) / 2
            found = shown.scene.part.nodes[node]
            chosen = Selection("node", found.node) if found.kind != "leaf" and found.node >= 0 else None
            self._session.set_selection(chosen or Selection("tensor", found.tensor))
        if node >= 0 or not mark.node:
            view = centred(x, y, mark.scale * style.zoom, canvas.width(), canvas.height())
            self._view.steer(view)
        else:
            self.told.emit(tr("{name} is not in this part of the run.", name=mark.name) if mark.name
                           else tr("The node of this bookmark is not in this part of the run."))

    def remove(self, mark: Bookmark) -> None:
        """Takes a bookmark away; undo brings it back."""
        self.marks.change_bookmark(mark, None)

    def rename(self, mark: Bookmark, name: str) -> None:
        """Calls it something else."""
        self.marks.change_bookmark(mark, replace(mark, name=name.strip()))

    def write_note(self, mark: Bookmark, note: str) -> None:
        """What the user has to say about it."""
        self.marks.change_bookmark(mark, replace(mark, note=note))
