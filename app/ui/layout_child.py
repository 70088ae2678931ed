"""The layout process: reads graphs from its standard input, writes their layouts to its standard output. No Qt.

A message is a line of JSON (id, names, types and shapes of arrays) and then the arrays' bytes, one after the other. A
request that comes while another is being worked on ends that one: only the newest is wanted. At the end of the input
the process ends.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from typing import BinaryIO

import numpy as np

from app.model.layout import Layout, LayoutCancelled, LayoutInput, layered

INPUTS = ("src", "dst", "slot", "left", "right", "height", "core", "seed_x", "frame", "parent")
RESULTS = ("x", "y", "layer", "points", "start", "frames")


def send(pipe: BinaryIO, number: int, arrays: dict[str, np.ndarray | None], **more) -> None:
    """Writes one message; an array that is None is left out."""
    held = {name: np.ascontiguousarray(a) for name, a in arrays.items() if a is not None}
    head = {"id": number, "arrays": [(name, a.dtype.str, a.shape) for name, a in held.items()], **more}
    pipe.write(json.dumps(head).encode() + b"\n" + b"".join(a.tobytes() for a in held.values()))
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[dict, dict[str, np.ndarray]] | None:
    """The next message as (head, arrays), None at the end of the stream."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        return None
    head, arrays = json.loads(line), {}
    for name, dtype, shape in head["arrays"]:
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        data = pipe.read(size)
        if len(data) < size:
            return None
        arrays[name] = np.frombuffer(data, dtype).reshape(shape)
    return head, arrays


def input_arrays(inp: LayoutInput) -> dict[str, np.ndarray | None]:
    return {name: getattr(inp, name) for name in INPUTS}


def _input_of(head: dict, arrays: dict[str, np.ndarray]) -> LayoutInput:
    more = {name: head[name] for name in ("column_gap", "layer_gap", "keep")}
    return LayoutInput(**{"seed_x": None, **arrays}, **more, rims=tuple(head["rims"]))


def result_of(head: dict, arrays: dict[str, np.ndarray]) -> Layout:
    return Layout(**arrays, crossings=head["crossings"])


def main() -> None:
    waiting: queue.Queue = queue.Queue()

    def read() -> None:
        while (message := receive(sys.stdin.buffer)) is not None:
            waiting.put(message)
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        message = waiting.get()
        while message is not None and not waiting.empty():
            message = waiting.get()
        if message is None:
            return
        head, arrays = message
        try:
            found = layered(_input_of(head, arrays), cancel=lambda: not waiting.empty())
        except LayoutCancelled:
            continue
        send(sys.stdout.buffer, head["id"], {name: getattr(found, name) for name in RESULTS}, crossings=found.crossings)


if __name__ == "__main__":
    main()
