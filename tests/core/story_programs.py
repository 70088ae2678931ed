"""Random programs of the kind people write, each a few short stories: a module trained, tensors printed, sorted, indexed, differentiated.

The companion of random_programs.py, whose programs are wilder: here nearly everything is right, and much of it is printed.
"""

import random

from .story_modules import attention, own_module, recurrent, training

FLOAT = ["", "", "", "", ", dtype=torch.float64", ", dtype=torch.float16", ", dtype=torch.bfloat16"]
SHAPES = [(3,), (2, 3), (3, 4), (2, 3, 4), (4, 4), (1, 5), (2, 1, 3), (5,), (2, 2, 2, 3)]


def shape(r, least=1):
    return r.choice([s for s in SHAPES if len(s) >= least])


def dim(r, s):
    return r.randrange(-len(s), len(s))


# --- tensors ------------------------------------------------------------------------------------------------------------------------


def printing(r):
    big = r.choice([(1001,), (30, 40), (11, 11, 11), (1200, 1), (3, 500), (1, 1, 2000), (4, 5), (2, 3, 4), (100,), (10, 20)])
    scale = r.choice([1, 10, 1e3, 1e5, 1e-3, 1e-6, 1e9])
    lines = [f"x = torch.randn({big}) * {scale}", "print(x)", f"print(torch.randint({r.choice([0, -5])}, {r.choice([10, 1000, 10**9])}, {big}))",
             f"print(torch.rand({r.choice(SHAPES)}{r.choice(FLOAT)}) * {scale})", "print(x > 0)"]  # fmt: skip
    lines += r.sample([
        "torch.set_printoptions(precision=2); print(x); torch.set_printoptions(profile='default')",
        "torch.set_printoptions(sci_mode=True); print(x); torch.set_printoptions(profile='default')",
        "torch.set_printoptions(sci_mode=False); print(x); torch.set_printoptions(profile='default')",
        "torch.set_printoptions(threshold=5, edgeitems=2); print(x); torch.set_printoptions(profile='default')",
        "torch.set_printoptions(linewidth=40); print(x); torch.set_printoptions(profile='default')",
        "print(torch.tensor([1.5, float('nan'), float('inf')]))", "print(torch.tensor([1e10, 1.]), torch.tensor([1e-5, 1.]), torch.tensor(1e-8))",
        "print(torch.tensor([[1, 20], [300, 4]]), torch.tensor([True, False]), torch.tensor([]), torch.tensor(3), torch.tensor(2.5))",
        "print(torch.randn(2, 2, dtype=torch.complex64), torch.tensor([1 + 2j, -0.5j]))",
        "print([torch.tensor(1.), torch.tensor([2])], {'a': x[:1]})",
        "print(f'{x.mean():.3f} {x.sum().item():.2f} {x.flatten()[0]}')", "print(torch.arange(0, 1, 0.1), torch.linspace(0, 100, 5), torch.eye(3))",
        "print(x.dtype, x.shape, x.size(), x.device, x.layout, x.numel(), x.dim())", "print(x.requires_grad_())", "print(x.to(torch.float16))",
        "print(x.to(torch.bfloat16))", "print(x.double())", "print(torch.zeros(0, 3), torch.empty(2, 0).shape)", "print(repr(x[:1]), str(x[:1]))",
        "print(x.abs().log10().round())", "print((x * 0).int(), torch.full((2, 2), 7), torch.ones(3) * 1e8)", "print(torch.nn.Parameter(x[:1]))",
        "print(x.max(), x.min(), x.mean(), x.std(), x.median())", "print(x.flatten()[:3].tolist())",
        "print(torch.iinfo(torch.int8), torch.finfo(torch.float32))",
        "print(x.T if x.dim() == 2 else x[None])", "print(x.flatten()[:4].numpy())", "print(x.sum(), x.prod(), (x * x).sum())",
    ], 5)  # fmt: skip
    return lines


REDUCTIONS = """sum mean std var amax amin logsumexp norm prod any all argmax argmin max min median cumsum cumprod count_nonzero
nansum""".split()


