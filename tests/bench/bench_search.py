"""How long the search takes: each kind of term over a chain of 100,000 nodes, at the middle of its backward and at its end.

Run by hand: python -m tests.bench.bench_search. Reach: every term in 100 ms on an idle machine, and
the first slice (what needs no values, at once) in 50 ms.
"""

import tempfile
import time
import warnings
from pathlib import Path

from app.model import search
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

NODES = 100_000
QUERIES = ("mul", "grad_fn:Mul", "op:add*", "name:x", "in:h.*", "line:3-4", "shape:(2,*)", "is:leaf", "is:visited",
           "is:cut", "call:1", "value:nan", "norm>1", "|grad|>1e-30", "grad:none", "grad:not_yet")  # fmt: skip


def measure(trace: Trace, cursor: int) -> None:
    """Prints for each query how many it finds, how long it takes, and its longest slice."""
    for text in QUERIES:
        start = time.perf_counter()
        run = search.Search(search.parse(text), trace, cursor)
        longest = time.perf_counter() - start
        while not run.done:
            began = time.perf_counter()
            run.work(0.008)
            longest = max(longest, time.perf_counter() - began)
        whole = time.perf_counter() - start
        print(f"  {text:16} {len(run.seqs):8,} found   {whole * 1e3:7.1f} ms   longest slice {longest * 1e3:5.1f} ms")


def main() -> None:
    """Both cursors."""
    warnings.simplefilter("ignore")  # the chain's values overflow
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain.tape")
        tapes.write_chain(path, NODES)
        with open_tape(path) as tape:
            trace = Trace(tape)
            trace.extend()
            for name, cursor in (("within backward", NODES * 3 // 2), ("at the end", len(trace) - 1)):
                print(name)
                measure(trace, cursor)


if __name__ == "__main__":
    main()
