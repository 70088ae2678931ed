"""Refusals about shapes, dtypes, targets and the use of modules: what the message means and the line that mends it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..translate import marked, tr
from .finding import diagnosis
from .refused import refusal
from .stopped import last_named, shape

if TYPE_CHECKING:
    from .case import Case


def _operands(case: Case, match=None) -> dict:
    """The tensors of the error's line with their shapes and dtypes, as evidence."""
    said = []
    for name in case.program.names_on(case.error["line"]):
        tensor = last_named(case, name, case.error["seq"])
        info = case.info(tensor) if tensor is not None else None
        if info is not None and name != case.program.target(case.error["line"]):
            said.append(f"{name} is {shape(info)} {info.dtype}")
    return {"operands": f" ({', '.join(said)})" if said else ""}


LOOP_OVER = "A ModuleList only holds its parts: loop over it, for layer in layers: x = layer(x), or use nn.Sequential."
ONE_VECTOR = (
    "The input has no batch dimension, so it counts as one sample: flatten all but the batch dimension, "
    "torch.flatten(x, 1) or x.view(x.size(0), -1)."
)


def _linear(case: Case, match) -> dict:
    rows, have, want, _ = (int(n) for n in match.groups())
    if rows == 1:
        return {"have": have, "want": want, "advice": ONE_VECTOR, **_operands(case)}
    advice = tr("Make this layer for {have} features, nn.Linear({have}, …), or let the layer before give {want}; of two plain "
                "matrices transpose one.", have=have, want=want)  # fmt: skip
    if have * rows == want or rows % want == 0:
        advice = tr("The batch seems to be flattened into the features: keep the batch dimension, x.view(x.size(0), "
                    "-1).")
    elif want % have == 0 or have % want == 0:
        advice = tr("Flatten all but the batch dimension first, or make the layer take {have} features.", have=have)
    return {"have": have, "want": want, "advice": advice, **_operands(case)}


MATMUL = diagnosis(
    "matmul-shapes", "error", "A matrix product at line {line} gets {have} columns where {want} rows stand",
    evidence="{message}{operands}",
    why="In a matrix product the columns of the first must be as many as the rows of the second; nn.Linear(in, out) "
        "holds a weight whose product with its input needs `in` features last.",
    do="{advice}", tag="shapes", rank=2,
)  # fmt: skip
refusal(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", MATMUL, _linear)

refusal(
    r"size mismatch, got input \((\d+)\), mat \((\d+)x(\d+)\), vec \((\d+)\)",
    MATMUL,
    lambda case, match: {"have": match[4], "want": match[3], "advice": ONE_VECTOR, **_operands(case)},
)

refusal(r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", diagnosis(
    "broadcast-shapes", "error", "Two tensors at line {line} have shapes that do not fit: {a} against {b}",
    evidence="{message}{operands}",
    why="Elementwise operations broadcast: from the last dimension backwards, sizes must be equal or one of them 1.",
    do="Print both shapes and reshape one, for a missing dimension with unsqueeze() or view().", tag="shapes", rank=2,
), lambda case, match: {"a": match[1], "b": match[2], **_operands(case)})  # fmt: skip

refusal(r"shape '\[([^\]]*)\]' is invalid for input of size (\d+)", diagnosis(
    "view-size", "error", "view or reshape at line {line}: {size} elements do not fill the shape [{wanted}]",
    evidence="{message}{operands}", why="A view has as many elements as the tensor it is of.",
    do="Let one dimension be found, -1, and check what the layers before give: a smaller last batch changes the size "
       "too.",
    tag="shapes", rank=2,
), lambda case, match: {"wanted": match[1], "size": match[2], **_operands(case)})  # fmt: skip

refusal("view size is not compatible with input tensor's size and stride", diagnosis(
    "view-stride", "error", "view() at line {line} of a tensor that does not lie in one piece",
    evidence="{message}{operands}", why="After transpose() or permute() the elements lie in another order in memory; "
                                        "a view cannot span them.",
    do="Use .reshape(…), or .contiguous().view(…).", tag="view", rank=2,
), _operands)  # fmt: skip

