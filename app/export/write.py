"""From a job to files: asks the kind's maker for the bytes and puts them where they belong."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

from app.model.translate import tr

from . import Figure
from .job import Job, Made
from .kinds import maker
from .options import ExportError


def write(job: Job, path: str, progress: Callable[[int, int], None] | None = None) -> Figure:
    """Write one figure, or all of a run's; see app.export.export, which has checked the arguments."""
    make = maker(job.kind)
    if job.steps and job.kind.run == "files":
        return _numbered(job, make, path, progress)
    job.progress = progress
    return _put(path, make(job))


def _numbered(job: Job, make, path: str, progress) -> Figure:
    """OUT-001.svg and so on, one for each step."""
    stem, ending = os.path.splitext(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise ExportError(tr("{path} is no folder's file: numbered figures need one.", path=path))
    digits = max(3, len(str(len(job.steps))))
    written = []
    for number, step in enumerate(job.steps, 1):
        written.append(_put(f"{stem}-{number:0{digits}}{ending}", make(job.at(step))))
        if progress is not None:
            progress(number, len(job.steps))
    first = written[0]
    return Figure(first.path, first.width, first.height, first.note, tuple(one.path for one in written))


def _put(path: str, made: Made) -> Figure:
    put(path, made.data)
    return Figure(path, made.width, made.height, made.note, (path,))


def put(path: str, data: bytes) -> None:
    """Write a file so that it is there whole or not at all; what stood there before stays if writing fails.

    What is not a plain file (a pipe, /dev/stdout) is written to directly. OSError as the file system says it.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as out:
            out.write(data)
        return
    folder = os.path.dirname(os.path.abspath(path))
    number, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=os.path.basename(path)[-40:])
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(part, 0o666 & ~umask)
        os.replace(part, os.path.realpath(path))
    except BaseException:
        os.unlink(part)
        raise
