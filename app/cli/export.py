"""`retrograd export FILE_OR_TAPE -o OUT.EXT …`: one figure of the graph at a step, without a display."""

from __future__ import annotations

import os

from ..model.trace import Trace
from . import FIGURES, LATER, CommandError
from .record import open_tape_file, tape_of


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
        raise CommandError(f"export: .{kind} not yet; this version writes {', '.join(FIGURES)}.")
    if kind not in FIGURES:
        raise CommandError(f"export: {options.output} is no kind of figure: its name must end in one of "
                           f"{', '.join('.' + f for f in FIGURES)}.")
    if options.all_steps:
        raise CommandError("export: --all-steps: not yet; this version writes one figure, at --step N or --at WHERE.")
    if not 0.05 <= options.scale <= 20:
        raise CommandError("export: --scale must be from 0.05 to 20.")
    folder = os.path.dirname(os.path.abspath(options.output))
    if not os.path.isdir(folder):
        raise CommandError(f"{options.output} cannot be written: there is no folder {folder}.")


def seq_of(trace: Trace, options) -> int:
    """The event after which the figure shows the graph; raises CommandError when the run has no such place."""
    last = len(trace) - 1
    if options.step is not None:
        if not 0 <= options.step <= last:
            raise CommandError(f"export: --step {options.step}: the run has events 0 to {last}.")
        return options.step
    if options.at is None:
        return last
    calls = trace.calls
    if options.at == "forward":
        return calls[0].first - 1 if calls else last
    word, _, number = options.at.partition(":")
    if word != "backward" or not number.isdigit():
        raise CommandError(f"export: --at {options.at}: it is `--at forward` or `--at backward:K`.")
    if not 1 <= int(number) <= len(calls):
        raise CommandError(f"export: --at {options.at}: the run has {len(calls)} backward calls.")
    call = calls[int(number) - 1]
    return call.last if call.last >= 0 else last  # the run ended within it


def write(trace: Trace, options, seq: int) -> None:
    """Have app/export make the file."""
    from ..export import export as make

    try:
        make(trace, options.output, step=seq, theme=options.theme, scale=options.scale,
             transparent=options.transparent, view=options.view)
    except OSError as error:
        raise CommandError(f"{options.output} could not be written: {error.strerror or error}.") from None
