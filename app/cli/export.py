"""`retrograd export FILE_OR_TAPE -o OUT.EXT …`: one figure of the graph at a step, without a display."""

from __future__ import annotations

import os
import sys

from ..export import KINDS, LATER, SCALES, ExportError, kind_of
from ..export import export as make
from ..model.trace import Trace
from .record import open_tape_file, tape_of
from .words import CommandError


def export(options) -> int:
    """Write the figure; returns the exit status of the program that was run for it (0 for a tape)."""
    check_words(options)
    with tape_of(options.file) as (tape, status), open_tape_file(tape) as read:
        trace = Trace(read)
        trace.extend()
        write(trace, options, seq_of(trace, options))
    return status


def check_words(options) -> None:
    """Raises CommandError for what cannot be had."""
    kind = os.path.splitext(options.output)[1][1:].lower()
    if kind in LATER:
        raise CommandError(f"export: .{kind}: not yet; this version writes {', '.join(KINDS)}.")
    try:
        kind_of(options.output)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None
    if options.all_steps:
        raise CommandError("export: --all-steps: not yet; this version writes one figure, at --step N or --at WHERE.")
    low, high = SCALES
    if not low <= options.scale <= high:
        raise CommandError(f"export: --scale must be from {low:g} to {high:g}.")
    folder = os.path.dirname(os.path.abspath(options.output))
    if not os.path.isdir(folder):
        raise CommandError(f"{options.output} cannot be written: there is no folder {folder}.")


def seq_of(trace: Trace, options) -> int:
    """The event after which the figure shows the graph; raises CommandError when the run has no such place."""
    from ..export.at import resolve

    try:
        return resolve(trace, options.step, options.at)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None


def write(trace: Trace, options, seq: int) -> None:
    """Have app/export make the file; what is not quite as asked is said on stderr."""
    try:
        figure = make(trace, options.output, step=seq, theme=options.theme, scale=options.scale,
                      transparent=options.transparent, view=options.view)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None
    except OSError as error:
        raise CommandError(f"{options.output} could not be written: {error.strerror or error}.") from None
    if figure.note:
        print(f"retrograd: {figure.note}", file=sys.stderr)