def reductions(r):
    s = shape(r, 2)
    grad = r.choice(["", ", requires_grad=True"])
    dims = tuple(sorted(r.sample(range(len(s)), 2)))
    lines = [f"x = torch.randn({s}{r.choice(FLOAT[:5])}{grad})"]
    for _ in range(6):
        name = r.choice(REDUCTIONS)
        d = dim(r, s)
        at = r.choice([f"{d}", f"dim={d}", f"{d}, keepdim=True", f"dim={dims}, keepdim=True", f"dim={dims}", ""])
        if name in ("cumsum", "cumprod"):
            at = f"dim={d}"
        lines.append(f"print(x.{name}({at}))")
    lines += [r.choice(["y = x.mean(0) + x.std(0)", "y = (x - x.mean()) / x.std()", "y = x.var(dim=-1, unbiased=False)", "y = x.max(dim=0).values",
                        "y = x.norm(dim=-1)", "y = x.softmax(-1).log()", "y = x.logsumexp(dim=0)", "y = x.sum((0, 1))", "y = x.cumsum(-1)",
                        "y = x.prod(dim=0)", "y = F.normalize(x, dim=0)", "y = torch.quantile(x.float(), 0.3, dim=0)"]), "print(y)"]  # fmt: skip
    return [*lines, *(["walk(y)", "y.sum().backward()", "print(x.grad)"] if grad else [])]


def indexing(r):
    s = shape(r, 2)
    n, m = s[0], s[1]
    grad = r.choice(["", ".requires_grad_()"])
    lines = [f"x = torch.arange({s[0] * s[1] * (s[2] if len(s) > 2 else 1) * (s[3] if len(s) > 3 else 1)}.).reshape({s}){grad}"]
    places = [f"{n - 1}", f":, {m - 1}", "1:" if n > 1 else ":", ":, ::2", "[0, -1]", "None, 0", "..., 0", "x > 2", ":, [0]", "torch.tensor([0, 0])",
              "torch.randperm(len(x))", "[0], [0]", "..., None", "torch.tensor([[0], [0]]), torch.tensor([0])",
              f":, torch.tensor([True] + [False] * {m - 1})",
              "-1:", "0, 0", "torch.arange(len(x)), 0", "x[:, 0] >= 0" if len(s) == 2 else "0", "slice(None, 1)"]  # fmt: skip
    lines += [f"print(x[{p}])" for p in r.sample(places, 4)]
    p = r.choice(places)
    lines += [f"y = x[{p}]", "print(y.shape, y.stride(), y.is_contiguous(), y._version, y.grad_fn and y.grad_fn.name())"]
    lines += ["z = x.clone()", f"z[{r.choice(places)}] = {r.choice(['-1', '0.5', 'torch.tensor(9.)'])}", "print(z)",
              f"z[{r.choice(places)}] *= 2", "print(z, z._version)"]  # fmt: skip
    lines += r.sample(["print(z.gather(0, torch.zeros(z.shape, dtype=torch.long)))", "print(z.index_select(1, torch.tensor([0])))",
                       "print(torch.where(z > 1, z, 0.))", "print(z.masked_select(z > 3))", "print(z.nonzero())",
                       "print(torch.take(z, torch.tensor([0, 1])))",
                       "print(torch.where(z > 3))", "print(z.scatter(0, torch.zeros(z[:1].shape, dtype=torch.long), -5.))",
                       "print(z.masked_fill(z < 2, -1))",
                       "z[7]", "z[:, 9]", "z[z]", "z[0, 0, 0, 0, 0]", "z['a']", "z[torch.tensor([9])]", "z[0] = torch.ones(7)",
                       "print(z.index_fill(0, torch.tensor([0]), 2.))", "print(z.flip(0), z.roll(1, 0))",
                       "print(torch.tril(z), torch.diagonal(z))"], 3)  # fmt: skip
    return [*lines, *(["walk(z)", "z.sum().backward()", "print(x.grad)"] if grad else [])]


