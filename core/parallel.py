"""How many threads PyTorch would compute with: some of its sums are shared among them, so their number is part of the digits.

Nothing here runs in threads: what PyTorch adds in parts is added in the same parts. More than two threads count as two.
"""

import os

_changed = []  # functions to call when the number has changed: what was planned for another is of no use


def _default():
    """The number OMP_NUM_THREADS names, else that of the processors at hand, as PyTorch's OpenMP has it."""
    asked = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if asked.isdigit() and int(asked):
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


count = _default()


def use(n):
    """Makes it n; refused in PyTorch's words where n is no such number."""
    global count
    if n.__class__ is not int:
        raise RuntimeError(f"set_num_threads expects an int, but got {type(n).__name__}")
    if n < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    if n != count:
        count = n
        for forget in _changed:
            forget()


def when_changed(forget):
    """Has this function, which forgets plans, called when the number changes."""
    _changed.append(forget)
    return forget
