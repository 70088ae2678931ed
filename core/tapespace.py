"""Room on the disk for a tape that grows fast: asked for some way ahead, writing costs half as much processor time (ext4)."""

import os
import sys

LARGE = 1 << 20  # bytes of a chunk from which on it is worth while
AHEAD = 64 << 20  # bytes asked for beyond a chunk's end, at most; not more than the file has already
KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE: the file ends where it did, for those who read it


class Space:
    """What was asked for of one file: `before(file, start, end)` a part is written there, `give_back(file, end)` at last."""

    def __init__(self):
        self._until, self._ask = 0, None

    def before(self, file, start, end):
        if end - start < LARGE or end <= self._until or self._ask is False:
            return
        if self._ask is None:
            self._ask = _fallocate() or False
        until = end + min(AHEAD, start)
        if self._ask and self._ask(file, KEEP_SIZE, start, until - start) == 0:
            self._until = until
        else:
            self._ask = False  # a file system that cannot, or a disk that is nearly full: it works without

    def give_back(self, file, end):
        if self._until > end:
            os.ftruncate(file, end)


def _fallocate():
    """fallocate(2); None where there is none. (os.posix_fallocate would make the file longer at once.)"""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        function = ctypes.CDLL(None).fallocate64
    except (ImportError, OSError, AttributeError):
        return None
    function.argtypes = ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64
    return function
