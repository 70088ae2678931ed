r"""Rules of ops whose gradient is code and no formula (places are picked, rows are added up), written as people write them.

Keys are names of nodes; of each argument a template, of whose fields `g` is the gradient that arrives, `result` the op's
result, and the others its arguments, all in LaTeX. `figures`: whether it also reads well with numbers put in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """The formula of an argument's gradient as a template, and whether numbers are put into it."""

    tex: str
    figures: bool = True
    worked: bool = False  # one element worked out says more than the whole result

    def filled(self, names: dict[str, str], grad: str) -> str:
        """The formula with these names; a gradient of 1 that only multiplies is left out."""
        over = {key: rf"\frac{{{grad}}}{{{names[of]}}}" if names.get(of, 1) != 1 else grad
                for key, of in (("mean", "count"), ("mean_of_rows", "rows"))}  # fmt: skip
        body = self.tex.format(**{"weight": NO_WEIGHT, **names, **over, "g": grad}).replace(rf" \odot {NO_WEIGHT}", "")
        return body.replace(r"1 \odot ", "") if grad == "1" else body


NO_WEIGHT = r"\gamma"  # the scale of a norm that has none: it is left out


def _at(places: str) -> str:
    return rf"\begin{{{{cases}}}} {{g}} & {places} \\ 0 & \text{{{{elsewhere}}}} \end{{{{cases}}}}"


_EXTREME = Written(r"{g} \odot \frac{{[{self} = {result}]}}{{\sum [{self} = {result}]}}")
_WINDOW = Written(_at(r"\text{{at the greatest of each window}}"), figures=False)
_CAME_FROM = Written(_at(r"\text{{where the values came from}}"), figures=False)
_PART = Written(r"\text{{its own part of }} {g}", figures=False)
_PARTS = Written(r"\text{{the gradients of its parts, one after the other}}", figures=False)
_NORMED = Written(r"\frac{{1}}{{\sigma}} \left(h - \mathrm{{mean}}(h) - \hat{{x}} \odot \mathrm{{mean}}(h \odot \hat{{x}})\right),\ "
                  r"h = {g} \odot {weight},\ \hat{{x}} = \frac{{{input} - \mu}}{{\sigma}}", figures=False, worked=True)  # fmt: skip
_NORM = {"input": _NORMED, "bias": Written(r"\sum {g}"),
         "weight": Written(r"\sum {g} \odot \hat{{x}},\ \hat{{x}} = \frac{{{input} - \mu}}{{\sigma}}", figures=False, worked=True)}  # fmt: skip
WRITTEN: dict[str, dict[str, Written]] = {
    "MaxBackward1": {"self": _EXTREME}, "MinBackward1": {"self": _EXTREME},
    "MaxBackward0": {"self": _CAME_FROM}, "MinBackward0": {"self": _CAME_FROM}, "TopkBackward0": {"self": _CAME_FROM},
    "SortBackward0": {"self": _CAME_FROM}, "KthvalueBackward0": {"self": _CAME_FROM}, "MedianBackward0": {"self": _CAME_FROM},
    "MedianBackward1": {"self": _CAME_FROM}, "GatherBackward0": {"self": _CAME_FROM}, "IndexBackward0": {"self": _CAME_FROM},
    "SelectBackward0": {"self": Written(_at(r"\text{{at index }} {index} \text{{ of axis }} {dim}"))},
    "SliceBackward0": {"self": Written(_at(r"\text{{within the slice}}"), figures=False)},
    "ProdBackward0": {"self": Written(r"{g} \odot \prod_{{j \neq i}} {{{self}}}_{{j}}", figures=False)},
    "EmbeddingBackward0": {"weight": Written(r"\left(\sum_{{k :\ {{{indices}}}_{{k}} = i}} {{{g}}}_{{k}}\right)_{{i}}", figures=False)},
    "NllLossBackward0": {"self": Written(r"\begin{{cases}} -{mean_of_rows} & \text{{at }} (i,\ {{{target}}}_{{i}}) \\ 0 & "
                                         r"\text{{elsewhere}} \end{{cases}}", figures=False)},
    "BinaryCrossEntropyWithLogitsBackward0": {"self": Written(r"{mean} \odot \left(\sigma({self}) - {target}\right)")},
    "MaskedFillBackward0": {"self": Written(r"\begin{{cases}} 0 & \text{{where the mask is True}} \\ {g} & \text{{elsewhere}} \end{{cases}}",
                                            figures=False)},
    "UnbindBackward0": {"self": Written(r"\text{{the gradients of its parts, stacked}}", figures=False)},
    "SplitBackward0": {"self": _PARTS}, "SplitWithSizesBackward0": {"self": _PARTS}, "UnsafeSplitBackward0": {"self": _PARTS},
    "CatBackward0": {"tensors": _PART}, "StackBackward0": {"tensors": _PART},
    "ConvolutionBackward0": {"weight": Written(r"{input} \star {g}", figures=False, worked=True)},
    "MaxPool2DWithIndicesBackward0": {"self": _WINDOW},
    "NativeLayerNormBackward0": _NORM, "NativeBatchNormBackward0": _NORM,
}  # fmt: skip


MEANS = ("NllLossBackward0", "BinaryCrossEntropyWithLogitsBackward0")  # written as means over plain classes


def written(grad_fn: str, arg: str, params: dict, weighted: bool = False) -> Written | None:
    """What is written for an argument of a node; None where the op's own declaration is to tell. `weighted`: the op was
    given weights of classes, of which the plain formula knows nothing."""
    found = WRITTEN.get(grad_fn, {}).get(arg)
    if found is None or (grad_fn in MEANS and (weighted or params.get("reduction") not in (None, "mean", 1))):
        return None
    return found
