"""`retrograd handout LESSON -o FOLDER`: the lesson's html, pdf, figures and program, without a display."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..export import ExportError
from ..model.trace import Trace
from .record import open_tape_file, tape_of
from .words import CommandError


def handout(file: str, folder: str, lang: str, name: str = "") -> int:
    """Write the hand-out; returns the exit status of the lesson's run (0 for a tape)."""
    if name and (os.path.basename(name) != name or name in (".", "..")):
        raise CommandError(f"handout: --name is the files' name without their folder, not {name}.")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise CommandError(f"handout: the folder {folder} cannot be made: {error.strerror}.") from None
    with tape_of(file) as (tape, status), open_tape_file(tape) as read:
        trace = Trace(read)
        trace.extend()
        from ..export.handout import handout as make
        from ..export.translation import spoken

        try:
            with spoken(lang):
                made = make(trace, str((read.meta or {}).get("source") or ""), folder,
                            name or Path(file).stem, lang)  # fmt: skip
        except ExportError as error:
            raise CommandError(f"handout: {error}") from None
        except OSError as error:
            raise CommandError(f"{folder} could not be written to: {error.strerror or error}.") from None
    for problem in made.problems:
        print(f"retrograd: {file}, line {problem.line}: {problem.message}", file=sys.stderr)
    print(f"retrograd: {len(made.paths)} files, {made.paths[0]} to {made.paths[-1]}", file=sys.stderr)
    return status