def _swapped(case: Case, match) -> dict | None:
    """The operands, if the first argument of the loss is a tensor of integers: it is the target then."""
    for call in case.program.calls:
        line = case.error["line"]
        if line is not None and call.line <= line <= call.last and len(call.node.args) >= 2:
            tensor = last_named(case, ast.unparse(call.node.args[0]), case.error["seq"])
            if tensor is not None and case.info(tensor).dtype.startswith(("int", "uint")):
                first, second = (ast.unparse(arg) for arg in call.node.args[:2])
                return {"first": first, "second": second, **_operands(case)}
    return None


refusal("expected target dtype to be Long", diagnosis(
    "loss-swapped", "error", "The loss at line {line} is given the targets first: {first} holds class numbers",
    evidence="{message}{operands}", why="Losses take the model's output first and the target second: loss(output, target).",
    do="Exchange the two: {second} first, {first} second.", tag="arguments swapped", rank=2,
), _swapped)  # fmt: skip
refusal(r"expected target dtype to be Long|expected scalar type Long but found (?:Float|Int|Double)|expected .*Long.* "
        r"but .*(?:Float|Double)|not implemented for '(?:Float|Int|Double)'", diagnosis(
    "target-dtype", "error", "The targets at line {line} have the wrong dtype: class numbers are int64",
    evidence="{message}{operands}", why="cross_entropy and nll_loss take one class number a sample (int64), or, "
                                        "cross_entropy only, probabilities of the output's own shape.",
    do="Convert the targets: y.long(), or make them with dtype=torch.long.", tag="target dtype", rank=2,
), _operands)  # fmt: skip

refusal("Expected floating point type for target with class probabilities", diagnosis(
    "target-one-hot", "error", "The targets at line {line} are one-hot integers, which cross_entropy takes for probabilities",
    evidence="{message}{operands}",
    why="Targets of the output's own shape are a probability for each class, so they must be floating point. Class numbers, "
        "one a sample, are the other form.",
    do="Give the class numbers, y.argmax(1) (the simplest: leave one_hot out), or convert: y.float().", tag="one-hot targets",
    rank=2,
), _operands)  # fmt: skip

refusal(r"result type \w+ can't be cast to (?:the desired output type )?(\w+)|Found dtype (?:Long|Int) but expected "
        r"Float|expected m1 and m2 to have the same dtype|mat1 and mat2 must have the same dtype|expected scalar type "
        r"(?:Float|Double)|must have the same dtype", diagnosis(
    "dtypes-differ", "error", "Tensors of different dtypes meet at line {line}",
    evidence="{message}{operands}",
    why="NumPy's floats are float64 and PyTorch's parameters float32; integers stay integers. Matrix products and "
        "losses want the same floating dtype on both sides.",
    do="Convert the data once: x.float() (or torch.tensor(…, dtype=torch.float32)); targets of a regression too.",
    tag="dtypes", rank=2,
), _operands)  # fmt: skip

refusal(r"Invalid (learning rate|momentum value|weight_decay value|epsilon value|beta parameter at index \d): (\S+)", diagnosis(
    "optimizer-setting", "error", "The optimizer at line {line} is given a {what} it cannot have: {value}",
    evidence="{message}", why="Optimizers step against the gradient by themselves: lr is a length, 0 or more. Betas lie between 0 and 1.",
    do="Give a positive number. To climb instead of descend, use maximize=True or change the sign of the loss.", tag="setting", rank=2,
), lambda case, match: {"what": match[1], "value": match[2]})  # fmt: skip
refusal(r"Target (-?\d+) is out of bounds", diagnosis(
    "target-range", "error", "Class {target} at line {line} does not exist: the output has too few scores",
    evidence="{message}{operands}", why="Class numbers go from 0 to the number of scores less one.",
    do="Let the last layer give as many scores as there are classes; numbers that begin at 1 need y - 1.", tag="classes", rank=2,
), lambda case, match: {"target": match[1], **_operands(case)})  # fmt: skip