def views(r):
    s = shape(r, 2)
    turned = ".t()" if len(s) == 2 else ".transpose(0, 1)"
    part = r.choice(["[0]", ".view(-1)", turned, "[:, 1:]", ".narrow(0, 0, 1)", ".detach()", "[..., 0]", ".unbind(0)[0]", ".diagonal()"])
    lines = [f"x = torch.randn({s}, requires_grad=True)", "y = x * 2",
             f"v = y{part}",
             "print(v.shape, v.stride(), v.storage_offset(), v.is_contiguous(), v._is_view(), v._base is y)",
             f"v.{r.choice(['mul_(3)', 'add_(1)', 'zero_()', 'exp_()', 'fill_(2)', 'clamp_(min=0)', 'sub_(v)', 'copy_(v.clone())', 'neg_()'])}",
             "print(y, v)", "print(y._version, v._version, x._version)", "walk(y)", "(y * y).sum().backward()", "print(x.grad)"]  # fmt: skip
    lines += r.sample(["x.add_(1)", "x.data.add_(1); print(x, x._version)", "a = x.detach(); a[0] = 0; print(x, x._version)", "x.view(-1)[0] = 1",
                       "with torch.no_grad(): x -= 0.1 * x.grad; print(x)", "print(x.T.is_contiguous(), x.mT.contiguous().stride())",
                       "print(x.transpose(0, 1).reshape(-1))", "x.transpose(0, 1).view(-1)", "print(x.unsqueeze(0).expand(2, *x.shape).stride())",
                       "print(x.detach().numpy().sum())", "x.numpy()", "print(y.untyped_storage().nbytes())", "print(x.unfold(0, 1, 1).shape)",
                       "print(torch.as_strided(y, (2, 2), (1, 1)))", "print(x.permute(*range(x.dim() - 1, -1, -1)).shape)",
                       "print(x.grad.zero_())"], 3)  # fmt: skip
    return lines


def sorting(r):
    s = shape(r)
    x = r.choice([f"torch.randn({s})", f"torch.randint(0, 5, {s})", f"torch.randn({s}).round()", f"torch.randn({s}, requires_grad=True)"])
    lines = [f"x = {x}"]
    d = dim(r, s)
    return lines + r.sample([
        f"print(x.sort(dim={d}))", f"print(torch.sort(x, dim={d}, descending=True, stable=True))", f"print(x.argsort({d}))",
        f"print(x.topk(1, dim={d}))",
        f"print(x.topk({min(2, s[-1])}))", f"print(x.kthvalue(1, {d}))", "print(x.unique())", "print(torch.unique(x, return_counts=True))",
        "print(torch.unique(x, return_inverse=True)[1])", f"print(x.max({d}))", f"print(x.median({d}))", f"print(x.mode({d}))",
        f"print(x.cummax({d}))",
        "print(torch.bincount(x.flatten().long().abs()))", "print(torch.histc(x.float(), 3))",
        "print(torch.searchsorted(torch.tensor([0., 1.]), x.float()))",
        "print(x.flatten().msort())", f"print(torch.aminmax(x, dim={d}))", "print(torch.unique_consecutive(x))", f"print(torch.flip(x, [{d}]))",
        "print(torch.isin(x, torch.tensor([1, 2])))", "print(torch.clamp(x, 0, 1), x.sign())", "print(torch.argmax(x), torch.argmin(x))",
        "print(F.one_hot(x.long().abs()))", "print(torch.bucketize(x, torch.tensor([0, 2])))", f"print(torch.diff(x, dim={d}))",
        "print(x.sort().values.grad_fn)", f"print(x.sort({d})[0].stride(), x.sort({d})[1].dtype)"], 5)  # fmt: skip


EINSUMS = [("ij,jk->ik", "(2, 3)", "(3, 4)"), ("ij,ij->", "(2, 3)", "(2, 3)"), ("bij,bjk->bik", "(2, 3, 4)", "(2, 4, 2)"), ("i,j->ij", "(3,)",
    "(2,)"),
           ("ij->ji", "(2, 3)", None), ("ii->i", "(3, 3)", None), ("ij,j->i", "(2, 3)", "(3,)"), ("...ij,...jk->...ik", "(2, 2, 3)", "(2, 3, 2)"),
           ("bhid,bhjd->bhij", "(1, 2, 3, 2)", "(1, 2, 3, 2)"), ("ij->", "(2, 3)", None), ("ijk->ik", "(2, 3, 4)", None), ("ij,kj->ik",
               "(2, 3)", "(4, 3)")]  # fmt: skip


