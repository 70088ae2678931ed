"""Stories of random programs (story_programs.py) about modules: trained, recurrent, attending, of a class of their own."""

ACT = ["ReLU()", "Tanh()", "Sigmoid()", "GELU()", "LeakyReLU(0.1)", "ELU()", "SiLU()", "Softplus()", "Dropout(0.3)", "Hardtanh()", "PReLU()",
       "Mish()", "ReLU6()", "CELU()", "SELU()", "Softsign()", "LogSigmoid()", "Hardswish()", "Identity()"]  # fmt: skip


def layers(r):
    """(the modules' text, the input's text, the number of outputs)."""
    n, kind, out = r.randint(2, 5), r.randrange(9), r.randint(2, 4)
    act = f"torch.nn.{r.choice(ACT)}"
    bias = r.choice(["", "", ", bias=False"])
    if kind < 3:
        h = r.randint(3, 6)
        norm = r.choice(["", "", f"torch.nn.BatchNorm1d({h}), ", f"torch.nn.LayerNorm({h}), "])
        return f"torch.nn.Linear({n}, {h}{bias}), {norm}{act}, torch.nn.Linear({h}, {out})", f"torch.randn(4, {n})", out
    if kind == 3:
        pool = r.choice(["MaxPool2d(2)", "AvgPool2d(2)", "AdaptiveAvgPool2d(2)", "MaxPool2d(3, stride=2, padding=1)"])
        norm = r.choice(["", "torch.nn.BatchNorm2d(3), ", "torch.nn.GroupNorm(3, 3), ", "torch.nn.InstanceNorm2d(3), "])
        return (f"torch.nn.Conv2d(2, 3, 3, padding=1{bias}), {norm}{act}, torch.nn.{pool}, torch.nn.Flatten(), torch.nn.LazyLinear({out})",
                "torch.randn(2, 2, 4, 4)", out)  # fmt: skip
    if kind == 4:
        return (f"torch.nn.Conv1d(2, 3, {r.choice([1, 2, 3])}, stride={r.choice([1, 2])}), {act}, torch.nn.AdaptiveMaxPool1d(2), "
                f"torch.nn.Flatten(1), torch.nn.Linear(6, {out})", "torch.randn(3, 2, 8)", out)  # fmt: skip
    if kind == 5:
        return (f"torch.nn.Embedding(7, 3), torch.nn.Flatten(), {act}, torch.nn.Linear(6, {out})",
                "torch.randint(0, 7, (4, 2))", out)  # fmt: skip
    if kind == 6:
        return (f"torch.nn.ConvTranspose2d(2, 2, 2, stride=2{bias}), {act}, torch.nn.Upsample(scale_factor=2), torch.nn.Flatten(), "
                f"torch.nn.Linear(128, {out})", "torch.randn(2, 2, 2, 2)", out)  # fmt: skip
    if kind == 7:
        return f"torch.nn.Linear({n}, {out}), torch.nn.{r.choice(['Softmax', 'LogSoftmax'])}(dim=1)", f"torch.rand(3, {n})", out
    return f"torch.nn.Bilinear({n}, {n}, {out})", None, out


LOSSES = ["torch.nn.MSELoss()", "torch.nn.L1Loss()", "torch.nn.SmoothL1Loss()", "torch.nn.HuberLoss()", "torch.nn.MSELoss(reduction='sum')",
          "torch.nn.CrossEntropyLoss()", "torch.nn.CrossEntropyLoss(label_smoothing=0.1)", "torch.nn.BCEWithLogitsLoss()",
          "torch.nn.NLLLoss()", "torch.nn.MultiMarginLoss()", "torch.nn.KLDivLoss(reduction='batchmean')",
          "torch.nn.CosineEmbeddingLoss()", "torch.nn.PoissonNLLLoss()", "torch.nn.MultiLabelSoftMarginLoss()",
          "torch.nn.CrossEntropyLoss(reduction='none')", "torch.nn.SoftMarginLoss()"]  # fmt: skip