refusal("Expected tensor for argument #1 'indices' to have one of the following scalar types|tensors used as indices must be", diagnosis(
    "index-dtype", "error", "The indices at line {line} are not integers",
    evidence="{message}{operands}", why="An embedding (or an index) picks rows by their number: indices are int64. torch.tensor([1.0]) "
                                        "and data from NumPy floats are not.",
    do="Convert them: idx.long(), or make them with dtype=torch.long.", tag="index dtype", rank=2,
), _operands)  # fmt: skip

refusal("index out of range in self", diagnosis(
    "embedding-range", "error", "An index at line {line} lies beyond the embedding's rows",
    evidence="{message}{operands}", why="nn.Embedding(n, d) has the rows 0 to n - 1.",
    do="Make the embedding as large as the greatest index plus one.", tag="index", rank=2,
), _operands)  # fmt: skip

refusal("all elements of (?:input|target) should be between 0 and 1", diagnosis(
    "bce-range", "error", "binary_cross_entropy at line {line} is given scores that are no probabilities",
    evidence="{message}{operands}", why="BCELoss wants probabilities between 0 and 1 for both output and target.",
    do="Use BCEWithLogitsLoss on the scores (it has the sigmoid in it), or a sigmoid before BCELoss; targets are 0 or "
       "1.",
    tag="no probabilities", rank=2,
), _operands)  # fmt: skip

CLASS_TARGETS = diagnosis(
    "class-targets", "error", "The targets at line {line} have a shape that does not fit the scores: {got}",
    evidence="{message}{operands}",
    why="cross_entropy and nll_loss take scores of shape (batch, classes, …) and one class number for each sample or place: "
        "the shape of the scores without the classes.",
    do="{advice}", tag="target shape", rank=2,
)  # fmt: skip
COLUMN = marked("The targets have a dimension too many: take it away, y.squeeze(1) or y.view(-1).")
CLASSES_LAST = marked("The classes belong to the second dimension: output.transpose(1, 2), or make rows of all places: "
                      "output.reshape(-1, classes) and y.reshape(-1).")  # fmt: skip
refusal("0D or 1D target tensor expected", CLASS_TARGETS,
        lambda case, match: {"got": tr("more than one dimension"), "advice": tr(COLUMN), **_operands(case)})  # fmt: skip
refusal(r"Expected target size (\[[\d, ]*\]), got (\[[\d, ]*\])", CLASS_TARGETS,
        lambda case, match: {"got": tr("{got} where {wanted} fits", got=match[2], wanted=match[1]), "advice": tr(CLASSES_LAST),
                             **_operands(case)})  # fmt: skip
refusal(r"size mismatch \(got input: (\[[\d, ]*\]) ?, target: (\[[\d, ]*\])", CLASS_TARGETS,
        lambda case, match: {"got": tr("{got} against scores of {wanted}", got=match[2], wanted=match[1]),
                             "advice": tr("Resize one of them; the classes are the second dimension of the scores."),
                             **_operands(case)})  # fmt: skip
refusal(r"only batches of spatial targets supported \(3D tensors\) but got targets of dimension: (\d+)", CLASS_TARGETS,
        lambda case, match: {"got": tr("{count} dimensions where 3 fit", count=match[1]), "advice": tr(COLUMN), **_operands(case)})

refusal(r"Using a target size \((.*?)\) that is different to the input size \((.*?)\) "
        r"is deprecated|the input and "
        r"target (?:sizes|to have)|Target size \((.*?)\) must be the same as input size", diagnosis(
    "loss-shapes", "error", "Output and target at line {line} have different shapes",
    evidence="{message}{operands}", why="This loss compares element with element.",
    do="Bring both to one shape: output.squeeze(1), or y.unsqueeze(1).float().", tag="loss shapes", rank=2,
), _operands)  # fmt: skip


def _loss_class(case: Case, match) -> dict | None:
    for call in case.program.calls:
        line = case.error["line"]
        if (
            line is not None
            and call.line <= line <= call.last
            and call.method.endswith("Loss")
            and len(call.node.args) >= 2
        ):
            return {"loss": call.name, "given": ", ".join(ast.unparse(arg) for arg in call.node.args[:2])}
    return None