def products(r):
    e, a, b = r.choice(EINSUMS)
    lines = [f"a = torch.randn({a}, requires_grad=True)"]
    if b:
        lines.append(f"b = torch.randn({b}, requires_grad={r.choice([True, False])})")
    lines += [f"y = torch.einsum({e!r}, a{', b' if b else ''})", "print(y)", "walk(y)", "y.sum().backward()", "print(a.grad)"]
    n = r.randint(2, 4)
    lines += [f"m = torch.randn({n}, {n})", f"w = torch.randn({n}, requires_grad=True)"]
    return lines + r.sample(["print(m @ w)", "print(w @ m @ w)", "print(torch.outer(w, w))", "print(torch.bmm(m[None], m[None]).shape)",
                             "print(torch.addmm(m, m, m))", "print(m.matrix_power(3))", "print(torch.kron(m[:1], m[:, :1]))",
                             "print(torch.mv(m, w), torch.dot(w, w))",
                             "print(torch.tensordot(m, m, 1))", "print(torch.matmul(m.expand(2, *m.shape), w))", "m @ torch.ones(9)",
                             "torch.mm(m, w)",
                             "print(torch.cdist(m, m))", "y = m @ m.t(); print(y.stride(), y.is_contiguous())", "m @ m.double()", "torch.dot(m, m)",
                             "z = F.linear(m, m, w); walk(z); print(z)", "print(torch.trace(m), m.diag(), torch.diag(w))", "m.long() @ m",
                             "print(torch.cross(torch.tensor([1., 2., 3.]), torch.tensor([4., 5., 6.]), dim=0))"], 4)  # fmt: skip


def linalg(r):
    n = r.randint(2, 4)
    lines = [f"a = torch.randn({n}, {n}{r.choice(FLOAT[:5])}, requires_grad={r.choice([True, False])})",
             f"s = a @ a.mT + torch.eye({n}, dtype=a.dtype) * 2",
             f"b = torch.randn({n}, dtype=a.dtype)"]  # fmt: skip
    lines += r.sample(["print(torch.linalg.inv(s))", "print(torch.linalg.det(a), torch.linalg.slogdet(a))", "print(torch.linalg.solve(s, b))",
                       "print(torch.linalg.cholesky(s))", "print(torch.linalg.eigvalsh(s))", "print(torch.linalg.svdvals(a))",
                       "print(torch.linalg.norm(a))",
                       "print(torch.linalg.norm(a, 2), torch.linalg.norm(a, 'nuc'))", "print(torch.linalg.matrix_rank(a))",
                       "print(torch.linalg.cond(s))",
                       "print(torch.linalg.pinv(a))", "print(torch.linalg.lstsq(a.detach(), b[:, None]).solution)",
                       "print(torch.linalg.qr(a).R.abs())",
                       "print(torch.linalg.eigh(s).eigenvalues)", "print(torch.linalg.matrix_exp(a))", "print(torch.linalg.multi_dot([a, s, b]))",
                       "print(torch.linalg.cholesky(-s))", "print(torch.linalg.inv(a * 0))", "print(torch.linalg.lu_factor(a.detach()))",
                       "print(torch.linalg.vector_norm(a, 1, dim=0))", "print(torch.linalg.matrix_power(s, -1))", "print(torch.fft.fft(b))",
                       "print(torch.fft.ifft(torch.fft.fft(b)).real)", "print(torch.fft.rfft(a))", "print(torch.fft.fft2(a).abs())",
                       "print(torch.fft.fftfreq(4))",
                       "print(torch.fft.fftshift(b))", "print(torch.linalg.inv(s).stride(), torch.linalg.cholesky(s).mT.is_contiguous())"],
                       5)  # fmt: skip
    return [*lines, "y = torch.logdet(s) + torch.linalg.solve(s, b).sum()", "print(y)", "walk(y)", "y.backward() if y.requires_grad else None",
            "print(a.grad)"]  # fmt: skip


def complex_numbers(r):
    return ["z = torch.randn(2, 3, dtype=torch.complex64, requires_grad=True)", *r.sample([
        "print(z)", "print(z.real, z.imag)", "print(z.abs(), z.angle())", "print(z.conj())", "print(z * z.conj())", "print(torch.view_as_real(z))",
        "print(z.exp())", "print(z @ z.mH)", "print(z.sum())", "print(z.conj().is_conj(), z.conj().resolve_conj().is_conj())",
        "print(torch.complex(torch.ones(2), torch.zeros(2)))", "print(torch.polar(torch.ones(2), torch.tensor([0., 3.14])))", "print(z ** 2)",
        "print(z + 1, z * 1j)", "print(z / (1 + 2j))", "print(z == z, torch.is_complex(z))", "print(z.to(torch.complex128).dtype)", "z > 0",
        "z.float()", "print(torch.sqrt(torch.tensor(-1 + 0j)), torch.tensor([1j]).numpy())", "print(z.T.conj().stride())",
        "print(z.mean(), z.prod())",
        "print(z.detach().tolist())", "print(torch.linalg.norm(z))"], 6), "y = (z * z.conj()).real.sum()", "walk(y)", "y.backward()",
        "print(z.grad)"]  # fmt: skip