OPTIMIZERS = ["SGD({p}, lr=0.1)", "SGD({p}, lr=0.1, momentum=0.9, weight_decay=0.01)", "SGD({p}, lr=0.05, momentum=0.9, nesterov=True)",
              "Adam({p}, lr=0.01)", "AdamW({p})", "RMSprop({p}, lr=0.01)", "Adagrad({p})", "Adadelta({p})", "Adamax({p})", "NAdam({p})",
              "RAdam({p})", "Rprop({p})", "ASGD({p})", "Adam({p}, lr=0.01, amsgrad=True, weight_decay=0.1)"]  # fmt: skip
SCHEDULERS = ["StepLR(opt, 2, 0.5)", "ExponentialLR(opt, 0.9)", "CosineAnnealingLR(opt, 5)", "LambdaLR(opt, lambda e: 0.9 ** e)",
              "MultiStepLR(opt, [1, 3])", "LinearLR(opt)", "OneCycleLR(opt, 0.1, total_steps=10)", "CyclicLR(opt, 0.01, 0.1, cycle_momentum=False)",
              "ConstantLR(opt)", "PolynomialLR(opt, 5)", "CosineAnnealingWarmRestarts(opt, 2)"]  # fmt: skip


def target(r, loss, n, out):
    if "CrossEntropy" in loss or "NLL" in loss or "MultiMargin" in loss:
        return f"torch.randint(0, {out}, ({n},))" if "Poisson" not in loss else f"torch.rand({n}, {out})"
    if "Soft" in loss and "Label" not in loss:
        return f"torch.randn({n}, {out}).sign()"
    return f"torch.rand({n}, {out})"


def training(r):
    text, x, out = layers(r)
    loss, opt = r.choice(LOSSES), r.choice(OPTIMIZERS)
    lines = [f"m = torch.nn.Sequential({text})" if x else f"m = {text}", "print(m)"]
    if x is None:
        n = int(text.split("(")[1].split(",")[0])
        lines += [f"x = torch.randn(3, {n})", "y = m(x, x)"]
    else:
        lines += [f"x = {x}", "y = m(x)"]
    lines += ["print(y)", "walk(y)", "print([(n, tuple(p.shape), p.requires_grad) for n, p in m.named_parameters()])",
              "print(list(m.state_dict()))"]  # fmt: skip
    call = "y" if x is None else "m(x)"
    inputs = f"{call}, {call}.flip(0), torch.ones(len(y))" if "Cosine" in loss else f"{call}, {target(r, loss, len_of(x), out)}"
    lines += [f"opt = torch.optim.{opt.format(p='m.parameters()')}", f"loss_fn = {loss}", f"loss = loss_fn({inputs})", "print(loss)",
              "walk(loss)", "loss.mean().backward()", "print(list(m.parameters())[0].grad)"]  # fmt: skip
    if r.random() < 0.3:
        lines += [f"print(torch.nn.utils.{r.choice(['clip_grad_norm_(m.parameters(), 0.5)', 'clip_grad_value_(m.parameters(), 0.1)'])})"]
    lines += ["opt.step()", "print(list(m.parameters())[-1])", "opt.zero_grad()", "print(list(m.parameters())[0].grad)"]
    if r.random() < 0.4:
        lines += [f"s = torch.optim.lr_scheduler.{r.choice(SCHEDULERS)}", "print([(opt.step(), s.step(), s.get_last_lr())[2] for _ in range(4)])",
                  "print(opt)"]  # fmt: skip
    if r.random() < 0.4:
        lines += ["m.eval()", "print(m.training, len(list(m.modules())))", "m.requires_grad_(False)", f"print({call}.requires_grad)",
                  "print(m.load_state_dict(m.state_dict()))"]  # fmt: skip
    if r.random() < 0.2:
        lines += [r.choice(["m(torch.randn(2, 9))", "m.nothing", "m.load_state_dict({})", "loss.backward()", "m(torch.randn(2, 2).double())",
                            "m.weight = 3", "opt.param_groups[0]['lr'] = 1; print(opt)", "loss_fn(y, y[:1])"])]  # fmt: skip
    return lines


def len_of(x):
    return int(x.partition("(")[2].partition(",")[0]) if x and x.startswith(("torch.randn", "torch.rand(")) else 4 if x else 3


