"""Programs that PyTorch refused in words: each error text with what it means here, in the user's names.

A `Refusal` pairs a pattern of the message with a diagnosis; its groups and the line's own names fill the templates.
What the tape adds (shapes, who made a tensor) comes from the functions below.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..labels import expression
from ..translate import tr
from . import none_used, structure
from .finding import Diagnosis, diagnosis
from .stopped import _without_inplace, last_named, shape
from .untracked import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding


@dataclass(frozen=True, slots=True)
class Refusal:
    """Messages that `pattern` finds mean `diagnosis`; fill(case, match) → (fields, keywords of Diagnosis.at)."""

    pattern: re.Pattern
    diagnosis: Diagnosis
    fill: Callable


REFUSALS: list[Refusal] = []


def refusal(pattern: str, made: Diagnosis, fill=None) -> None:
    """Declare what messages with this pattern mean."""
    REFUSALS.append(Refusal(re.compile(pattern, re.S), made, fill or (lambda case, match: {})))


RAISED = diagnosis(
    "raised", "error", "The program stopped at line {line} with {type}",
    evidence="{message}", why="This is the program's own error; what ran before it is on the tape.",
    do="Read the traceback from its last line upwards; the step before the error shows the values it met.",
    tag="stopped here", rank=9,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """What the error that ended the program means; always a finding if there is one."""
    error = case.error
    if error is None:
        return
    message, line = error["message"] or "", error["line"]
    for one in REFUSALS:
        match = one.pattern.search(message)
        if match:
            filled = one.fill(case, match)
            if filled is not None:
                yield one.diagnosis.at(
                    line, **{"seq": error["seq"], "merges": ("error",), "message": _first(message), **filled}
                )
                return
    found = list(none_used.find(case)) or list(structure.misspelt_init(case))
    yield from found
    if not found:
        yield RAISED.at(
            line, seq=error["seq"], type=error["type"] or tr("an error"), message=_first(message), merges=("error",)
        )


def _first(message: str) -> str:
    """The first line of a message."""
    return message.strip().split("\n")[0][:300]


def _root(case: Case, match) -> dict | None:
    """The tensor that backward() was called on, and its shape."""
    root = root_of(case, case.error["line"])
    info = case.info(root) if root is not None else None
    if info is None:
        return {"name": tr("The root"), "shape": tr("more than one element"), "tensor": None, "operand": "loss"}
    line = case.error["line"]
    name = case.name(root)
    text = case.text(line)
    fix = None
    if match is not None and (call := re.fullmatch(r"([\w.]+)\.backward\(\)", text)):
        fix = case.fix(line, f"{call[1]}.mean().backward()")
    operand = name if re.fullmatch(r"[\w.]+", name) else f"({name})"
    return {"name": name, "operand": operand, "shape": shape(info), "tensor": root, "fix": fix,
            "lines": tuple(filter(None, (info.line,)))}  # fmt: skip


refusal("grad can be implicitly created only for scalar outputs", diagnosis(
    "not-scalar", "error", "backward() at line {line} starts from {name}, which has more than one element",
    evidence="{name} has shape {shape}. A gradient is of one number; for several there is one gradient each.",
    why="backward() computes the gradient of a scalar. Of a tensor with more elements it needs to be told how much "
        "each counts: the vector of a vector-Jacobian product.",
    do="Reduce it to one number, {operand}.sum().backward() or {operand}.mean().backward() (a loss is usually the "
       "mean), or "
       "give the weights: {operand}.backward(torch.ones_like({operand})).",
    tag="not a scalar", rank=1,
), _root)  # fmt: skip


def _inplace_leaf(case: Case, match) -> dict:
    line = case.error["line"]
    name = case.program.target(line)
    text = case.text(line)
    if name is None:
        call = next((call for call in case.program.calls if call.line == line and call.method.endswith("_")), None)
        name = call.owner if call else tr("The leaf")
    inner = next((call.node.args[0] for call in case.program.calls_of("relu", "leaky_relu", "elu", "dropout", line=line)
                  if call.node.args), None)  # fmt: skip
    if inner is not None and isinstance(inner, ast.Name) and "inplace" in text:
        name = inner.id
    base = name.partition("[")[0]
    tensor = last_named(case, base)
    info = case.info(tensor) if tensor is not None else None
    new = _template(_without_inplace(text) or f"{base} = {base}.clone()")
    do = tr("An update: put it under  with torch.no_grad():. A value to compute with: make a new tensor, {new}.",
            new=new)
    if inner is not None and name == getattr(inner, "id", None):
        do = tr("Take inplace=True away: the activation then makes a new tensor.")
    update = re.fullmatch(r"[\w.]+\s*[-+*/]=.*\bgrad\b.*|[\w.]+\.(?:sub|add|mul)_\(.*\bgrad\b.*\)", text)
    fix = case.fix(line, f"with torch.no_grad():\n{case.program.indent(line)}    {text}") if update and line else None
    return {"name": base, "tensor": tensor, "do": do, "fix": fix, "lines": tuple(filter(None, (info.line if info else None,)))}


def _template(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


refusal("a (?:view of a )?leaf Variable that requires grad is being used in an in-place operation", diagnosis(
    "leaf-inplace", "error", "{name} is a leaf that requires grad, and line {line} changes it in place",
    evidence="{message}",
    why="A leaf is where gradients end up. If a tracked operation overwrote it, it would be the result of that "
        "operation and no leaf any more, and its .grad would go to a value that is gone.",
    do="Under torch.no_grad().", tag="leaf changed", rank=1,
), _inplace_leaf)  # fmt: skip


def _integers(case: Case, match) -> dict:
    line = case.error["line"]
    text = case.text(line)
    fix = None
    name = case.program.target(line) or tr("A tensor")
    if re.search(r"torch\.tensor\(", text) and "dtype" not in text:
        new = re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"\1.", text, count=1)
        fix = case.fix(line, new) if new != text else None
    return {"name": name, "fix": fix}


refusal("nly Tensors of floating point (?:and complex )?dtype can require gradients", diagnosis(
    "integer-leaf", "error", "{name} holds integers at line {line}, and integers have no gradient",
    evidence="{message}",
    why="torch.tensor([1, 2]) is int64: its dtype follows from the numbers given. A derivative asks what happens when "
        "a value changes a little, which integers cannot.",
    do="Write the numbers with a point (1.), or give dtype=torch.float32, or convert with .float() before "
       "requires_grad_().",
    tag="integers", rank=1,
), _integers)  # fmt: skip


def _empty_optimizer(case: Case, match) -> dict:
    from .structure import unregistered

    lists = unregistered(case.program)
    if lists:
        one = lists[0]
        return {"because": tr("{owner}.{name} at line {line} is a plain {kind}: modules in it are not registered, so "
                              "parameters() does not see them",
                              owner=one.owner, name=one.name, line=one.line, kind=one.kind), "lines": (one.line,),
                "do": tr("Use nn.{better} in place of the {kind} at line {line}.",
                         better=one.better, kind=one.kind, line=one.line)}  # fmt: skip
    reused = re.search(r"(\w+)\)?,|\((\w+)\)", case.text(case.error["line"]) or "")
    name = next((group for group in (reused.groups() if reused else ()) if group), None)
    return {"because": tr("{name} yields no parameter (a generator such as parameters() can be gone through once only)",
                          name=name or tr("what it was given"))}  # fmt: skip


refusal("optimizer got an empty parameter list", diagnosis(
    "empty-optimizer", "error", "The optimizer at line {line} gets no parameters",
    evidence="It was given an empty list: {because}.",
    why="model.parameters() finds the nn.Parameters and the nn.Modules that are attributes of the module itself; it "
        "does not look into Python lists, dicts or tensors.",
    do="Make the model's parts attributes, nn.ModuleList or nn.Parameter, and pass model.parameters() anew.",
    tag="no parameters", rank=1,
), _empty_optimizer)  # fmt: skip


def _nonleaf(case: Case, match) -> dict:
    for name in case.program.names_on(case.error["line"]):
        tensor = last_named(case, name)
        info = case.info(tensor) if tensor is not None else None
        if info is not None and info.node is not None:
            text = expression(case.trace, case.trace[info.made_at])
            new = _leaf_line(case.text(info.line))
            fix = case.fix(info.line, new) if new and info.line else None
            return {"name": info.name or name, "op": text or info.how, "made": info.line or "?", "tensor": tensor,
                    "lines": tuple(filter(None, (info.line,))), "fix": fix}  # fmt: skip
    made = next((node for node in case.program.calls if node.method in ("to", "double", "float", "cuda", "reshape")), None)
    do = tr("Make each tensor with its dtype and shape at once, and ask for gradients last: requires_grad_() after "
            "everything else.")
    return {"name": tr("A tensor"), "op": tr("an operation"), "made": made.line if made else "?", "do": do}


def _leaf_line(text: str) -> str | None:
    """`w = torch.randn(3, requires_grad=True) * 0.1` as `w = (torch.randn(3) * 0.1).requires_grad_()`."""
    match = re.fullmatch(r"(\w+)\s*=\s*(.*?),?\s*requires_grad\s*=\s*True\s*(\).*)", text)
    return f"{match[1]} = ({match[2]}{match[3]}).requires_grad_()" if match else None


refusal("can't optimize a non-leaf Tensor", diagnosis(
    "optimizer-nonleaf", "error", "{name} is not a leaf, so the optimizer at line {line} cannot take it",
    evidence="It is the result of {op} (line {made}), a tracked operation: its gradient flows on to what that took.",
    why="requires_grad=True on the first tensor makes that one the leaf; .to(), .reshape(), * 0.1 and the like then "
        "give a new tensor with a grad_fn.",
    do="Finish the tensor first and ask for gradients last: {name} = (…).detach().requires_grad_(), or nn.Parameter(…).",
    tag="not a leaf", rank=1,
), _nonleaf)  # fmt: skip

refusal(r"Can't call numpy\(\) on Tensor that requires grad", diagnosis(
    "numpy-of-tracked", "error", "Line {line} makes a NumPy array of a tensor that is tracked",
    evidence="{message}",
    why="NumPy cannot be followed by autograd: everything computed there is lost for backward().",
    do="To look at or plot the numbers: .detach().numpy(). To go on computing with a gradient: use the torch function "
       "of the same name.",
    tag="NumPy", rank=1,
))  # fmt: skip


def _unused(case: Case, match) -> dict:
    call = next(iter(case.program.calls_of("grad", line=case.error["line"])), None)
    wanted = None
    if call is not None:
        wanted = call.node.args[1] if len(call.node.args) > 1 else case.program.keyword(call.node, "inputs")
    number = int(match[1])
    names = wanted.elts if isinstance(wanted, ast.List | ast.Tuple) else [wanted] if wanted is not None else []
    name = ast.unparse(names[number]) if number < len(names) else f"Input {number}"
    first = call.node.args[0] if call is not None and call.node.args else None
    return {"name": name, "output": ast.unparse(first) if first is not None else tr("the output"),
            "tensor": last_named(case, name)}  # fmt: skip


refusal(r"The differentiated Tensor at index (\d+) appears to not have been used in the graph", diagnosis(
    "grad-unused-input", "error", "{output} does not depend on {name}, so autograd.grad at line {line} has no "
                                  "gradient for it",
    evidence="{message}",
    why="autograd.grad looks for a path from the output to each input through the recorded operations. There is none: "
        "either the input was not used, or something on the way was detached, or the graph was built from another "
        "tensor of that name.",
    do="Check that {name} is the very tensor that {output} was computed from; where None is a fine answer, "
       "allow_unused=True.",
    tag="not used", rank=1,
), _unused)  # fmt: skip

refusal("One of the differentiated Tensors does not require grad", diagnosis(
    "grad-input-untracked", "error", "autograd.grad at line {line} is asked for the gradient of a tensor that does "
                                     "not require grad",
    evidence="{message}",
    why="Only operations on tensors that require grad are recorded.",
    do="Call requires_grad_() on the input before the output is computed.", tag="not tracked", rank=1,
))  # fmt: skip

refusal("Mismatch in shape: grad_output", diagnosis(
    "gradient-shape", "error", "The gradient given to backward() at line {line} has another shape than what it starts "
                               "from",
    evidence="{message}", why="backward(gradient=…) weighs each element of the root: one weight an element.",
    do="Give a tensor of the root's shape: torch.ones_like(root) weighs all the same.", tag="wrong shape", rank=1,
))  # fmt: skip

refusal("you can only change requires_grad flags of leaf variables", diagnosis(
    "requires-grad-nonleaf", "error", "requires_grad is set at line {line} on a tensor that is not a leaf",
    evidence="{message}", why="A computed tensor requires grad because its inputs do; that cannot be switched off "
                              "afterwards.",
    do="Take a tensor without history, t = t.detach(), or compute it under torch.no_grad().", tag="not a leaf", rank=1,
))  # fmt: skip

refusal("can't retain_grad on Tensor that has requires_grad=False", diagnosis(
    "retain-grad-untracked", "error", "retain_grad() at line {line} on a tensor that has no gradient to retain",
    evidence="{message}", why="The tensor does not require grad: nothing it was computed from does.",
    do="Make its leaf with requires_grad=True before it is computed.", tag="not tracked", rank=1,
))  # fmt: skip

refusal("cannot register a hook on a tensor that doesn't require gradient", diagnosis(
    "hook-untracked", "error", "register_hook at line {line} on a tensor that gets no gradient",
    evidence="{message}", why="A hook is called with the tensor's gradient; this one does not require grad.",
    do="Make its leaf with requires_grad=True before it is computed.", tag="not tracked", rank=1,
))  # fmt: skip

refusal(r"has changed the (?:size|type|device) of value|ook .*(?:should|must) return", diagnosis(
    "hook-returns", "error", "A hook returns something that is not a gradient of this tensor",
    evidence="{message}",
    why="What a tensor's hook returns takes the gradient's place, so it must be a tensor of the same shape and dtype; "
        "None leaves the gradient as it is.",
    do="Return a tensor of grad's shape, or nothing.", tag="hook", rank=1,
))  # fmt: skip

refusal(r"returned an incorrect number of gradients \(expected (\d+), got (\d+)\)", diagnosis(
    "function-gradients", "error", "The backward() of a custom Function returns {got} gradients where forward() took "
                                   "{wanted} arguments",
    evidence="{message}",
    why="backward() answers for every argument of forward(), in the same order: a gradient, or None where the argument "
        "is no tensor or needs none.",
    do="Return {wanted} values, with None for arguments that have no gradient.", tag="gradients", rank=1,
), lambda case, match: {"wanted": match[1], "got": match[2], **_function(case)})  # fmt: skip

refusal(r"returned an invalid gradient at index (\d+) - got \[([^\]]*)\] but expected shape compatible with "
        r"\[([^\]]*)\]", diagnosis(
    "function-shape", "error", "The backward() of a custom Function returns a gradient of the wrong shape",
    evidence="Gradient {index} has shape ({got}); the argument has shape ({wanted}).",
    why="A gradient says how much each element of an argument counts, so it has that argument's shape.",
    do="Sum over the dimensions that forward() broadcast over, or reshape, before returning it.", tag="gradient shape", rank=1,
), lambda case, match: {"index": match[1], "got": match[2], "wanted": match[3], **_function(case)})  # fmt: skip

refusal("You must implement either the backward or vjp method|Legacy autograd function with non-static forward", diagnosis(
    "function-form", "error", "A custom Function is not written as PyTorch wants it",
    evidence="{message}",
    why="forward(ctx, …) and backward(ctx, *grads) of a torch.autograd.Function are static methods, and the function "
        "is called by its apply().",
    do="Put @staticmethod on both, let backward return a gradient for each argument, and call Name.apply(…).",
    tag="custom Function", rank=1,
), lambda case, match: _function(case))  # fmt: skip


def _function(case: Case) -> dict:
    """The backward() of the program's custom Function, as a further line."""
    found = [item.lineno for made in case.program.functions for item in made.body
             if isinstance(item, ast.FunctionDef) and item.name == "backward"]  # fmt: skip
    return {"lines": tuple(found[:1])}


refusal("Only Tensors created explicitly by the user", diagnosis(
    "deepcopy-nonleaf", "error", "Line {line} copies a tensor that is not a leaf",
    evidence="{message}", why="A computed tensor belongs to its graph, which deepcopy cannot copy.",
    do="Copy its numbers: t.detach().clone().", tag="copy", rank=1,
))  # fmt: skip

refusal("Inference tensors cannot be saved for backward|Inplace update to inference tensor", diagnosis(
    "inference-tensor", "error", "A tensor made in inference_mode is used at line {line} where gradients are recorded",
    evidence="{message}", why="inference_mode() leaves out what autograd needs to know of a tensor, for good.",
    do="Use torch.no_grad() in place of inference_mode(), or clone() the tensor outside of it.", tag="inference", rank=1,
))  # fmt: skip