# --- autograd -----------------------------------------------------------------------------------------------------------------------

FUNCTIONS = ["(x ** 3).sum()", "x.sin().prod()", "(x.exp() * x).mean()", "torch.log(1 + x ** 2).sum()", "x.norm()", "(x @ x.T).trace()",
             "torch.tanh(x).sum() ** 2", "(x.sigmoid() - 0.5).pow(2).sum()", "x.cumsum(0).prod()", "F.softmax(x, -1).max()", "x.std() * x.mean()",
             "F.softplus(x).sum()", "torch.where(x > 0, x ** 2, -x).sum()", "x.max() * x.min()", "x.logsumexp(0).sum()"]  # fmt: skip


def derivatives(r):
    f, s = r.choice(FUNCTIONS), r.choice(["(3,)", "(2, 2)", "(2, 3)"])
    lines = [f"x = torch.randn({s}, requires_grad=True)", f"f = lambda x: {f}", "y = f(x)", "print(y)", "walk(y)",
             "g, = torch.autograd.grad(y, x, create_graph=True)", "print(g)", "walk(g)",
             "print(torch.autograd.grad(g.sum(), x, allow_unused=True, retain_graph=True))",
             "(g ** 2).sum().backward()", "print(x.grad)"]  # fmt: skip
    return lines + r.sample(["y.backward()", "print(torch.autograd.functional.jacobian(f, x.detach()))",
                             "print(torch.autograd.functional.hessian(f, x.detach()))",
                             "print(torch.func.grad(f)(x.detach()))", "print(torch.func.vmap(torch.sin)(x.detach()))",
                             "print(torch.func.jacrev(torch.exp)(x.detach()[0]))",
                             "print(torch.func.hessian(f)(x.detach()))",
                             "print(torch.func.vmap(torch.func.grad(lambda v: (v ** 2).sum()))(x.detach()))",
                             "print(torch.func.vjp(f, x.detach())[0])",
                             "print(torch.autograd.functional.vhp(f, x.detach(), torch.ones_like(x.detach())))",
                             "print(torch.func.jvp(f, (x.detach(),), (torch.ones_like(x.detach()),)))", "torch.autograd.grad(y, x)",
                             "print(torch.func.grad_and_value(f)(x.detach()))", "print(torch.func.jacfwd(torch.sin)(x.detach()[0]))",
                             "print(torch.autograd.gradcheck(lambda v: f(v), x.detach().double().requires_grad_()))",
                             "f(x.detach()).backward()"], 3)  # fmt: skip


def hooks(r):
    return ["x = torch.randn(3, requires_grad=True)", "y = x * 2; z = y.exp()", *r.sample([
        "y.retain_grad()", "h = y.register_hook(lambda g: print('y', g))", "x.register_hook(lambda g: g.clamp(-1, 1))",
        "z.grad_fn.register_hook(lambda gi, go: print(len(gi), go))", "x.register_post_accumulate_grad_hook(lambda p: print(p.grad))",
        "z.grad_fn.register_prehook(lambda go: (go[0] * 2,))", "x.register_hook(lambda g: torch.zeros(2))", "y.requires_grad_()",
        "y.register_hook(3)",
        "x.grad = torch.ones(3)"], 4), "print(z.grad_fn, z.grad_fn.next_functions, x.grad_fn, x.is_leaf)", "z.sum().backward(retain_graph=True)",
        "print(x.grad, y.grad)", "z.sum().backward()", "print(x.grad)", r.choice(["z.sum().backward()", "print(z.grad)", "y.grad", "z.backward()",
        "x.grad.zero_(); print(x.grad)", "x.grad = None; print(x.grad)", "print(z.detach().requires_grad, z.data.is_leaf)",
        "torch.ones(2).backward()"])]  # fmt: skip


