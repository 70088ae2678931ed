"""The garbage collector while recording: no long pauses.

Note [Collections]
    A recorded run keeps what it made: with Python's defaults its full collections go through all of it again and again
    (at 600,000 events, pauses of a quarter second). So the young generation is made large, and what has survived some
    young collections is frozen, that is, not looked at again until the recording ends. Cycles that hold large arrays
    would then stay too long: after so many bytes of arrays recorded, the young are collected at once.
"""

import gc

YOUNG = 10_000  # net allocations that start a young collection: a pause of some 5 milliseconds
OLD = 1000  # young collections before an older generation would be looked at
FREEZE_AFTER = 10  # young collections
ARRAY_BYTES = 256 << 20


class Calm:
    """Python's collector set for a recording; `start`, `tick` at each batch written, `stop` puts all back."""

    def __init__(self):
        self._before, self._bytes = None, 0

    def start(self):
        self._before = gc.get_threshold()
        if self._before[0]:  # the user may have turned it off that way
            gc.freeze()
            gc.set_threshold(max(YOUNG, self._before[0]), OLD, OLD)

    def tick(self, array_bytes):
        self._bytes += array_bytes
        if not gc.isenabled():
            return
        if self._bytes > ARRAY_BYTES:
            self._bytes = 0
            gc.collect(1)
        if gc.get_count()[1] >= FREEZE_AFTER:
            gc.freeze()

    def stop(self):
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None
