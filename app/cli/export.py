"""`retrograd export FILE_OR_TAPE -o OUT.EXT …`: one figure of the graph at a step, or all of a run's, without a display."""

from __future__ import annotations

import os
import re
import sys

from ..export import SCALES, ExportError, Options, kind_of
from ..export import export as make
from ..model.trace import Trace
from .record import open_tape_file, tape_of
from .words import CommandError

_EVENTS = re.compile(r"(\d{0,12}):(\d{0,12})\Z", re.ASCII)


def export(options) -> int:
    """Write the figure; returns the exit status of the program that was run for it (0 for a tape)."""
    look = check_words(options)
    with tape_of(options.file) as (tape, status), open_tape_file(tape) as read:
        trace = Trace(read)
        trace.extend()
        write(trace, options, look)
    return status


def check_words(options) -> dict:
    """The figure's look, as `app.export.export` takes it. Raises CommandError for what cannot be had."""
    scale = options.scale if options.dpi is None else options.dpi / 96
    low, high = SCALES
    if not low <= scale <= high:
        raise CommandError(f"export: --scale must be from {low:g} to {high:g}, --dpi from {96 * low:g} to {96 * high:g}.")
    names = ("theme", "transparent", "background", "view", "whole", "direction", "values", "legend", "caption",
             "selection", "page", "width", "fps", "pause", "with_session", "collapse", "lang", "carry_fonts")
    look = {name: getattr(options, name) for name in names} | {"scale": scale}
    try:
        kind, chosen = kind_of(options.output), Options(**look)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None
    for name in ("page", "width", "with_session", "carry_fonts", "transparent", "background"):
        if getattr(chosen, name) and name not in kind.takes:
            raise CommandError(f"export: --{name.replace('_', '-')} means nothing for a .{kind.name} figure.")
    if kind.only_run and (options.step is not None or options.at or options.last):
        raise CommandError(f"export: a .{kind.name} shows all steps; choose some of them with --events A:B.")
    if options.events and not (_EVENTS.match(options.events) and (options.all_steps or kind.only_run)):
        raise CommandError("export: --events takes two event numbers, as in 10:90, and goes with --all-steps.")
    folder = os.path.dirname(os.path.abspath(options.output))
    if not os.path.isdir(folder):
        raise CommandError(f"{options.output} cannot be written: there is no folder {folder}.")
    return look


def seq_of(trace: Trace, options) -> int:
    """The event after which the figure shows the graph; raises CommandError when the run has no such place."""
    from ..export.at import resolve

    try:
        return resolve(trace, options.step, options.at)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None


def write(trace: Trace, options, look: dict) -> None:
    """Have app/export make the file; what is not quite as asked is said on stderr."""
    events = None
    if options.events:
        first, last = _EVENTS.match(options.events).groups()
        events = int(first or 0), int(last or len(trace) - 1)
    try:
        figure = make(trace, options.output, step=seq_of(trace, options), all_steps=options.all_steps, events=events,
                      progress=_progress() if sys.stderr and sys.stderr.isatty() else None, **look)
    except ExportError as error:
        raise CommandError(f"export: {error}") from None
    except OSError as error:
        raise CommandError(f"{options.output} could not be written: {error.strerror or error}.") from None
    if len(figure.paths) > 1:
        print(f"retrograd: {len(figure.paths)} figures, {figure.paths[0]} to {figure.paths[-1]}", file=sys.stderr)
    if figure.note:
        print(f"retrograd: {figure.note}", file=sys.stderr)


def _progress():
    """Says on a terminal how far a long figure is."""

    def say(done: int, of: int) -> None:
        print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return say