DISTRIBUTIONS = ["Normal(torch.zeros(2), torch.ones(2))", "Normal(1., 2.)", "Categorical(torch.tensor([0.2, 0.3, 0.5]))",
                 "Categorical(logits=torch.randn(2, 3))", "Bernoulli(torch.tensor([0.3, 0.7]))", "Uniform(0., torch.tensor([1., 2.]))",
                 "Exponential(torch.tensor([1., 2.]))", "Beta(torch.tensor([1., 2.]), torch.tensor([2., 2.]))",
                 "Gamma(torch.tensor([2.]), torch.tensor([1.]))",
                 "Poisson(torch.tensor([3.]))", "MultivariateNormal(torch.zeros(2), torch.eye(2))", "Laplace(0., 1.)", "LogNormal(0., 1.)",
                 "Dirichlet(torch.ones(3))", "Geometric(torch.tensor([0.4]))", "StudentT(3.)", "Binomial(5, torch.tensor([0.4]))", "Cauchy(0., 1.)",
                 "Independent(torch.distributions.Normal(torch.zeros(2), torch.ones(2)), 1)",
                 "OneHotCategorical(torch.tensor([0.5, 0.5]))"]  # fmt: skip


def distributions(r):
    return [f"d = torch.distributions.{r.choice(DISTRIBUTIONS)}", "print(d)", "x = d.sample()", "print(x)", "print(d.log_prob(x))",
            *r.sample(["print(d.sample((2,)))", "print(d.entropy())", "print(d.mean, d.variance)", "print(d.batch_shape, d.event_shape)",
                       "print(d.stddev)",
                       "print(d.rsample())", "print(d.cdf(x))", "print(torch.distributions.kl_divergence(d, d))", "print(d.support)",
                       "print(d.expand((3, *d.batch_shape)).batch_shape)", "d.log_prob(torch.tensor([-1., 2., 3., 4.]))",
                       "print(d.has_rsample)"], 4)]  # fmt: skip


def promotion(r):
    kinds = ["torch.tensor([1, 2])", "torch.tensor([1., 2.])", "torch.tensor([True, False])", "torch.tensor(3)", "torch.tensor(1.5)", "2",
             "0.5", "True", "1j",
             "torch.tensor([1, 2], dtype=torch.uint8)", "torch.tensor([1., 2.], dtype=torch.float16)", "torch.tensor([1., 2.], dtype=torch.float64)",
             "torch.tensor([1, -2], dtype=torch.int32)", "torch.tensor([1., 3.], dtype=torch.bfloat16)", "torch.tensor(2., dtype=torch.float64)",
             "np_scalar"]  # fmt: skip
    lines = ["np_scalar = torch.ones(1).numpy()[0]"]
    for _ in range(8):
        a, b = r.choice([k for k in kinds if k.startswith("torch")]), r.choice(kinds)
        a, b = (a, b) if r.random() < 0.7 else (b, a)
        lines.append(f"print(({a}) {r.choice(['+', '-', '*', '/', '//', '%', '**', '<', '==', '&'])} ({b}))")
    return lines + r.sample(["x = torch.zeros(2, dtype=torch.long); x += 0.5", "x = torch.ones(2); x //= 2; print(x)",
                             "print(torch.result_type(torch.tensor(1), 1.5))",
                             "print(torch.tensor([1, 2]).mean())", "print(torch.tensor([1, 2]).float().mean(), torch.tensor([1, 2]).sum().dtype)",
                             "print(torch.where(torch.tensor([True]), 1, 2.5))", "print(torch.cat([torch.tensor([1]), torch.tensor([2.5])]))",
                             "print(torch.tensor(7) // -2, torch.tensor(-7) % 3, torch.tensor(7.5) // 2)",
                             "print(torch.tensor([200], dtype=torch.uint8) + 100)",
                             "print(torch.tensor(2) ** -1)", "print(torch.tensor([2]) ** 0.5)", "print(torch.sqrt(torch.tensor([4])))",
                             "print(1 / torch.tensor(0))",
                             "print(torch.tensor(5) / 2, torch.tensor(5) // 2)", "print(torch.tensor([1, 2]) @ torch.tensor([3, 4]))",
                             "print(torch.stack([torch.tensor(1), torch.tensor(2)]))",
                             "print(torch.full((2,), 3), torch.full((2,), 3.), torch.arange(3.))"], 3)  # fmt: skip


