"""Writes saved/*.pt and saved/values.json from real PyTorch: run with a Python that has torch.

tensors.pt holds tensors of all kinds, views among them; checkpoint.pt what training programs keep; module.pt a module
itself, which is refused.
"""

import json
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent / "saved"


def main():
    torch.manual_seed(0)
    a = torch.arange(6.0)
    tensors = {
        "a": a,
        "turned": a.view(2, 3).t(),
        "part": a[2:4],
        "bfloat16": a.bfloat16()[1:],
        "half": a.half(),
        "bool": torch.tensor([True, False]),
        "complex": torch.tensor(1 + 2j),
        "empty": torch.empty(0, 3),
        "number": torch.tensor(7),
        "parameter": torch.nn.Parameter(torch.ones(2)),
    }
    torch.save(tensors, HERE / "tensors.pt")
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(4, 3)).sum().backward()
    optimizer.step()
    torch.save({"epoch": 3, "best": 0.5, "name": "run", "model": model.state_dict(), "optimizer": optimizer.state_dict(),
                "dtype": torch.float16, "device": torch.device("cpu"), "size": torch.Size([1, 2])}, HERE / "checkpoint.pt")  # fmt: skip
    torch.save(model, HERE / "module.pt")
    values = {name: repr(t) for name, t in tensors.items()}
    values["checkpoint"] = repr(torch.load(HERE / "checkpoint.pt"))
    (HERE / "values.json").write_text(json.dumps(values, indent=1) + "\n")


main()
