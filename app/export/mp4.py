"""The steps of a run as a film, written by the ffmpeg that the system has.

Note [Why not a packaged ffmpeg]
    The wheels that carry ffmpeg carry builds under the GPL, tens of megabytes of them, for one kind of figure. An
    ffmpeg on the PATH does the work; without one the message says what to install, and that gif and html need nothing.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import subprocess
import tempfile

from PySide6.QtGui import QImage

from app.model.translate import tr

from .job import Job, Made
from .options import ExportError
from .reel import Reel

LEAST_RATE = 10.0  # frames a second in the file, whatever the steps' pace is: players then seek well
TIMEOUT = 600  # seconds
CODECS = (("libx264", ("-preset", "veryfast", "-crf", "18", "-tune", "animation")), ("libopenh264", ("-b:v", "4M")),
          ("mpeg4", ("-q:v", "2")))


def make(job: Job) -> Made:
    """The run as an MP4."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise ExportError(tr("an mp4 needs the program ffmpeg, which was not found: install it (apt install ffmpeg, brew "
                             "install ffmpeg, winget install ffmpeg), or write a .gif, which needs nothing."))
    reel = Reel(job, even=True)
    codec, options = _codec(program)
    with tempfile.TemporaryDirectory(prefix="retrograd-", ignore_cleanup_errors=True) as folder:
        path = os.path.join(folder, "film.mp4")
        with open(os.path.join(folder, "words"), "w+b") as words:
            steps = job.options.fps, math.ceil(LEAST_RATE / job.options.fps) * job.options.fps
            last = 1 + round(job.options.pause * job.options.fps)
            _film(_command(program, codec, options, reel, steps, path), reel, last, words)
        with open(path, "rb") as film:
            return Made(film.read(), reel.width, reel.height, reel.note)


def _codec(program: str) -> tuple[str, tuple[str, ...]]:
    """The best of the codecs that this ffmpeg has."""
    known = subprocess.run([program, "-hide_banner", "-encoders"], capture_output=True, text=True, errors="replace",
                           stdin=subprocess.DEVNULL, timeout=30, check=False).stdout.split()
    return next(((name, options) for name, options in CODECS if name in known), CODECS[-1])


def _command(program: str, codec: str, options: tuple[str, ...], reel: Reel, rates: tuple[float, float], path: str) -> list[str]:
    """rates: steps a second, which come in once each, and frames a second in the file, which ffmpeg makes of them."""
    size = f"{reel.width}x{reel.height}"
    taken = ["-f", "rawvideo", "-pix_fmt", "bgra", "-s", size, "-r", f"{rates[0]:g}", "-i", "-"]
    given = ["-an", "-r", f"{rates[1]:g}", "-c:v", codec, *options, "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    return [program, "-hide_banner", "-loglevel", "error", *taken, *given, "-y", path]


def _film(command: list[str], reel: Reel, last: int, words) -> None:
    """Feed the steps to ffmpeg, the last one `last` times."""
    picture = b""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words) as child:
        try:
            for shot in reel:
                child.stdin.write(picture)
                opaque = shot.image.convertToFormat(QImage.Format.Format_RGB32)
                picture = bytes(opaque.constBits())  # of a picture that lives as long as its bits are read
            for _ in range(last):
                child.stdin.write(picture)
            child.stdin.close()
        except BrokenPipeError:
            with contextlib.suppress(BrokenPipeError):  # it has gone; why is in its words
                child.stdin.close()
        except BaseException:
            child.kill()
            raise
        child.wait(TIMEOUT)
    if child.returncode:
        words.seek(0)
        said = words.read(2000).decode(errors="replace").strip().splitlines()
        raise ExportError(tr("ffmpeg could not write the film: {reason}.", reason=said[-1] if said else child.returncode))