def recurrent(r):
    name, i, h = r.choice(["RNN", "LSTM", "GRU"]), r.randint(2, 3), r.randint(2, 4)
    more = r.choice(["", ", num_layers=2", ", batch_first=True", ", bidirectional=True", ", bias=False"])
    lines = [f"m = torch.nn.{name}({i}, {h}{more})", "print(m)", f"x = torch.randn(3, 2, {i}, requires_grad=True)", "out, state = m(x)", "print(out)",
             "print(state)", "walk(out)", "out.sum().backward()", "print(x.grad)",
             "print([(n, p.grad.norm()) for n, p in m.named_parameters()])"]  # fmt: skip
    if r.random() < 0.4:
        lines += [f"c = torch.nn.{name}Cell({i}, {h})", "print(c)", f"print(c(torch.randn(2, {i})))"]
    return lines


def attention(r):
    e, n = r.choice([(4, 2), (6, 3), (4, 1)])
    causal = r.choice(["", ", is_causal=True", ", attn_mask=torch.ones(3, 3).tril().bool()"])
    return r.choice([
        [f"m = torch.nn.MultiheadAttention({e}, {n}, batch_first=True)", "print(m)", f"x = torch.randn(2, 3, {e})", "out, w = m(x, x, x)",
         "print(out)", "print(w)", "walk(out)", "out.sum().backward()", "print(m.in_proj_weight.grad.shape, m.out_proj.bias.grad)"],
        [f"m = torch.nn.TransformerEncoderLayer({e}, {n}, 8, dropout=0.0, batch_first=True)", "print(m)", f"x = torch.randn(2, 3, {e})", "y = m(x)",
         "print(y)", "walk(y)", "y.sum().backward()", "print(m.linear1.bias.grad)"],
        [f"q, k, v = (torch.randn(2, 3, {e}, requires_grad=True) for _ in range(3))",
         f"y = F.scaled_dot_product_attention(q, k, v{causal})", "print(y)", "walk(y)", "y.sum().backward()", "print(q.grad, v.grad)"],
        [f"q = torch.randn(2, 3, {e}, requires_grad=True)", f"a = q @ q.transpose(-2, -1) / {e} ** 0.5",
         "mask = torch.triu(torch.ones(3, 3), diagonal=1).bool()", "a = a.masked_fill(mask, float('-inf'))", "w = torch.softmax(a, dim=-1)",
         "print(w)", "y = w @ q", "print(y)", "walk(y)", "y.sum().backward()", "print(q.grad)"],
    ])  # fmt: skip


class_net = """class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.{a} = torch.nn.Linear(3, 4)
        self.{b} = torch.nn.ModuleList([torch.nn.Linear(4, 4) for _ in range(2)])
        self.scale = torch.nn.Parameter(torch.ones(4) * {c})
        self.register_buffer("seen", torch.zeros(()){d})
    def forward(self, x):
        x = {act}(self.{a}(x))
        for f in self.{b}:
            x = x + f(x) * self.scale
        self.seen += 1
        return x.{end}"""


def own_module(r):
    text = class_net.format(a=r.choice(["fc1", "first", "inp"]), b=r.choice(["blocks", "rest"]), c=r.choice([1, 0.5, -2]),
                            d=r.choice(["", ", persistent=False"]), act=r.choice(["torch.relu", "F.gelu", "torch.tanh", "F.silu"]),
                            end=r.choice(["sum()", "mean(dim=-1)", "softmax(-1)", "max(dim=1).values", "norm()"]))  # fmt: skip
    return [text, "net = Net()", "print(net)", "x = torch.randn(2, 3)", "y = net(x)", "print(y)", "walk(y)", "y.sum().backward()",
            "print({n: p.grad for n, p in net.named_parameters()})", "print(net.state_dict())", "print(sum(p.numel() for p in net.parameters()))",
            "print(list(dict(net.named_buffers())), [n for n, _ in net.named_modules()], list(net.children())[0])",
            "net.apply(lambda m: torch.nn.init.zeros_(m.bias) if isinstance(m, torch.nn.Linear) else None)",
            "net.double()", "print(net(x.double()))", r.choice(["net(x)", "net.blocks(x)", "print(net.scale.dtype)", "print(net.seen)",
            "h = net.register_forward_hook(lambda m, i, o: print('hook', o.shape)); net(x.double()); h.remove()"])]  # fmt: skip
