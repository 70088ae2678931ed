"""Writes NAME.json for programs/NAME.txt from real PyTorch (2.13, CPU): run with a Python that has torch, with the
NAMEs as arguments.

The square root of floats is made correctly rounded first: MKL's, which PyTorch calls, is up to 0.75 ulp off on some
processors.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch._refs
import torch.func
import torch.nn.utils.prune
import torch.testing
import torch.utils.checkpoint
import torch.utils.flop_counter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "core"))
import programs  # noqa: E402


def exact_sqrt(x):
    if x.requires_grad or torch.utils._python_dispatch.is_in_torch_dispatch_mode():
        return slow_sqrt(x)
    return torch.from_numpy(np.asarray(np.sqrt(x.numpy()))).reshape(x.shape)


slow_sqrt = torch.Tensor.sqrt
torch.Tensor.sqrt = exact_sqrt
torch.Tensor.sqrt_ = lambda x: x.copy_(exact_sqrt(x))


def main():
    torch.func.jacfwd(torch.sin)(torch.ones(1))  # its first use imports what warns of torch's own affairs
    names = {
        "functorch": __import__("functorch"),
        "math": __import__("math"),
        "np": np,
        "torch": torch,
        "nn": torch.nn,
        "F": torch.nn.functional,
        "init": torch.nn.init,
        "optim": torch.optim,
        "lr_scheduler": torch.optim.lr_scheduler,
        "data": __import__("torch.utils.data").utils.data,
        "D": __import__("torch.distributions").distributions,
    }
    for name in sys.argv[1:]:
        results = {title: programs.run(code, names) for title, code in programs.programs(name).items()}
        (HERE / f"{name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
        print(name, len(results), "programs")
        for title, result in results.items():
            if result["error"]:
                print("   ", title, "->", result["error"][:200])


main()