def mistakes(r):
    return ["x = torch.randn(2, 3, requires_grad=True)", *r.sample([
        "x + torch.ones(2)", "x @ x", "x.view(4)", "x.reshape(-1, 4)", "torch.cat([x, torch.ones(3)])", "torch.stack([x, x.T])", "x.backward()",
        "x.add_(1)", "x.numpy()", "x.item()", "bool(x)", "x[5]", "x.sum(3)", "x.T.view(-1)", "x.foo", "torch.foo(x)", "x.expand(3, 3)",
        "x.squeeze(5)",
        "F.cross_entropy(x, torch.tensor([0, 5]))", "F.cross_entropy(x, torch.tensor([0.5, 1.]))", "F.cross_entropy(x, torch.tensor([0]))",
        "F.mse_loss(x, torch.ones(3, 2))", "F.mse_loss(x, torch.ones(2, 1))", "F.nll_loss(x, torch.tensor([1, 2, 0]))",
        "F.binary_cross_entropy(x, x)",
        "torch.nn.Linear(4, 2)(x)", "torch.nn.Conv2d(1, 1, 3)(x)", "torch.nn.Embedding(3, 2)(x)", "torch.nn.Embedding(3, 2)(torch.tensor([5]))",
        "torch.tensor([[1, 2], [3]])", "torch.tensor('a')", "torch.zeros(-1)", "torch.arange(3, 0)", "torch.randint(5, 5, (2,))",
        "x.long().requires_grad_()",
        "torch.tensor([1, 2], requires_grad=True)", "torch.optim.SGD([x], lr=-1)", "torch.optim.SGD([], lr=0.1)", "torch.optim.Adam(x)",
        "torch.optim.SGD([x * 2], lr=0.1)", "x.to('cuda')", "x.cuda()", "x.sum().backward(); x.sum().backward(); print(x.grad)", "torch.chunk(x, 0)",
        "x.split([1, 3])", "x.permute(0, 0)", "x.transpose(0, 2)", "torch.eye(2).inverse().foo()", "torch.max(x, 5)", "x.argmax(dim=2)",
        "x.gather(0, x)",
        "x.gather(1, torch.tensor([[5]]))", "x.scatter(0, torch.tensor([[7]]), 1.)", "x.index_select(0, torch.tensor([4]))", "x.masked_fill(x, 0)",
        "torch.where(x, x, x)", "x.softmax()", "x.topk(9)", "torch.linspace(0, 1)", "torch.manual_seed('a')", "x.repeat(2)", "x.tile('a')",
        "x.unfold(0, 5, 1)",
        "torch.einsum('ij,jk', x, x)", "torch.einsum('ijk->i', x)", "torch.bmm(x, x)", "torch.dot(x, x)", "len(torch.tensor(1))",
        "list(torch.tensor(1))",
        "torch.nn.BatchNorm1d(3)(torch.ones(1, 3))", "torch.nn.LayerNorm(4)(x)", "torch.nn.MultiheadAttention(5, 2)", "torch.nn.LSTM(4, 2)(x)",
        "torch.nn.Dropout(2)", "torch.nn.Sequential(3)", "torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(3, 2))(x)", "torch.nn.ReLU()(3)",
        "torch.nn.Linear('a', 2)", "torch.nn.CrossEntropyLoss()(x, x.argmax(1).float())", "torch.nn.Module()(x)", "torch.nn.Module().to(x, 3, 4)",
        "torch.save(x)", "torch.load('nothing.pt')", "torch.nn.utils.clip_grad_norm_(x, 'a')", "with torch.no_grad(): y = x * 2; y.sum().backward()",
        "y = x.exp(); y += 1; y.sum().backward()", "y = x * x; x.data += 1; y.sum().backward(); print(x.grad)",
        "torch.autograd.grad(x.sum(), [torch.ones(1)])",
        "torch.distributions.Normal(0., -1.)", "torch.distributions.Categorical(torch.tensor([-1., 2.]))", "torch.utils.data.TensorDataset(x, x[:1])",
        "next(iter(torch.utils.data.DataLoader([1, 2], batch_size=0)))", "torch.utils.data.random_split([1, 2], [1, 2])", "x.grad.zero_()",
        "x.grad + 1",
        "torch.from_numpy([1])", "x(0)", "x.shape(0)", "x.size(5)", "x.dtype()", "del x.data", "x.requires_grad = 3", "x.grad = torch.ones(2)",
        "x.data = 3",
        "torch.nn.Parameter(3)", "torch.sum(x, 0, 1)", "torch.sum(dim=0)", "x.mean('a')", "x.sum(dim='a')", "torch.ones(2, 3, foo=1)",
        "x.clamp()", "x.pow()",
        "torch.full((2,))", "torch.relu(3)", "F.relu([1.])", "F.softmax([1.], 0)", "F.pad(x, 1)", "F.pad(x, (1, 1, 1))", "F.one_hot(x)",
        "F.interpolate(x)",
        "F.max_pool2d(x, 2)", "F.conv2d(x, x)", "F.linear(x, torch.ones(2, 4))", "F.layer_norm(x, (2,))", "F.dropout(x, 2.)", "F.embedding(x, x)",
    ], 7)]  # fmt: skip


