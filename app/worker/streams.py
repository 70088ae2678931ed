"""stdout, stderr and stdin of a recorded program.

Note [Output]: sys.stdout stays an ordinary TextIOWrapper, flushed at line ends, over a raw stream that puts each flush
on the tape (one print is one event, at its place among the ops) and, where wanted, passes the bytes on. After
`max_lines` lines or `max_bytes` bytes a stream is cut: a line says so, later text is counted, only its last lines are
kept, for the end, and the wrapper no longer flushes at each line, so that ten million prints cost what they cost under
plain Python. What is written straight to the file descriptors 1 and 2 (by C code, by subprocesses) goes, in the
window's child, into a file that the watching thread reads: a file never blocks its writer.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections import deque
from collections.abc import Callable

TAIL_LINES = 100
TAIL_CHARACTERS = 10_000  # of one write


class RecordedStream(io.RawIOBase):
    """The raw stream below sys.stdout or sys.stderr: bytes go to `record(name, text)`, and on to descriptor `own_fd` of
    the process where `passes_on`."""

    def __init__(self, name: str, record: Callable[[str, str], None], own_fd: int, passes_on: bool, max_lines: int,
                 max_bytes: int):
        self.stream, self.passes_on = name, passes_on
        self._record: Callable[[str, str], None] | None = record
        old = getattr(sys, name)  # None when the process was started with this descriptor closed
        self._own_fd, self._fd = own_fd, own_fd if passes_on and old is not None else None
        self.encoding = old.encoding if self._fd is not None else "utf-8"
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        self._lines_left, self._bytes_left = max_lines, max_bytes
        self._limit = f"{max_lines:,} lines or {max_bytes / 1e6:g} MB"
        self._tail: deque[str] | None = None  # once cut: the last lines
        self._left_out = 0

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._own_fd

    def write(self, data) -> int:
        data = bytes(data)
        if self._record is not None:
            self.add(self._decoder.decode(data))
        self._pass_on(data)
        return len(data)

    def _pass_on(self, data: bytes) -> None:
        view = memoryview(data)
        while view and self._fd is not None:
            view = view[os.write(self._fd, view):]

    def write_past_tape(self, text: str) -> None:
        """Only pass text on: what it says is on the tape in another form."""
        self._pass_on(text.encode(self.encoding, "backslashreplace"))

    def add(self, text: str) -> None:
        """Put text on the tape, or count it when the stream has been cut."""
        if not text or self._record is None:
            return
        if self._tail is None:
            self._lines_left -= text.count("\n")
            self._bytes_left -= len(text)
            if self._lines_left >= 0 and self._bytes_left >= 0:
                self._record(self.stream, text)
                return
            self._tail = deque(maxlen=TAIL_LINES)
            self._record(self.stream, f"[More than {self._limit} printed: what follows is left out here, but for the "
                                      f"last {TAIL_LINES} lines.]\n")
        self._left_out += text.count("\n")
        self._tail.extend(text[-TAIL_CHARACTERS:].splitlines(True)[-TAIL_LINES:])

    @property
    def is_cut(self) -> bool:
        return self._tail is not None

    def finish(self) -> None:
        """Put the last lines of a stream that was cut on the tape."""
        if self._record is None or self._tail is None:
            return
        tail, self._tail = "".join(self._tail), deque(maxlen=TAIL_LINES)
        if not tail:
            return
        hidden = self._left_out - tail.count("\n")
        if hidden > 0:
            tail = f"[… {hidden:,} lines left out …]\n{tail}"
        self._left_out = 0
        self._record(self.stream, tail)

    def stop_recording(self) -> None:
        """The tape is closed."""
        self._record = None

    def detach_after_fork(self) -> None:
        """In a forked child: nothing goes on the parent's tape, all goes to the process's own descriptors."""
        self._record, self._fd = None, self._own_fd


def wrap(raw: RecordedStream, errors: str) -> io.TextIOWrapper:
    """The text stream above a RecordedStream."""
    stream = io.TextIOWrapper(io.BufferedWriter(raw), encoding=raw.encoding, errors=errors, line_buffering=True,
                              newline=None if raw.passes_on else "\n")
    stream.mode = "w"
    return stream


class Streams:
    """The program's streams, installed as sys.stdout and sys.stderr.

    record(stream, text) is called for each piece (the recorder joins those of a line); pass_out and pass_err say
    whether it is also written to the descriptors 1 and 2.
    """

    def __init__(self, record: Callable[[str, str], None], pass_out: bool, pass_err: bool, max_lines: int,
                 max_bytes: int):
        self.raw = [RecordedStream("stdout", record, 1, pass_out, max_lines, max_bytes),
                    RecordedStream("stderr", record, 2, pass_err, max_lines, max_bytes)]
        self._text = [wrap(self.raw[0], "strict"), wrap(self.raw[1], "backslashreplace")]
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = self._text
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)

    def _after_fork(self) -> None:
        for raw in self.raw:
            raw.detach_after_fork()

    def flush(self) -> None:
        """What waits in the buffers goes out; a stream that the program closed is passed over."""
        for stream in self._text:
            if not stream.closed:
                try:
                    stream.flush()
                except (OSError, ValueError):
                    continue  # whoever read it is gone, or it was detached: plain Python loses that text too

    def calm(self) -> None:
        """Flush a stream that was cut less often from now on: not at each line."""
        for raw, text in zip(self.raw, self._text):
            if raw.is_cut and not text.closed and text.line_buffering:
                text.reconfigure(line_buffering=False)

    def stop_recording(self) -> None:
        """The tape is closed: what is still printed only goes on to the descriptors."""
        for raw in self.raw:
            raw.stop_recording()

    def finish(self) -> None:
        """The end of the run: everything out, and the last lines of what was cut."""
        self.flush()
        for raw in self.raw:
            raw.finish()


class CapturedDescriptors:
    """What is written to the descriptors 1 and 2 themselves, caught in the files `base`.stdout and `base`.stderr.

    `take()` hands what is new to the streams. A file that has been read and is longer than `limit` bytes is emptied.
    """

    def __init__(self, base: str, streams: Streams, limit: int = 1_000_000):
        self._limit = limit
        self._files = []
        for raw in streams.raw:
            path = f"{base}.{raw.stream}"
            write = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
            read = os.open(path, os.O_RDONLY)
            os.dup2(write, raw.fileno(), inheritable=True)
            os.close(write)
            if os.name == "posix":
                os.unlink(path)  # elsewhere the parent removes it, with the tape
            self._files.append((raw, read, codecs.getincrementaldecoder("utf-8")("replace")))

    def take(self) -> None:
        """Put what was written since the last call on the tape."""
        for raw, read, decoder in self._files:
            data = os.read(read, self._limit)
            if os.lseek(read, 0, os.SEEK_CUR) >= self._limit:
                os.ftruncate(raw.fileno(), 0)
                os.lseek(read, 0, os.SEEK_SET)
            raw.add(decoder.decode(data))
