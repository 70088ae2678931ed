"""`retrograd run FILE [ARG…]`: the program in this very process, as `python FILE ARG…` would run it, with our torch.

Loaded under the private name (worker/bootstrap.py), without Qt, argparse or anything else that takes time.
"""

from __future__ import annotations

import os
import sys

from ..worker import bootstrap, runner


def main(words: list[str]) -> int:
    """Run `words[0]` with the arguments `words[1:]`; the exit status is returned or raised, as the program does."""
    if words[0].startswith("-") and words[0] != "-":
        print(f"retrograd run: {words[0]} is no option; it is `retrograd run FILE [ARG…]`", file=sys.stderr)
        return 2
    path, argv = words[0], words[1:]
    try:
        source = runner.read_program(path)
    except Exception as error:
        if type(error).__name__ != "DocumentError":
            raise
        print(f"retrograd run: {error}", file=sys.stderr)
        return 2
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]  # of `python -m app`: the current folder; of `retrograd`: the folder of commands
    runner.forget_checkout()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the window; more threads would add in another order
    bootstrap.install_torch()
    bootstrap.offer_to_subprocesses()
    is_text = isinstance(source, str)  # a notebook's: its file holds something else
    module, filename = runner.prepare(path, argv, source if is_text else None)
    try:
        exec(runner.compile_program(source, filename), module.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        return _failed(error, is_text)
    return 0


def _failed(error: BaseException, is_text: bool) -> int:
    """Say it as Python does, with the user's lines only; then end as Python does."""
    from ..worker import tracebacks

    tracebacks.clean(error)
    tracebacks.report(error, is_text)
    if isinstance(error, KeyboardInterrupt) and os.name == "posix":
        import atexit
        import signal
        import threading

        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    return 1