def data(r):
    n, b = r.randint(4, 9), r.randint(2, 4)
    return [f"ds = torch.utils.data.TensorDataset(torch.arange({n}.), torch.arange({n}) % 2)", "print(len(ds), ds[1])",
            f"dl = torch.utils.data.DataLoader(ds, batch_size={b}, shuffle={r.choice([True, False])}, drop_last={r.choice([True, False])})",
            "print(len(dl), [(x, y) for x, y in dl])", f"a, c = torch.utils.data.random_split(ds, [{n - 2}, 2])", "print(a.indices, len(c))",
            *r.sample(["print(next(iter(dl)))", "print(torch.utils.data.Subset(ds, [0, 2])[1])",
                       "print(len(torch.utils.data.ConcatDataset([ds, ds])))",
                       "print(list(torch.utils.data.DataLoader([{'a': 1, 'b': 2.}, {'a': 3, 'b': 4.}], batch_size=2)))",
                       "print(list(torch.utils.data.DataLoader(range(5), batch_size=2, collate_fn=lambda b: b)))",
                       "print(dl.batch_size, dl.drop_last)",
                       "print(list(torch.utils.data.WeightedRandomSampler([0.1, 0.9], 4)))", "ds[99]",
                       "print(dl.dataset is ds, type(dl.sampler).__name__)"], 3)]  # fmt: skip


def outs(r):
    s = shape(r)
    return [f"x = torch.randn({s})", f"o = torch.zeros({s})", *r.sample([
        "torch.add(x, 1, out=o); print(o)", "print(torch.mul(x, x, out=o) is o)", "torch.exp(x, out=o); print(o, o._version)",
        "torch.sum(x, 0, out=o)",
        "torch.add(x, x, out=torch.empty(2, dtype=torch.long))", "o.copy_(x); print(o)", "torch.cumsum(x, 0, out=o); print(o)",
        "print(torch.arange(3, out=torch.empty(3)))", "torch.cat([x, x], out=o); print(o.shape)", "torch.where(x > 0, x, o, out=o)",
        "o.resize_(1); print(o.shape)",
        "print(torch.zeros(2, out=torch.ones(2)))", "torch.matmul(torch.eye(2), torch.eye(2), out=o)", "print(x.clamp_(-1, 1)._version, x.zero_())",
        "print(torch.allclose(x, x), torch.equal(x, x), x.equal(o))",
        "print(x.is_contiguous(), x.storage_offset(), x.element_size(), x.nelement())"], 6)]  # fmt: skip


STORIES = [(training, 4), (recurrent, 1), (attention, 1), (own_module, 1), (printing, 2), (reductions, 1.5), (indexing, 2), (views, 1.5),
           (sorting, 1.5),
           (products, 1.5), (linalg, 1), (complex_numbers, 0.7), (derivatives, 1.5), (hooks, 1), (distributions, 1), (promotion, 1.5), (mistakes, 2),
           (data, 0.7), (outs, 0.7)]  # fmt: skip


def write(seed, n=2):
    """The statements of program number `seed`, of `n` stories."""
    r = random.Random(seed)
    lines = [f"torch.manual_seed({seed})"]
    for story in r.choices([s for s, _ in STORIES], [w for _, w in STORIES], k=n):
        lines += story(r)
    return lines
