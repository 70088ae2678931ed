"""Gives a lesson on two screens, in a process of its own (Qt reads its screens when it starts); prints what each shows.

    QT_QPA_PLATFORM=offscreen:configfile=TWO.json python -m tests.ui.two_screens
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

RUN_S = 60  # how long a busy machine may take for a lesson


def main() -> int:
    application = QApplication(sys.argv[:1])
    from app import open_window
    from app.ui.lessons import all_lessons

    window = open_window()
    lesson = all_lessons()[1]
    window.files.open_lesson(lesson.title, lesson.text)
    window.acts["present"].trigger()
    control, session = window.present, window.session
    end = time.monotonic() + RUN_S
    while session.state != "finished" or not control.page.lecture.stops:
        if time.monotonic() > end:
            sys.exit(f"the lesson did not run: {session.state} {session.reason}")
        QTest.qWait(25)
    page, presenter = control.page, control.presenter
    said = {"screens": [screen.name() for screen in application.screens()], "own": window.screen().name(),
            "page": page.screen().name(), "presenter": presenter.screen().name(), "window hidden": not window.isVisible(),
            "sizes": [[page.width(), page.height()], [presenter.width(), presenter.height()]]}  # fmt: skip
    QTest.keyClick(presenter, Qt.Key.Key_2)  # whoever has the keyboard, keys are the lecture's
    said |= {"step": presenter.step.text(), "now": presenter.now.text(), "page says": page.headline.text(),
             "note": presenter.note.toPlainText(), "answer": presenter.answer.text(), "next": presenter.coming.text(),
             "clock": presenter.clock.text(), "room": page.told.text()}  # fmt: skip
    QTest.keyClick(presenter, Qt.Key.Key_B)
    said["dark"] = presenter.dark.isVisible() and page.blank
    QTest.keyClick(presenter, Qt.Key.Key_B)
    control.screens = lambda: [window.screen()]  # the projector is pulled out
    control.arrange()
    said |= {"alone": page.screen().name(), "presenter stays": presenter.isVisible()}
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    said["revealed"] = page.told.text()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    said["window back"] = window.isVisible() and not page.isVisible()
    print(json.dumps(said))
    window.editor.document().setModified(False)
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
