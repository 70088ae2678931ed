"""What PyTorch's functions of torch.nn.functional, which are Python's, do first with their arguments: for the error of a call that failed.

There an argument that is no tensor shows where its method is asked for, or in the built-in to which the function hands it on. `STEPS` says
so, one function a line: `input.dim` is a method or attribute that is read; `im2col(input, &kernel_size)` is a call of a built-in, where `&x`
is a number written twice, 1 a reduction, True a flag of no effect here, and `.softmax(dim)` a method of the first argument. It is read after a
call has failed, and for the built-ins themselves (`torch.batch_norm`), whose arguments stand in another order.
"""

import functools
import re

from . import signatures
from .misfit import misfit
from .signatures import python_name

STEPS = """
adaptive_avg_pool2d: input.size adaptive_avg_pool2d(input, &output_size)
adaptive_avg_pool3d: input.size adaptive_avg_pool3d(input, output_size)
adaptive_max_pool1d: adaptive_max_pool1d(input, output_size)
adaptive_max_pool2d: input.size adaptive_max_pool2d(input, &output_size)
adaptive_max_pool3d: input.size adaptive_max_pool3d(input, output_size)
affine_grid: theta.is_floating_point
alpha_dropout: alpha_dropout(input, p, training)
batch_norm: batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)
binary_cross_entropy: target.size input.size binary_cross_entropy(input, target, weight, 1)
binary_cross_entropy_with_logits: target.size input.size binary_cross_entropy_with_logits(input, target, weight, pos_weight, 1)
celu: celu(input, alpha)
cosine_embedding_loss: cosine_embedding_loss(input1, input2, target, margin, 1)
cross_entropy: cross_entropy_loss(input, target, weight, 1, ignore_index, label_smoothing)
ctc_loss: ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, 1, zero_infinity)
dropout: dropout(input, p, training)
dropout1d: input.dim feature_dropout(input, p, training)
dropout2d: input.dim feature_dropout(input, p, training)
dropout3d: input.dim feature_dropout(input, p, training)
elu: elu(input, alpha)
embedding: embedding(weight, input)
embedding_bag: weight.dtype input.dim
feature_alpha_dropout: feature_alpha_dropout(input, p, training)
fold: col2im(input, &output_size, &kernel_size, &dilation, &padding, &stride)
glu: input.dim glu(input, dim)
grid_sample: grid_sampler(input, grid, 1, 1, True)
group_norm: input.dim group_norm(input, num_groups, weight, bias, eps)
gumbel_softmax: empty_like(logits)
hardsigmoid: hardsigmoid(input)
hardswish: hardswish(input)
hardtanh: hardtanh(input, min_val, max_val)
hinge_embedding_loss: hinge_embedding_loss(input, target, margin, 1)
huber_loss: target.size input.size
instance_norm: input.size instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True)
interpolate: input.dim
kl_div: kl_div(input, target, 1)
l1_loss: target.size input.size
layer_norm: layer_norm(input, normalized_shape, weight, bias, eps)
leaky_relu: leaky_relu(input, negative_slope)
local_response_norm: input.dim
log_softmax: input.log_softmax .log_softmax(dim)
lp_pool1d: input.pow avg_pool1d(input, kernel_size)
lp_pool2d: input.pow avg_pool2d(input, kernel_size)
lp_pool3d: input.pow avg_pool3d(input, kernel_size)
margin_ranking_loss: input1.dim input2.dim target.dim margin_ranking_loss(input1, input2, target, margin, 1)
max_pool1d_with_indices: max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
max_pool2d_with_indices: max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
max_pool3d_with_indices: input.is_cuda max_pool3d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
max_unpool1d: input.size indices.unsqueeze
max_unpool2d: input.size
max_unpool3d: input.size
fractional_max_pool2d: input.dim
fractional_max_pool3d: input.dim
fractional_max_pool2d_with_indices: input.dim
fractional_max_pool3d_with_indices: input.dim
max_pool1d: max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode)
max_pool2d: max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode)
max_pool3d: max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode)
mish: mish(input)
mse_loss: target.size input.size
multi_margin_loss: multi_margin_loss(input, target, p, margin, weight, 1)
multilabel_margin_loss: multilabel_margin_loss(input, target, 1)
multilabel_soft_margin_loss: log_sigmoid(input)
nll_loss: nll_loss_nd(input, target, weight, 1, ignore_index)
normalize: input.norm linalg_vector_norm(input, p)
pad: pad(input, pad, mode, value)
poisson_nll_loss: poisson_nll_loss(input, target, log_input, full, eps, 1)
relu: relu(input)
relu6: relu6(input)
rms_norm: rms_norm(input, normalized_shape, weight, eps)
rrelu: rrelu(input, lower, upper, training)
selu: selu(input)
sigmoid: input.sigmoid
silu: silu(input)
smooth_l1_loss: target.size input.size
soft_margin_loss: soft_margin_loss(input, target, 1)
softmax: input.softmax .softmax(dim)
softmin: .softmax(dim)
softsign: input.abs
tanh: input.tanh
tanhshrink: input.tanh
threshold: threshold(input, threshold, value)
triplet_margin_loss: triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, 1)
triplet_margin_with_distance_loss: anchor.ndim positive.ndim negative.ndim
unfold: im2col(input, &kernel_size, &dilation, &padding, &stride)
upsample: input.dim
upsample_bilinear: input.dim
upsample_nearest: input.dim
"""
READ = ("dtype", "is_cuda", "ndim")  # attributes that are no methods
STEP = re.compile(r"(\w+)\.(\w+)(?!\S)|(\.?)(\w+)\(([^)]*)\)")
# What the functions themselves say in PyTorch's words, before any of these steps, or Python for them.
SAID = re.compile(
    "is ambiguous|probability has to be|should be defined|reduction|only p ==|has to be a 2D|requires specifying|non-negative spatial"
)


