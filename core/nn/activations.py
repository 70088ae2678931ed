"""Activation modules: each calls its function and prints its arguments."""

from ..functions import nn_activations as A
from ..functions import orders as U
from ..functions.create import full
from ..ops import elementwise as E
from ..ops import nn_activations as N
from ..tensor import Parameter
from .module import Module


def _simple(name, call, args=(), shown=None):
    """A module class from a table row: `args` are (name, default) pairs, `call(module, input)` computes, `shown(module)` is its extra_repr."""
    names = [a for a, _ in args]

    def __init__(self, *given, **kw):
        Module.__init__(self)
        if len(given) > len(args):
            raise TypeError(
                f"{name}.__init__() takes from 1 to {len(args) + 1} positional arguments but {len(given) + 1} were given"
            )
        values = {**dict(args), **dict(zip(names, given))}
        for k, v in kw.items():
            if k not in values:
                raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{k}'")
            values[k] = v
        for k, v in values.items():
            setattr(self, k, v)

    def forward(self, input):
        return call(self, input)

    body = {"__init__": __init__, "forward": forward, "__module__": "torch.nn.modules.activation"}
    if shown is not None:
        body["extra_repr"] = shown
    return type(name, (Module,), body)


def _inplace(self):
    return "inplace=True" if self.inplace else ""


IN = (("inplace", False),)


def _show(*names):
    def shown(self):
        text = ", ".join(f"{n}={getattr(self, n)}" for n in names)
        return text + (", inplace=True" if getattr(self, "inplace", False) else "")

    return shown


def _relu(self, x):
    return x.relu_() if self.inplace else x.relu()


ReLU = _simple("ReLU", _relu, IN, _inplace)
ReLU6 = _simple("ReLU6", lambda s, x: x.relu6_() if s.inplace else x.relu6(), IN, _inplace)
SiLU = _simple("SiLU", lambda s, x: x.silu_() if s.inplace else x.silu(), IN, _inplace)
Mish = _simple("Mish", lambda s, x: x.mish_() if s.inplace else x.mish(), IN, _inplace)
Hardswish = _simple("Hardswish", lambda s, x: x.hardswish_() if s.inplace else x.hardswish(), IN)
Hardsigmoid = _simple("Hardsigmoid", lambda s, x: x.hardsigmoid_() if s.inplace else x.hardsigmoid(), IN)
SELU = _simple("SELU", lambda s, x: x.selu_() if s.inplace else x.selu(), IN, _inplace)
Tanh = _simple("Tanh", lambda s, x: E.tanh(x))
Sigmoid = _simple("Sigmoid", lambda s, x: E.sigmoid(x))
LogSigmoid = _simple("LogSigmoid", lambda s, x: A.logsigmoid(x))
Softsign = _simple("Softsign", lambda s, x: A.softsign(x))
Tanhshrink = _simple("Tanhshrink", lambda s, x: A.tanhshrink(x))
LeakyReLU = _simple(
    "LeakyReLU",
    lambda s, x: x.leaky_relu_(s.negative_slope) if s.inplace else x.leaky_relu(s.negative_slope),
    (("negative_slope", 0.01), *IN),
    _show("negative_slope"),
)
ELU = _simple(
    "ELU", lambda s, x: x.elu_(s.alpha) if s.inplace else x.elu(s.alpha), (("alpha", 1.0), *IN), _show("alpha")
)
CELU = _simple(
    "CELU", lambda s, x: x.celu_(s.alpha) if s.inplace else x.celu(s.alpha), (("alpha", 1.0), *IN), _show("alpha")
)
GELU = _simple(
    "GELU",
    lambda s, x: N.gelu(x, approximate=s.approximate),
    (("approximate", "none"),),
    lambda s: f"approximate={s.approximate!r}",
)
Softplus = _simple(
    "Softplus",
    lambda s, x: A.softplus(x, s.beta, s.threshold),
    (("beta", 1.0), ("threshold", 20.0)),
    _show("beta", "threshold"),
)
Softshrink = _simple("Softshrink", lambda s, x: A.softshrink(x, s.lambd), (("lambd", 0.5),), lambda s: str(s.lambd))
Hardshrink = _simple("Hardshrink", lambda s, x: A.hardshrink(x, s.lambd), (("lambd", 0.5),), lambda s: str(s.lambd))
Hardtanh = _simple("Hardtanh", lambda s, x: x.hardtanh_(s.min_val, s.max_val) if s.inplace else x.hardtanh(s.min_val, s.max_val),
                   (("min_val", -1.0), ("max_val", 1.0), *IN), _show("min_val", "max_val"))  # fmt: skip
Threshold = _simple("Threshold", lambda s, x: N.threshold(x, threshold=s.threshold, value=s.value),
                    (("threshold", None), ("value", None), *IN), _show("threshold", "value"))  # fmt: skip
GLU = _simple("GLU", lambda s, x: A.glu(x, s.dim), (("dim", -1),), _show("dim"))
Softmax = _simple("Softmax", lambda s, x: U.softmax(x, s.dim), (("dim", None),), _show("dim"))
LogSoftmax = _simple("LogSoftmax", lambda s, x: U.log_softmax(x, s.dim), (("dim", None),), _show("dim"))
Softmin = _simple("Softmin", lambda s, x: A.softmin(x, s.dim), (("dim", None),), _show("dim"))
Softmax2d = _simple("Softmax2d", lambda s, x: U.softmax(x, -3))


class PReLU(Module):
    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(full((num_parameters,), float(init)))

    def forward(self, input):
        return A.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input):
        return A.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


PReLU.__module__ = RReLU.__module__ = "torch.nn.modules.activation"
