"""Refusals about how modules are made and called: inputs of the wrong rank, classes in place of objects, tuples."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..translate import tr
from .finding import diagnosis
from .mismatch import _operands
from .refused import refusal

if TYPE_CHECKING:
    from .case import Case

CONV = diagnosis(
    "conv-input", "error", "A convolution at line {line} gets an input of the wrong shape",
    evidence="{message}{operands}",
    why="Convolutions take (batch, channels, height, width); the number of channels is the layer's first argument.",
    do="{advice}", tag="input shape", rank=2,
)  # fmt: skip
refusal(
    r"Expected \d+D \(unbatched\) or \d+D \(batched\) input to conv",
    CONV,
    lambda case, match: {"advice": tr("Add what is missing: x.unsqueeze(0) for the batch, x.unsqueeze(1) for one "
                                      "channel."), **_operands(case)},
)
refusal(
    r"expected input\[.*\] to have (\d+) channels, but got (\d+) channels instead",
    CONV,
    lambda case, match: {"advice": tr("Bring the channels to the second place, x.permute(0, 3, 1, 2), or make the "
                                      "layer for {count} channels.", count=match[2]), **_operands(case)},
)  # fmt: skip
refusal(r"input.size\(-1\) must be equal to input_size|Expected hidden(?:\[\d\])? size|input has inconsistent "
        r"input_size|hidden.* has inconsistent", diagnosis(
    "rnn-input", "error", "A recurrent layer at line {line} gets an input or state of the wrong size",
    evidence="{message}{operands}",
    why="A recurrent layer takes (time, batch, features), with batch_first=True (batch, time, features), and a state "
        "of (layers, batch, hidden). The features are its first argument, the batch must be the same in both.",
    do="Check the order of the dimensions (batch_first) and make the state for this batch: torch.zeros(layers, "
       "x.size(0), hidden).",
    tag="recurrent input", rank=2,
), _operands)  # fmt: skip
refusal(r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)", diagnosis(
    "batch-sizes", "error", "The loss at line {line} gets {have} outputs and {want} targets",
    evidence="{message}{operands}", why="A classification loss compares one row of scores with one class number a "
                                        "sample.",
    do="Look for a reshape that moves samples into features: view(-1, …) with the wrong size, or a missing flatten.",
    tag="batch sizes", rank=2,
), lambda case, match: {"have": match[1], "want": match[2], **_operands(case)})  # fmt: skip
refusal(r"(\w+)\.(\w+)\(\) missing \d+ required positional arguments?: '(\w+)'", diagnosis(
    "call-arguments", "error", "{name} at line {line} is missing an argument: {missing}",
    evidence="{message}", why="{more}", do="{advice}", tag="missing argument", rank=2,
), lambda case, match: _missing(case, *match.groups()))  # fmt: skip
refusal(r"'(?:builtin_function_or_|builtin_)?(?:method|function)' object is not iterable", diagnosis(
    "method-not-called", "error", "A method is given at line {line} where its result is wanted",
    evidence="{message}", why="model.parameters without parentheses is the method itself, not what it yields.",
    do="Write the parentheses: model.parameters().", tag="not called", rank=2,
))  # fmt: skip
refusal(r"must be Tensor, not (?:torch\.return_types\.)?(max|min|median|mode|sort|topk|kthvalue|cummax|cummin)\b|"
        r"'torch\.return_types\.(\w+)' object has no attribute '(?!backward)", diagnosis(
    "pair-output", "error", "{op}(…, dim) at line {line} gives two tensors, values and indices, and is used as if it were one",
    evidence="{message}", why="Along a dimension these functions give what they found and where: a pair (values, indices).",
    do="Take the part that is meant: .values (it has a gradient) or .indices, or write values, indices = x.{op}(dim=1).",
    tag="a pair", rank=2,
), lambda case, match: {"op": match[1] or match[2]})  # fmt: skip
refusal(r"must be Tensor, not tuple|'tuple' object has no attribute '(?:_data|dim|size|shape|view|log_softmax|squeeze|"
        r"detach|float|mean)'", diagnosis(
    "tuple-output", "error", "A tuple is used at line {line} as if it were a tensor",
    evidence="{message}", why="Some layers return more than one thing: nn.LSTM and nn.GRU give (output, state), "
                              "torch.max(x, dim) (values, indices).",
    do="Unpack it: output, state = layer(x), and go on with the part that is needed. Such a layer does not fit into "
       "nn.Sequential.",
    tag="a tuple", rank=2,
))  # fmt: skip
refusal(r"Error\(s\) in loading state_dict for (\w+):(.*)", diagnosis(
    "state-dict", "error", "The state_dict loaded at line {line} does not fit the {module}",
    evidence="{details}", why="A state_dict holds tensors by the names of the model's parts; names and shapes must be "
                              "the same.",
    do="Build the model as it was when it was saved; for a part of it, strict=False or a dict without the others.",
    tag="state_dict", rank=2,
), lambda case, match: {"module": match[1], "details": " ".join(match[2].split())[:300]})  # fmt: skip


def _missing(case: Case, made_from: str, method: str, name: str) -> dict | None:
    """What is missing where: `self` means that the class was used and not an object of it; None: another function."""
    if method != "forward" and name != "self":
        return None
    call = next(iter(case.program.calls_of(method, line=case.error["line"])), None)
    called = call.name if call is not None else f"{made_from}.{method}"
    if name != "self":
        return {"name": called, "missing": name, "more": tr("forward() is called with what the module is called with."),
                "advice": tr("Give {name}, or a default for it in forward().", name=name)}  # fmt: skip
    owner = call.owner if call is not None else "Net"
    made = next((node for node in case.program.nodes if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == owner), None)
    text = tr(" Line {line} says {code}, without parentheses.",
              line=made.lineno, code=ast.unparse(made)) if made is not None else ""
    return {"name": called, "missing": "self", "more": tr("{owner} is the class itself, not a module made from "
                                                          "it.{text}", owner=owner, text=text),
            "advice": tr("Make an object: {owner} = {made}().",
                         owner=owner, made=ast.unparse(made.value) if made is not None else owner)}  # fmt: skip