LOSS_NOT_MADE = diagnosis(
    "loss-not-made", "error", "{loss} at line {line} is made with the tensors, instead of being called with them",
    evidence="{loss}({given}) passes the tensors as the loss's options.",
    why="nn losses are modules: they are made first, with options, and then called.",
    do="Write {loss}()({given}), or use the function of torch.nn.functional.", tag="loss not made", rank=2,
)  # fmt: skip
refusal("Boolean value of Tensor with more than one value is ambiguous", LOSS_NOT_MADE, _loss_class)
refusal("Boolean value of Tensor with more than one value is ambiguous", diagnosis(
    "tensor-as-truth", "error", "A tensor of several elements is used as one truth value at line {line}",
    evidence="{message}{operands}", why="`if` wants one answer; a comparison of tensors gives one for each element.",
    do="Say which: .all(), .any(), or torch.where(…) to choose element by element.", tag="truth value", rank=2,
), _operands)  # fmt: skip
refusal(r"Tensor with (\d+) elements cannot be converted to Scalar", diagnosis(
    "item-of-many", "error", ".item() at line {line} on a tensor of {count} elements",
    evidence="{message}{operands}", why="item() gives the one number of a tensor with one element.",
    do="Reduce it first (.mean().item()), or take .tolist().", tag="item()", rank=2,
), lambda case, match: {"count": match[1], **_operands(case)})  # fmt: skip
refusal(r"cannot assign .* as parameter '(\w+)'", diagnosis(
    "parameter-assigned", "error", "A plain tensor is assigned to the parameter {name} at line {line}",
    evidence="{message}", why="A module's parameter can only be replaced by an nn.Parameter; otherwise optimizers and "
                              "state_dict would lose it.",
    do="Under torch.no_grad() copy into it, {name}.copy_(…), or assign nn.Parameter(…) before the optimizer is made.",
    tag="parameter", rank=2,
), lambda case, match: {"name": match[1]})  # fmt: skip
refusal(r"cannot assign (?:module|parameter)s? before .*__init__\(\) call", diagnosis(
    "super-init", "error", "The module's __init__ assigns parts at line {line} before super().__init__()",
    evidence="{message}", why="nn.Module's own __init__ makes the places where parts and parameters are kept.",
    do="Call super().__init__() as the first line of __init__.", tag="super().__init__", rank=2,
))  # fmt: skip
refusal(r"Expected more than 1 value per channel when training", diagnosis(
    "batchnorm-one", "error", "Batch norm at line {line} is training on one value a channel",
    evidence="{message}", why="In training, batch norm divides by the batch's own standard deviation, which one value "
                              "does not have.",
    do="Call model.eval() before predicting single samples; drop the last batch of one (drop_last=True) in training.",
    tag="batch of one", rank=2,
))  # fmt: skip
refusal(r'is missing the required "forward" function', diagnosis(
    "no-forward", "error", "A module without forward() is called at line {line}",
    evidence="{message}", why="Calling a module runs its forward(); a misspelt or wrongly indented one is not found.",
    do="Define forward(self, x) in the class, indented as __init__ is.", tag="no forward", rank=2,
), lambda case, match: {"do": LOOP_OVER} if "ModuleList" in match.string or "ModuleDict" in match.string else {})  # fmt: skip
refusal(r"Output \d+ of \w+ is a view and (?:is being modified|its base)|A view was created in no_grad mode and is "
        r"being modified", diagnosis(
    "view-inplace", "error", "Line {line} changes a view in place that autograd cannot follow",
    evidence="{message}", why="Several views were made at once, or under no_grad: writing to one would change the "
                              "history of all.",
    do="Write out of place, or clone() the view first.", tag="view changed", rank=2,
))  # fmt: skip

refusal(r"Tried to step (\d+) times\. The specified number of total steps is (\d+)", diagnosis(
    "schedule-over", "error", "The schedule at line {line} is made for {total} steps, and is asked for step {step}",
    evidence="{message}", why="OneCycleLR plans its whole way from the start: total_steps, or epochs · steps_per_epoch. It counts every "
                              "scheduler.step().",
    do="Give it the number of times step() will be called: epochs=epochs, steps_per_epoch=len(loader) for one call a batch.",
    tag="schedule over", rank=2,
), lambda case, match: {"step": match[1], "total": match[2]})  # fmt: skip
