"""Dimensions that are mixed up where the shapes fit all the same: no error, and a model that looks at the wrong thing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from ..numbers import shape_text
from .finding import diagnosis
from .program import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

ATTENTION = diagnosis(
    "attention-dim", "warning", "softmax at line {line} runs over dimension {dim} of the scores, which are then summed over the last one",
    evidence="{scores} is {shape}. Its rows of weights go into the product at line {used} with sums from {low} to {high}, not 1.",
    why="Attention weighs all keys for each query: each row of scores is one query's, and the softmax must make its weights sum to 1.",
    do="Write dim=-1.", tag="wrong dim", rank=24,
)  # fmt: skip
LAST_OF_BATCH = diagnosis(
    "recurrent-batch", "warning", "{output}[:, -1] at line {line} takes the last of the batch, not the last step in time",
    evidence="{layer} at line {made} is made without batch_first=True, so its output {shape} is (time, batch, features).",
    why="Recurrent layers take (time, batch, features) unless batch_first=True. Given (batch, time, features), the samples are "
        "taken for steps in time, and no shape is wrong.",
    do="Make the layer with batch_first=True, or take {output}[-1] of data that has time first.", tag="batch or time", rank=24,
)  # fmt: skip
OVER_BATCH = diagnosis(
    "softmax-over-batch", "warning", "softmax at line {line} runs over the batch (dim {dim}), not over the classes",
    evidence="{scores} is {shape}, one row a sample. Its columns sum to 1 then; the rows sum to {low} up to {high}.",
    why="dim says along which dimension the values shall sum to 1: the classes of one sample, which is dim=1 of (batch, classes).",
    do="Write dim=1 (or dim=-1); or use cross_entropy on the scores.", tag="wrong dim", rank=24,
)  # fmt: skip
OVER_SAMPLES = diagnosis(
    "norm-over-batch", "warning", "Line {line} normalises over the batch (dim 0), and the product at line {used} compares row with row",
    evidence="{result} is {shape}, one row a sample. Its columns have length 1; the rows have lengths from {low} to {high}.",
    why="A similarity of samples is the product of vectors of length 1: each row is to be divided by its own norm.",
    do="Write dim=1 (or dim=-1).", tag="wrong dim", rank=24,
)  # fmt: skip
_SCALES = ("div", "mul", "masked_fill", "add", "where", "sub", "clone", "masked_fill_", "div_", "mul_", "_to_copy")
_PASSES = ("expand", "view", "_unsafe_view", "unsafe_view", "_reshape_alias", "reshape", "dropout", "native_dropout", "mul", "clone")
_PRODUCTS = ("matmul", "bmm", "mm", "baddbmm")


def find(case: Case) -> Iterator[Finding]:
    """What is normalised, or picked, along the wrong dimension."""
    yield from _attention(case)
    yield from _over_batch(case)
    yield from _over_samples(case)
    yield from _last_of_batch(case)


def _attention(case: Case) -> Iterator[Finding]:
    for seq in case.sampled(case.ops("softmax", "_softmax").tolist()):
        event = case.trace[seq]
        dim, shape = (event.get("params") or {}).get("dim"), case.trace.tensor(event["inputs"][0]).shape
        if not isinstance(dim, int) or len(shape) < 2 or dim % len(shape) == len(shape) - 1 or shape[-1] < 2:
            continue
        used = _product_of(case, event["outputs"][0])
        if used is None or not _is_scores(case, event["inputs"][0]):
            continue
        sums = event["value"].array.sum(axis=-1)
        yield ATTENTION.at(event["line"], seq=seq, tensor=event["outputs"][0], dim=dim, scores=case.name(event["inputs"][0]),
                           shape=shape_text(shape), used=used["line"] or "?", low=case.say(float(sums.min())),
                           high=case.say(float(sums.max())), lines=tuple(filter(None, (used["line"],))))  # fmt: skip
        return


def _over_batch(case: Case) -> Iterator[Finding]:
    """softmax(dim=0) of a layer's scores, of which each row's own class is picked out then."""
    for seq in case.sampled(case.ops("softmax", "_softmax", "log_softmax", "_log_softmax").tolist()):
        event = case.trace[seq]
        shape = case.trace.tensor(event["inputs"][0]).shape
        maker = case.producer(event["inputs"][0])
        if (event.get("params") or {}).get("dim") not in (0, -2) or len(shape) != 2 or min(shape) < 2 or maker is None:
            continue
        if maker.get("op") in ("addmm", "mm") and _picks_classes(case, event["outputs"][0], shape[0]):
            sums = (np.exp(event["value"].array) if "log" in event["op"] else event["value"].array).sum(axis=-1)
            yield OVER_BATCH.at(event["line"], seq=seq, tensor=event["outputs"][0], dim=event["params"]["dim"], shape=shape_text(shape),
                                scores=case.name(event["inputs"][0]), low=case.say(float(sums.min())), high=case.say(float(sums.max())))  # fmt: skip
            return


def _picks_classes(case: Case, tensor: int, rows: int, depth: int = 4) -> bool:
    """Whether of a matrix one element a row is taken: with [arange, y] or gather."""
    for seq in case.trace.consumers(tensor)[:6].tolist():
        user = case.trace[int(seq)]
        if user["event"] != "op" or not user["outputs"]:
            continue
        if user["op"] in ("index", "gather"):
            shape = case.trace.tensor(user["outputs"][0]).shape
            return bool(shape) and shape[0] == rows and len(shape) == (1 if user["op"] == "index" else 2) and shape[1:] in ((), (1,))
        if depth and user["op"] in ("log", "add", "clamp", "clamp_min", "neg", "clone") and _picks_classes(
                case, user["outputs"][0], rows, depth - 1):  # fmt: skip
            return True
    return False


def _over_samples(case: Case) -> Iterator[Finding]:
    """A division by norms along dim 0, whose result is multiplied by another's transpose."""
    for seq in case.sampled(case.ops("linalg_vector_norm", "norm").tolist()):
        event = case.trace[seq]
        source = event["inputs"][0]
        dim = (event.get("params") or {}).get("dim")
        if dim not in (0, [0], (0,)) or len(case.trace.tensor(source).shape) != 2 or event.get("node") is None or _is_weight(case, source):
            continue
        for user in map(case.trace.__getitem__, case.trace.consumers(source)[:6].tolist()):
            if user["event"] != "op" or user["op"] != "div":
                continue
            result = user["outputs"][0]
            product = _product_of(case, result)
            other = case.maker(product["inputs"][1]) if product is not None and product["op"] == "mm" else None
            if other is not None and other.get("op") in ("t", "transpose"):
                lengths = np.linalg.norm(user["value"].array, axis=1)
                yield OVER_SAMPLES.at(user["line"], seq=seq, tensor=result, used=product["line"] or "?", result=case.name(result),
                                      shape=shape_text(case.trace.tensor(result).shape), low=case.say(float(lengths.min())),
                                      high=case.say(float(lengths.max())), lines=tuple(filter(None, (product["line"],))))  # fmt: skip
                return


