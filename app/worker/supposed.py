"""What if, in the program's process: at one place of the run a tensor gets another value, or another gradient arrives.

The place is told by the tape's own numbers: the tensor's id, and how many times it had been written by then (made,
changed in place, stepped by an optimizer), or how many times a gradient had come to it. As the program is the same and
does the same, they mean the same here. Functions stand in for the recorder's hooks, as for breakpoints (stops.py).
"""

from __future__ import annotations

from ...core.recorder_memory import ndarray
from ...core.tensor import Tensor, wrap

_MADE = {"single": 1, "tensor": 0}  # hook: which of its arguments is the tensor made


class Supposed:
    """Puts in what is supposed: `entries` are those of a job (Note [Job] in spawn.py). done() is called at the first."""

    def __init__(self, recorder, entries: list[dict], done):
        self._recorder, self._done = recorder, done
        self._mutate = recorder.mutate
        self._values = {entry["tensor"]: entry for entry in entries if entry["part"] == "value"}
        self._grads = {entry["tensor"]: entry for entry in entries if entry["part"] == "grad"}
        self._writes: dict[int, int] = {}
        for name in (*_MADE, "several", "op", "mutate", "optimizer_step"):
            setattr(recorder, name, _then(getattr(recorder, name), getattr(self, f"_after_{name}", None)
                                          or self._after_made_by(name)))  # fmt: skip
        recorder.stood_in(_then(None, None).__code__, True)

    # ---- moments

    def _after_made_by(self, name: str):
        at = _MADE[name]
        return lambda *args: self._made(args[at])

    def _after_several(self, code, ts, *_rest) -> None:
        for t in ts:
            self._made(t)

    def _after_op(self, name, inputs, outputs, node, params=None) -> None:
        for t in (outputs,) if isinstance(outputs, Tensor) else outputs:
            self._made(t)

    def _after_mutate(self, name, t, node, params=None) -> None:
        self._written(t, self._writes.get(t._id, 1) + 1)

    def _after_optimizer_step(self, name, params, groups=()) -> None:
        for t, *_ in params:
            self._written(t, self._writes.get(t._id, 1) + 1)

    def _made(self, t) -> None:
        if t._id in self._grads:
            self._wait_for_gradient(t, self._grads.pop(t._id))
        self._written(t, 1)

    # ---- what is put in

    def _written(self, t, count: int) -> None:
        """The tensor has been written for the count-th time."""
        if t._id in self._grads:  # a leaf that the tape first met when it was changed
            self._wait_for_gradient(t, self._grads.pop(t._id))
        entry = self._values.get(t._id)
        if entry is None:
            return
        self._writes[t._id] = count
        if count == entry["count"]:
            self._put(t, entry["numbers"])
            self._done()

    def _put(self, t, numbers) -> None:
        """The tensor has these numbers from now on, and the tape says so."""
        data = t._data
        if isinstance(data, ndarray):
            self._recorder.before_write(t)
            data[...] = numbers
        else:
            t._data = data.dtype.type(numbers)
        self._mutate("supposed_", t, None)

    def _wait_for_gradient(self, t, entry: dict) -> None:
        """From now on a hook counts the gradients that come, and replaces one."""
        came = 0

        def replaced(grad):
            nonlocal came
            came += 1
            if came != entry["count"]:
                return None
            self._done()
            like = grad._data
            if not isinstance(like, ndarray):
                return wrap(like.dtype.type(entry["numbers"]))
            other = like.copy()
            other[...] = entry["numbers"]
            return wrap(other)

        if t.requires_grad:
            t.register_hook(replaced)


def _then(plain, look):
    def supposing(*args):
        result = plain(*args)
        look(*args)
        return result

    return supposing
