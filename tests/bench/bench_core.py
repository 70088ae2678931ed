"""The core against real PyTorch: processor time of nine programs as ratios, not recording and recording every event.

Run by hand: `python -m tests.bench.bench_core /path/to/python-with-torch [program…]`. Each program (programs/) runs on
PyTorch, on the core, and on the core recording, in turn in three processes with one thread each; a turn is as many runs
as take PyTorch a tenth of a second. The ratio is that of neighbouring turns, of which the median is printed. A turn that
records makes a tape of its own and is over when everything is in the file. Nothing is asserted; `reach` is issue 3's.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REACH = {
    "scalar_chain": (0.40, 0.50), "tutorial": (0.38, 0.45), "small_mlp": (0.45, 0.60), "digits_mlp": (0.90, 1.10),
    "char_rnn": (0.75, 0.90), "hvp": (0.60, 0.75), "elementwise": (1.0, 1.1), "conv_net": (1.1, 1.2),
    "sgd_tutorial": (0.15, 0.20),
}  # fmt: skip
REPEATS = 15
TURN = 0.1  # seconds of PyTorch's time


def serve(engine: str, program: str, folder: str) -> None:
    """In the child: prints what `run` gave, then for each number read the seconds that so many runs took."""
    if engine == "torch":
        import torch

        torch.set_num_threads(1)
    else:
        import core
        import core.facade as torch
    spec = importlib.util.spec_from_file_location(program, Path(__file__).parent / "programs" / f"{program}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.setup(torch)
    first = module.run()
    for _ in range(3):
        module.run()
    print(repr(first), flush=True)
    for line in sys.stdin:
        runs = range(int(line))
        Path(folder, "bench.tape").unlink(missing_ok=True)  # the last turn's: to take it away is no part of recording
        began = time.process_time()
        if engine == "recording":
            with core.record(os.path.join(folder, "bench.tape")):
                for _ in runs:
                    module.run()
        else:
            for _ in runs:
                module.run()
        print(time.process_time() - began, flush=True)


class Child:
    """One engine with one program in a process of its own; `value` is what the program's first run gave."""

    def __init__(self, python: str, engine: str, program: str, folder: str):
        sys.path.insert(0, str(ROOT))
        from app.worker.spawn import environment

        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        added = {} if engine == "torch" else environment()
        words = [python, "-m", "tests.bench.bench_core", "--serve", engine, program, folder]
        self.process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **threads, **added}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        self.value = float(self.process.stdout.readline())

    def seconds(self, runs: int) -> float:
        self.process.stdin.write(f"{runs}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def measure(torch_python: str, program: str, folder: str) -> tuple[float, float, float]:
    """Medians of core / torch, recording / torch, recording / core."""
    engines = [(torch_python, "torch"), (sys.executable, "core"), (sys.executable, "recording")]
    children = [Child(python, engine, program, folder) for python, engine in engines]
    real, ours, recorded = (child.value for child in children)
    assert ours == recorded and abs(ours - real) <= 1e-3 * max(1, abs(real)), f"{program}: {real} {ours} {recorded}"
    runs = 1
    while (took := children[0].seconds(runs)) < TURN / 2:
        runs *= 2
    runs = max(1, round(runs * TURN / took))
    for child in children:
        child.seconds(max(1, runs // 4))
    turns = [[child.seconds(runs) for child in children] for _ in range(REPEATS)]
    for child in children:
        child.end()
    pairs = [(1, 0), (2, 0), (2, 1)]
    return tuple(statistics.median(turn[a] / turn[b] for turn in turns) for a, b in pairs)


def main(torch_python: str, programs: list[str]) -> None:
    print(f"{'':14}{'reach':>13}{'measured':>16}{'recording':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for program in programs or REACH:
            bare, recorded, cost = measure(torch_python, program, folder)
            reach = "{:.2f} / {:.2f}".format(*REACH[program])
            print(f"{program:14}{reach:>13}{f'{bare:.2f} / {recorded:.2f}':>16}{f'× {cost:.2f}':>12}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(*sys.argv[2:])
    elif len(sys.argv) < 2:
        sys.exit(__doc__)
    else:
        main(sys.argv[1], sys.argv[2:])