def _product_of(case: Case, tensor: int, depth: int = 4) -> dict | None:
    """The product that takes a tensor (or what dropout and views make of it) as its first factor."""
    for seq in case.trace.consumers(tensor)[:6].tolist():
        user = case.trace[int(seq)]
        if user["event"] != "op" or not depth:
            continue
        if user["op"] in _PRODUCTS:
            return user if user["inputs"][0] == tensor else None
        if user["op"] in _PASSES:
            found = _product_of(case, user["outputs"][0], depth - 1)
            if found is not None:
                return found
    return None


def _is_scores(case: Case, tensor: int) -> bool:
    """Whether a tensor is a product of two computed tensors, scaled and masked: queries with keys."""
    for _ in range(8):
        event = case.producer(tensor)
        if event is None or event["event"] != "op":
            return False
        if event["op"] in _PRODUCTS:
            return all(source is not None and not _is_weight(case, source) for source in event["inputs"][-2:])
        if event["op"] not in _SCALES or not event["inputs"] or event["inputs"][0] is None:
            return False
        tensor = event["inputs"][0]
    return False


def _is_weight(case: Case, tensor: int) -> bool:
    event = case.producer(tensor)
    return event is not None and event["event"] == "tensor" and bool(event["requires_grad"])


def _last_of_batch(case: Case) -> Iterator[Finding]:
    """`out[:, -1]` of a recurrent layer that has time first."""
    layers = {}
    for node in (node for node in case.program.nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
        if dotted(node.value.func).rpartition(".")[2] in ("LSTM", "GRU", "RNN"):
            first = case.program.keyword(node.value, "batch_first")
            layers[ast.unparse(node.targets[0])] = (node, first is None or getattr(first, "value", True) is False)
    for node in (node for node in case.program.nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
        made, time_first = layers.get(dotted(node.value.func), (None, False))
        output = node.targets[0].elts[0] if isinstance(node.targets[0], ast.Tuple) and node.targets[0].elts else None
        if made is None or not time_first or not isinstance(output, ast.Name):
            continue
        for seq in case.sampled(case.ops("select").tolist()):
            event = case.trace[seq]
            params = event.get("params") or {}
            info = case.info(event["inputs"][0])
            text = case.text(event["line"])
            if params.get("dim") != 1 or params.get("index") not in (-1, info.shape[1] - 1) or len(info.shape) != 3 or info.shape[1] < 2:
                continue
            if f"{output.id}[:, -1" in text and case.program.function(event["line"]) == case.program.function(node.lineno):
                yield LAST_OF_BATCH.at(event["line"], seq=seq, tensor=event["outputs"][0], output=output.id, layer=ast.unparse(made.targets[0]),
                                       made=made.lineno, shape=shape_text(info.shape), lines=(made.lineno,))  # fmt: skip
                return
