"""What the variables of a running function hold, read without a trace in its frame.

Up to Python 3.12 what `f_locals` of a function's frame gives is a dict that stays in the frame until the function returns. It would keep
alive what the variables held: a graph of the user's would not be freed at `del loss`.
"""

import sys
from inspect import CO_OPTIMIZED

UNSHARED = 3  # references to a dict that only the frame has, within `variables`


def variables(frame):
    """{name: value} of the variables of a frame.

    The frame's dict is emptied, unless the user has it too (he called `locals()`), or a tracer is set, after whose calls Python
    writes the dict back into the variables.
    """
    held = frame.f_locals
    if held.__class__ is not dict or not frame.f_code.co_flags & CO_OPTIMIZED:
        return held
    found = held.copy()
    if sys.getrefcount(held) == UNSHARED and sys.gettrace() is None:
        held.clear()
    return found
