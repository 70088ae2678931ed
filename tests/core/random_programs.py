"""Random programs over torch's API, each a list of one-line statements: what the differential test runs.

A program is written while it runs on some module answering to `torch`, so that arguments mostly fit: the writer looks at the shapes and
dtypes of the tensors there are. Some statements are wrong on purpose, and some by chance: errors are compared too.
"""

import contextlib
import io
import random
import warnings

SHAPES = [
    (),
    (1,),
    (3,),
    (2, 3),
    (2, 3),
    (2, 3),
    (3, 3),
    (1, 3),
    (2, 1),
    (4,),
    (2, 2, 3),
    (0,),
    (0, 3),
    (2, 0),
    (3, 2),
    (1, 1),
    (1, 4, 2),
]
FLOATS = ["float32"] * 8 + ["float64"] * 3 + ["float16", "bfloat16", "complex64", "complex128"]
INTS = ["int64"] * 5 + ["int32", "int16", "int8", "uint8", "bool"]
UNARY = """abs neg exp log sqrt sin cos tan tanh sigmoid relu square reciprocal rsqrt floor ceil round trunc sign frac log1p expm1 exp2 log2 log10
sinh cosh asinh atan erf erfc sgn positive clone isnan isinf isfinite logical_not asin acos acosh atanh lgamma digamma deg2rad rad2deg signbit angle
conj sinc erfinv logit contiguous""".split()
FUNCTIONAL = """relu leaky_relu elu selu gelu softplus silu mish hardtanh relu6 logsigmoid softsign tanhshrink celu hardswish hardsigmoid""".split()
BINARY = ["+", "-", "*", "/", "//", "%", "**"]
NAMED = "add sub mul div pow maximum minimum atan2 fmod remainder floor_divide true_divide fmax fmin hypot logaddexp copysign xlogy".split()
COMPARE = "== != < <= > >=".split()
NAMED_COMPARE = "eq ne lt le gt ge logical_and logical_or logical_xor isclose".split()
REDUCE = (
    "sum mean prod var std amax amin logsumexp nansum count_nonzero any all norm cumsum cumprod argmax argmin".split()
)
PAIRS = "max min median sort topk kthvalue cummax cummin mode aminmax var_mean std_mean".split()
SHOWN = """T | T | T.shape | T.dtype | T.stride() | T.is_contiguous() | T.size() | T.numel() | T.dim() | T.tolist() | T.item() | T._version | T.grad |
T.grad_fn and T.grad_fn.name() | T.storage_offset() | len(T) | bool(T) | float(T) | int(T) | f"{T}" | torch.is_tensor(T) | T.is_leaf | T.type() |
T.max() | T.mean().item() | torch.result_type(T, O) | torch.can_cast(T.dtype, O.dtype) | torch.promote_types(T.dtype, O.dtype) | list(T) |
T.output_nr | T._base is None | T.element_size() | T.numpy() | f"{T:.2f}" | 0.5 in T | T.data_ptr() == O.data_ptr()""".replace(
    "\n", " "
).split(" | ")
NUMBERS = ["2", "3", "0.5", "-1", "1.5", "0", "2.0", "-2.5", "10", "True", "1e-3"]


