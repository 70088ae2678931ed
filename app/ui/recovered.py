"""Offers what a crashed window left behind: it is put back at once, or asked about where something else is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .recovery import Kept, left_behind
from .texts import tr

if TYPE_CHECKING:
    from .main_window import MainWindow


def offer(window: MainWindow) -> None:
    """Put back the newest program that was not saved, and say so."""
    found = left_behind()
    if not found:
        return
    file, kept = found[0]
    path = window.files.document.path
    if not window.is_starting and (path is None or path != kept.path):  # a tape, or another program, has just been opened
        window.editor_panel.banner.ask(
            tr("{name} was not saved when Retrograd ended unexpectedly.", name=kept.name),
            {tr("Restore"): lambda: window.files.may_leave() and _restore(window, file, kept),
             tr("Discard"): lambda: window.files.discard(file), tr("Later"): None})
        return
    _restore(window, file, kept)


def _restore(window: MainWindow, file: Path, kept: Kept) -> None:
    window.files.restore(file, kept)
    window.editor_panel.banner.ask(tr("{name} was restored after Retrograd ended unexpectedly.", name=kept.name),
                                   {tr("Keep"): None, tr("Discard"): window.files.revert})