@functools.cache
def steps():
    """{function: [match of STEP, …]}."""
    lines = (line.partition(": ") for line in STEPS.strip().splitlines())
    return {name: list(STEP.finditer(text)) for name, _, text in lines}


def fault(name, function, args, kw, error):
    """What PyTorch raises for this call of torch.nn.functional's `name`, written here as `function`, that ended with `error`; None if the
    arguments are not to blame."""
    said = str(error)
    if name not in steps() or SAID.search(said) or ("not supported between" in said and not name.startswith("rrelu")):
        return None
    import inspect

    try:
        bound = inspect.signature(function).bind(*args, **kw)
    except TypeError:
        return None
    bound.apply_defaults()
    given = bound.arguments
    for step in steps()[name]:
        holder, attribute, method, builtin, handed = step.groups()
        if holder is not None:
            wrong = _lacking(given[holder], attribute)
        else:
            values = [_value(each, given) for each in handed.split(", ") if each]
            if method:
                values.insert(0, next(iter(given.values())))
            wrong = misfit(builtin, bool(method), _trimmed(builtin, bool(method), values), {})
        if wrong is not None:
            return wrong
    return None


def _lacking(value, attribute):
    """Python's error where the value has no such attribute or method; None for one that has."""
    from .tensor import Tensor

    if isinstance(value, Tensor):
        return None
    if hasattr(value, attribute):
        held = getattr(value, attribute)
        return None if attribute in READ or callable(held) else TypeError(f"'{python_name(held)}' object is not callable")
    kind = f"type object '{value.__name__}'" if isinstance(value, type) else f"'{python_name(value)}' object"
    return AttributeError(f"{kind} has no attribute '{attribute}'")


def _value(word, given):
    """An argument of a step: one of those given, twice after &, or a constant."""
    if word.startswith("&"):
        value = given[word[1:]]
        return value if isinstance(value, tuple | list) or hasattr(value, "__iter__") else (value, value)
    return given[word] if word in given else {"1": 1, "True": True}[word]


def _trimmed(builtin, method, values):
    """The values without those None at the end that the built-in would refuse: PyTorch's function hands on a default instead."""
    options = signatures.of(builtin, method)
    while options and values and values[-1] is None and not any(_takes_none(o, len(values) - 1 - method) for o in options):
        values = values[:-1]
    return values


def _takes_none(option, place):
    return place < len(option.parameters) and option.parameters[place].nullable


def builtin_form(name, function):
    """PyTorch's built-in torch.NAME, whose arguments come in the order of the step, by way of torch.nn.functional's `function`."""
    words = steps()[name][-1].group(5).replace("&", "").split(", ")
    parameters = signatures.of(name, False)[0].parameters
    words += [p.name if p.keyword else "True" for p in parameters[len(words) :]]

    def run(*args, **kw):
        if len(args) > len(words):
            raise TypeError("too many arguments")
        given = dict(zip(words, args))
        for p, word in list(zip(parameters, words))[len(args) :]:
            there, value = p.given(kw)
            if there:
                given[word] = value
                kw = {k: v for k, v in kw.items() if v is not value or k not in (p.name, *signatures.NUMPY_NAMES.get(p.name, ()))}
            elif p.default is None:
                raise TypeError("an argument is missing")
        given.pop("True", None)
        if "1" not in words:
            return function(**given, **kw)
        reduction = given.pop("1", 0)  # so it is in PyTorch, whatever the signature says
        out = function(**given, **kw, reduction="none")
        return out.mean() if reduction == 1 else out.sum() if reduction == 2 else out

    run.__name__ = run.__qualname__ = name
    return run