class Writer:
    """Writes one program of about `n` statements with `torch`."""

    def __init__(self, torch, seed, n=12):
        self.torch, self.r, self.lines, self.count = torch, random.Random(seed), [], 0
        self.names = {"torch": torch, "F": torch.nn.functional, "walk": id}
        self.tensors = []
        torch.manual_seed(seed)
        self.say(f"torch.manual_seed({seed})")
        for _ in range(self.r.randint(2, 3)):
            self.leaf()
        kinds = [(self.unary, 3), (self.binary, 6), (self.compare, 1), (self.view, 4), (self.index, 3), (self.inplace, 4), (self.reduce, 3),
                 (self.pair, 1.2), (self.linear, 2.5), (self.join, 2), (self.functional, 1.5), (self.cut, 1.2), (self.convert, 1.2), (self.leaf, 1),
                 (self.show, 1.5), (self.hook, 0.7), (self.backward, 1.6), (self.pick, 1.2), (self.make, 0.8)]  # fmt: skip
        for _ in range(n):
            self.r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()
        self.finish()

    # --- the means --------------------------------------------------------------------------------------------------------------------

    def say(self, line):
        self.lines.append(line)
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                exec(line, self.names)
            except Exception:
                return False
        return True

    def new(self, expression):
        """`tN = expression`; remembers N if the result is a tensor."""
        self.count += 1
        name = f"t{self.count}"
        if self.say(f"{name} = {expression}") and isinstance(self.names[name], self.torch.Tensor):
            self.tensors.append(name)
        return name

    def shape(self, name):
        return tuple(self.names[name].shape)

    def any(self, test=None):
        pool = [t for t in self.tensors if test is None or test(self.names[t])]
        pool = pool or self.tensors
        return self.r.choice(pool[-4:] if self.r.random() < 0.7 else pool)

    def float(self, ndim=None):
        return self.any(lambda t: t.is_floating_point() and (ndim is None or t.ndim >= ndim))

    def dim(self, name, wrong=0.03):
        n = len(self.shape(name))
        if self.r.random() < wrong:
            return n + self.r.randint(0, 2)
        return self.r.randint(-n, n - 1) if n else self.r.choice([0, -1])

    def mate(self, name):
        """A tensor that broadcasts with `name`, mostly."""
        want = self.shape(name)

        def fits(t):
            pairs = zip(reversed(t.shape), reversed(want))
            return all(a == b or 1 in (a, b) for a, b in pairs)

        return self.any(fits) if self.r.random() < 0.95 else self.any()

    def data(self, shape, dtype):
        if not shape:
            return self.value(dtype)
        return "[" + ", ".join(self.data(shape[1:], dtype) for _ in range(shape[0])) + "]"

    def value(self, dtype):
        r = self.r
        if dtype == "bool":
            return r.choice(["True", "False"])
        if "int" in dtype:
            return str(r.randint(0 if dtype == "uint8" else -4, 9))
        if "complex" in dtype:
            return f"{r.randint(-8, 8) / 4}{r.randint(-8, 8) / 4:+}j"
        if r.random() < 0.02:
            return r.choice(['float("nan")', 'float("inf")', "1e10", "-0.0", "1e-8"])
        return str(r.randint(-12, 12) / r.choice([1, 2, 4, 8, 10]))

    # --- statements -------------------------------------------------------------------------------------------------------------------

    def leaf(self):
        r = self.r
        dtype = r.choice(FLOATS if r.random() < 0.8 else INTS)
        shape = r.choice(SHAPES)
        grad = ", requires_grad=True" if dtype in FLOATS and r.random() < 0.75 else ""
        said = (
            ""
            if dtype in ("float32", "int64", "bool", "complex64") and r.random() < 0.9 and 0 not in shape
            else f", dtype=torch.{dtype}"
        )
        self.new(f"torch.tensor({self.data(shape, dtype)}{said}{grad})")

    def make(self):
        r, s = self.r, self.r.choice(SHAPES)
        like = self.any()
        dtype = r.choice(FLOATS + INTS)
        self.new(r.choice([
            f"torch.zeros({s})", f"torch.ones({s}, dtype=torch.{dtype})", f"torch.full({s}, {r.choice(NUMBERS)})", f"torch.arange({r.randint(0, 7)})",
            f"torch.arange({r.choice(NUMBERS[:4])}, 6, {r.choice(['1', '0.5', '2'])})",
            f"torch.linspace(-1, {r.choice(['1', '2.5'])}, {r.randint(1, 7)})",
            f"torch.eye({r.randint(1, 4)})", f"torch.randn({s})", f"torch.rand({s}, dtype=torch.float64)", f"torch.randint(0, 5, {s})",
            f"torch.randperm({r.randint(0, 6)})", f"torch.zeros_like({like})", f"torch.ones_like({like}, dtype=torch.{dtype})",
            f"{like}.new_full({s}, 2)",
            f"torch.full_like({like}, 3)", f"torch.randn_like({like})", f"torch.empty({s}).fill_(2)", f"{like}.new_tensor([1, 2])",
            f"torch.logspace(0, 2, {r.randint(1, 4)})", f"torch.tensor({r.choice(NUMBERS)})", f"torch.as_tensor({r.choice(NUMBERS)})",
            f"torch.tril_indices({r.randint(1, 3)}, 3)", f"torch.rand_like({like})", f"torch.bernoulli(torch.full({s}, 0.5))",
        ]))  # fmt: skip

    def unary(self):
        t, name = self.any() if self.r.random() < 0.3 else self.float(), self.r.choice(UNARY)
        self.new(
            self.r.choice([f"torch.{name}({t})", f"{t}.{name}()"])
            if name not in ("clone", "contiguous")
            else f"{t}.{name}()"
        )

    def functional(self):
        t = self.float()
        self.new(self.r.choice([f"F.{self.r.choice(FUNCTIONAL)}({t})", f"torch.softmax({t}, dim={self.dim(t)})",
        f"F.log_softmax({t}, dim={self.dim(t)})",
                                f"{t}.softmax({self.dim(t)})", f"F.mse_loss({t}, {self.mate(t)})", f"F.l1_loss({t}, {self.mate(t)}, reduction='sum')",
                                f"F.smooth_l1_loss({t}, {self.mate(t)})", f"F.normalize({t}, dim={self.dim(t)})", f"F.one_hot({self.any()})",
                                f"F.binary_cross_entropy_with_logits({t}, torch.sigmoid({self.mate(t)}))"]))  # fmt: skip

    def operand(self, t):
        return self.mate(t) if self.r.random() < 0.65 else self.r.choice(NUMBERS)

    def binary(self):
        r, t = self.r, self.any()
        o = self.operand(t)
        kind = r.random()
        if kind < 0.6:
            a, b = (t, o) if r.random() < 0.75 else (o, t)
            self.new(f"{a} {r.choice(BINARY[:4] if r.random() < 0.7 else BINARY)} {b}")
        elif kind < 0.9:
            name = r.choice(NAMED)
            self.new(r.choice([f"torch.{name}({t}, {o})", f"{t}.{name}({o})"]))
        else:
            self.new(r.choice([f"torch.add({t}, {o}, alpha=2)", f"torch.sub({t}, {o}, alpha=0.5)",
            f"torch.addcmul({t}, {t}, {self.mate(t)}, value=2)",
                               f"torch.lerp({t}, {self.mate(t)}, 0.25)", f"torch.clamp({t}, min=-0.5, max=1)", f"{t}.clamp(min={o})",
                               f"torch.where({t} > 0, {t}, {o})", f"torch.addcdiv({t}, {t}, {self.mate(t)})",
                               f"torch.div({t}, {o}, rounding_mode='floor')",
                               f"torch.div({t}, {o}, rounding_mode='trunc')"]))  # fmt: skip

    def compare(self):
        r, t = self.r, self.any()
        o = self.operand(t)
        self.new(r.choice([f"{t} {r.choice(COMPARE)} {o}", f"torch.{r.choice(NAMED_COMPARE)}({t}, {self.mate(t)})", f"~({t} > 0)",
                           f"({t} > 0) & ({t} < 1)", f"{t} & {o}", f"{t} | {o}", f"{t} ^ {o}", f"{t} << 1", f"torch.equal({t}, {self.mate(t)})",
                           f"torch.allclose({t}, {self.mate(t)})"]))  # fmt: skip

    def view(self):
        r, t = self.r, self.any(lambda t: t.ndim)
        s = self.shape(t)
        d, e = self.dim(t), self.dim(t)
        n = s[d] if -len(s) <= d < len(s) and s else 1
        order = list(range(len(s)))
        r.shuffle(order)
        self.new(r.choice([f"{t}.t()", f"{t}.T", f"{t}.view(-1)", f"{t}.reshape({r.choice([-1, (1, -1), (-1, 1), (2, -1), (3, 2)])})",
                           f"{t}.transpose({d}, {e})", f"{t}.permute({tuple(order)})", f"{t}.squeeze()", f"{t}.squeeze({d})", f"{t}.unsqueeze({d})",
                           f"{t}.expand({(2, *s)})", f"{t}.expand_as({self.mate(t)})", f"{t}.narrow({d}, 0, {max(n - 1, 0)})",
                           f"{t}.select({d}, {r.randint(0, max(n - 1, 0))})", f"{t}.flatten()", f"{t}.diagonal()", f"{t}.unbind({d})[0]",
                           f"{t}.chunk(2, {d})[0]", f"{t}.split(1, {d})[-1]", f"{t}.movedim({d}, {e})",
                           f"{t}.unfold({d}, 2, 1)", f"torch.flip({t}, [{d}])",
                           f"torch.roll({t}, 1, {d})", f"{t}.repeat(2, {'1, ' * (len(s) - 1)})", f"{t}.view({s})", f"{t}.mT", f"torch.ravel({t})",
                           f"{t}.repeat_interleave(2, dim={d})", f"{t}.detach().view(-1)", f"{t}.swapaxes({d}, {e})", f"torch.tile({t}, (2,))",
                           f"{t}.unflatten({d}, (1, -1))", f"torch.atleast_2d({t})", f"torch.broadcast_to({t}, {(2, *s)})",
                           f"torch.rot90({t})", f"torch.fliplr({t})"]))  # fmt: skip

    def place(self, t):
        """An index expression that mostly fits tensor t."""
        r, s, parts = self.r, self.shape(t), []
        if r.random() < 0.15:
            return f"{t} > 0"
        for n in s[: r.randint(1, max(len(s), 1))]:
            k = max(n - 1, 0)
            parts.append(r.choice([str(r.randint(-n, k)) if n else "0", str(r.randint(0, k)), ":", "1:", ":-1", "::2", f"{k}:", "None", "...",
                                   f"[0, {k}]", f"torch.tensor([{k}, 0, {k}])",
                                   f"torch.tensor([[0], [{k}]])", "[True] * " + str(n), "-1:"]))  # fmt: skip
        if parts.count("...") > 1:
            parts = [p if p != "..." else ":" for p in parts]
        return (
            ", ".join(parts or ["..."])
            if r.random() < 0.98
            else r.choice(["7", "'a'", "1.5", "0, 0, 0, 0", "torch.tensor(0)", "torch.tensor([1.5])"])
        )

    def index(self):
        t = self.any(lambda t: t.ndim)
        self.new(f"{t}[{self.place(t)}]")

    def pick(self):
        r, t = self.r, self.any(lambda t: t.ndim)
        d, s = self.dim(t), self.shape(t)
        ones = "[0]"
        for _ in s[1:]:
            ones = f"[{ones}]"
        i = f"torch.tensor({ones})"
        self.new(r.choice([f"torch.gather({t}, {d}, {i})", f"{t}.index_select({d}, torch.tensor([0, 0]))", f"torch.masked_select({t}, {t} > 0)",
                           f"{t}.masked_fill({t} > 0, {r.choice(NUMBERS)})", f"torch.take({t}, torch.tensor([0, -1]))", f"torch.nonzero({t})",
                           f"{t}.scatter({d}, {i}, 5)", f"torch.zeros_like({t}).scatter_add({d}, {i}, {t})",
                           f"{t}.index_add({d}, torch.tensor([0]), {t})",
                           f"{t}.index_fill({d}, torch.tensor([0]), -1)", f"torch.unique({t})", f"torch.argsort({t})", f"torch.bincount({t})",
                           f"torch.where({t})[0]", f"torch.diff({t})", f"torch.tril({t})", f"torch.triu({t}, 1)", f"torch.diag({t})",
                           f"torch.histc({t}, 4)", f"torch.isin({t}, {self.any()})", f"torch.bucketize({t}, torch.tensor([0., 1.]))",
                           f"torch.nan_to_num({t})", f"torch.diag_embed({t})", f"torch.quantile({t}, 0.5)", f"torch.trapezoid({t})"]))  # fmt: skip

    def inplace(self):
        r = self.r
        t = self.any(lambda t: not (t.is_leaf and t.requires_grad)) if r.random() < 0.9 else self.any()
        o, m = self.operand(t), self.mate(t)
        line = r.choice([f"{t}.add_({o})", f"{t}.mul_({o})", f"{t}.sub_({o})", f"{t}.div_({o})", f"{t} += {o}", f"{t} *= {o}",
        f"{t} -= {o}", f"{t} /= {o}",
                         f"{t}.zero_()", f"{t}.fill_(3)", f"{t}.copy_({m})", f"{t}[{self.place(t)}] = {o}", f"{t}[{self.place(t)}] = {o}",
                         f"{t}[{self.place(t)}] += {r.choice(NUMBERS)}", f"{t}[{self.place(t)}].mul_(2)",
                         f"{t}.masked_fill_({t} > 0, 1.5)", f"{t}.clamp_(-1, 1)",
                         f"{t}.exp_()", f"{t}.neg_()", f"{t}.relu_()", f"{t}.sigmoid_()", f"{t}.pow_(2)", f"{t}.abs_()",
                         f"{t}.t_()", f"{t}.unsqueeze_(0)",
                         f"{t}.squeeze_()", f"{t}.requires_grad_()", f"{t}.detach_()", f"{t}.uniform_()", f"{t}.normal_()",
                         f"{t}.tanh_()", f"{t}.round_()",
                         f"{t}.data.mul_(2)", f"{t}.data = {t}.data + 1", f"{t}.add_({m}, alpha=2)",
                         f"{t}.addcmul_({m}, {m}, value=0.5)", f"{t}.floor_()",
                         f"{t}.grad = None", f"{t}.requires_grad = False"])  # fmt: skip
        if r.random() < 0.25:
            line = "with torch.no_grad(): " + line
        self.say(line)

    def reduce(self):
        r, name = self.r, self.r.choice(REDUCE)
        t = self.float() if r.random() < 0.75 else self.any()
        d = self.dim(t)
        forms = [f"{t}.{name}({d})", f"torch.{name}({t}, dim={d})"]
        if not name.startswith("cum"):
            forms += [
                f"{t}.{name}({d}, keepdim=True)",
                f"{t}.{name}()",
                f"torch.{name}({t})",
                f"{t}.{name}(dim=(0, -1))",
            ]
        self.new(r.choice(forms))

    def pair(self):
        r, name, t = self.r, self.r.choice(PAIRS), self.any()
        d = self.dim(t)
        if name in ("topk", "kthvalue"):
            self.new(f"torch.{name}({t}, 1, {d})[{r.randint(0, 1)}]")
        elif r.random() < 0.3:
            self.new(f"{t}.{name}()" if name in ("max", "min", "median") else f"torch.{name}({t}, dim={d})")
        else:
            self.new(f"torch.{name}({t}, dim={d})[{r.choice([0, 0, 0, 1])}]")

    def linear(self):
        r, t = self.r, self.any(lambda t: t.ndim and t.is_floating_point())
        s = self.shape(t)
        o = self.any(
            lambda u: u.ndim and s and u.shape[-2 if u.ndim > 1 else 0] == s[-1] and u.dtype is self.names[t].dtype
        )
        square = self.any(lambda u: u.ndim == 2 and u.shape[0] == u.shape[1] and u.is_floating_point())
        self.new(r.choice([f"{t} @ {o}", f"{t} @ {t}.mT", f"torch.mm({t}, {o})", f"torch.matmul({t}, {o})", f"{t}.mv({o})", f"torch.dot({t}, {o})",
                           f"torch.outer({t}, {o})", f"torch.bmm({t}, {o})", f"torch.einsum('ij,jk->ik', {t}, {o})", f"torch.einsum('ij->j', {t})",
                           f"torch.einsum('...i,...i->...', {t}, {self.mate(t)})", f"torch.linalg.inv({square})",
                           f"torch.det({square})", f"torch.trace({square})",
                           f"torch.linalg.solve({square}, {square})", f"torch.linalg.norm({t})",
                           f"torch.norm({t}, dim={self.dim(t)})", f"F.linear({t}, {t})",
                           f"torch.linalg.slogdet({square})[1]", f"torch.inverse({square})", f"{square}.matrix_power(2)",
                           f"torch.linalg.vector_norm({t}, 1)",
                           f"torch.addmm({square}, {square}, {square})", f"torch.tensordot({t}, {t}, dims=1)", f"torch.cdist({t}, {t})",
                           f"torch.linalg.cholesky({square} @ {square}.T + torch.eye(3))", f"torch.kron({t}, {o})", f"torch.cross({t}, {t})",
                           f"torch.linalg.svdvals({t})", f"torch.linalg.eigvalsh({square} + {square}.T)", f"torch.linalg.qr({square})[1].abs()",
                           f"torch.linalg.pinv({t})", f"torch.linalg.matrix_rank({t})", f"torch.linalg.multi_dot([{square}, {square}])",
                           f"torch.cosine_similarity({t}, {t}, dim={self.dim(t)})"]))  # fmt: skip

    def join(self):
        r, t = self.r, self.any(lambda t: t.ndim)
        s = self.shape(t)
        o = self.any(lambda u: tuple(u.shape) == s)
        self.new(r.choice([f"torch.cat([{t}, {o}])", f"torch.cat(({t}, {o}), dim={self.dim(t)})", f"torch.stack([{t}, {o}], dim={self.dim(t)})",
                           f"torch.hstack([{t}, {o}])", f"torch.vstack([{t}, {o}])", f"torch.column_stack([{t}, {o}])", f"sum([{t}, {o}, {t}])",
                           f"torch.block_diag({t}, {o})", f"torch.meshgrid({t}, {o}, indexing='ij')[0]", f"torch.stack(list({t}))",
                           f"torch.cartesian_prod({t}, {o})", f"torch.broadcast_tensors({t}, {o})[0]", f"torch.dstack([{t}, {o}])"]))  # fmt: skip

    def cut(self):
        t = self.any()
        self.new(self.r.choice([f"{t}.detach()", f"{t}.data", f"{t}.clone()", f"{t}.detach().clone().requires_grad_()",
        f"{t}.detach().requires_grad_(True)",
                                f"torch.tensor({t}.tolist())", f"torch.from_numpy({t}.detach().numpy())", f"torch.Tensor({t}.tolist())",
                                f"torch.autograd.Variable({t}.data, requires_grad=True)", f"torch.nn.Parameter({t})"]))  # fmt: skip

    def convert(self):
        t = self.any()
        dtype = self.r.choice(FLOATS + INTS)
        self.new(self.r.choice([f"{t}.to(torch.{dtype})", f"{t}.float()", f"{t}.double()", f"{t}.long()", f"{t}.int()", f"{t}.bool()", f"{t}.half()",
                                f"{t}.bfloat16()", f"{t}.type(torch.{dtype})", f"{t}.type_as({self.any()})", f"{t}.to({self.any()})",
                                f"torch.sum({t}, dtype=torch.{dtype})"]))  # fmt: skip

    def show(self):
        t = self.any()
        o = self.any()
        what = self.r.choice(SHOWN).replace("T", t).replace("O", o)
        self.say(f"print({what})")

    def hook(self):
        t = self.any(lambda t: t.requires_grad)
        self.say(self.r.choice([f"{t}.retain_grad()", f"{t}.register_hook(lambda g: g * 2)", f"{t}.register_hook(lambda g: print('hook', g.shape))",
                                f"h = {t}.register_hook(lambda g: g + 1); h.remove()",
                                f"{t}.register_post_accumulate_grad_hook(lambda p: print('post', p.grad))",
                                f"{t}.grad_fn.register_hook(lambda gi, go: print('node', len(gi), len(go)))"]))  # fmt: skip

    def backward(self):
        r, t = self.r, self.any(lambda t: t.requires_grad)
        leaf = self.any(lambda t: t.requires_grad and t.is_leaf)
        self.say(r.choice([f"{t}.sum().backward()", f"{t}.sum().backward(retain_graph=True)", f"{t}.backward()", f"{t}.mean().backward()",
                           f"{t}.backward(torch.ones_like({t}))", f"({t} * {t}).sum().backward()",
                           f"print(torch.autograd.grad({t}.sum(), {leaf}, allow_unused=True))",
                           f"g = torch.autograd.grad({t}.sum(), {leaf}, create_graph=True)[0]; print(g); (g ** 2).sum().backward()",
                           f"torch.autograd.backward([{t}.sum(), {self.any()}.sum()])", f"print(torch.autograd.grad({t}, {leaf}))",
                           f"{t}.sum().backward(inputs=[{leaf}])", f"print(torch.autograd.grad({t}.mean(), {leaf}, retain_graph=True))",
                           f"({t} ** 3).sum().backward(create_graph=True)"]))  # fmt: skip

    def finish(self):
        live = [t for t in self.tensors if self.names[t].requires_grad and not self.names[t].is_leaf]
        for t in live[-2:]:
            self.say(f"walk({t})")
        for t in live[-2:]:
            self.say(
                f"{t}.abs().sum().backward(retain_graph=True)" if self.r.random() < 0.5 else f"{t}.sum().backward()"
            )


def write(torch, seed, n=12):
    """The statements of program number `seed`."""
    return Writer(torch, seed, n).lines
