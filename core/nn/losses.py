"""Loss modules."""

from ..functions import nn_losses as L
from ..functions import nn_margins as M
from .module import Module


class _Loss(Module):
    """A loss: its class attribute `function`, `extras` (name, default) and `weighted` say the rest."""

    function = None
    extras = ()
    weighted = ()

    def __init__(self, *args, **kw):
        super().__init__()
        order = self.order()
        values = dict(order)
        for (name, _), v in zip(order, args):
            values[name] = v
        for k, v in kw.items():
            if k not in values:
                raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{k}'")
            values[k] = v
        size_average, reduce = values.pop("size_average", None), values.pop("reduce", None)
        if size_average is not None or reduce is not None:
            code = L._reduction("mean", size_average, reduce)
            values["reduction"] = next(k for k, v in L.REDUCTIONS.items() if v == code)
        for k, v in values.items():
            if k in self.weighted:
                self.register_buffer(k, v)
            else:
                setattr(self, k, v)

    @classmethod
    def order(cls):
        """The arguments in torch's order, with their defaults."""
        return (*((w, None) for w in cls.weighted[:1]), *cls.extras, ("size_average", None), ("reduce", None), ("reduction", "mean"),
                *((w, None) for w in cls.weighted[1:]))  # fmt: skip

    def forward(self, *inputs):
        return self.function(*inputs, **{k: getattr(self, k) for k in self.options})


def _loss(name, function, extras=(), weighted=(), order=None):
    body = {
        "function": staticmethod(function),
        "extras": extras,
        "weighted": weighted,
        "__module__": "torch.nn.modules.loss",
    }
    if order is not None:
        body["order"] = classmethod(lambda cls: order)
    made = type(name, (_Loss,), body)
    made.options = [k for k, _ in made.order() if k not in ("size_average", "reduce")]
    return made


CLASSES = (("weight", None), ("size_average", None), ("ignore_index", -100), ("reduce", None), ("reduction", "mean"))
OLD = (("size_average", None), ("reduce", None), ("reduction", "mean"))
L1Loss, MSELoss = _loss("L1Loss", L.l1_loss), _loss("MSELoss", L.mse_loss)
SmoothL1Loss = _loss("SmoothL1Loss", L.smooth_l1_loss, order=(*OLD, ("beta", 1.0)))
HuberLoss = _loss("HuberLoss", L.huber_loss, order=(("reduction", "mean"), ("delta", 1.0)))
SoftMarginLoss = _loss("SoftMarginLoss", M.soft_margin_loss)
BCELoss = _loss("BCELoss", L.binary_cross_entropy, (), ("weight",))
BCEWithLogitsLoss = _loss("BCEWithLogitsLoss", L.binary_cross_entropy_with_logits, (), ("weight", "pos_weight"))
NLLLoss = _loss("NLLLoss", L.nll_loss, (), ("weight",), CLASSES)
CrossEntropyLoss = _loss("CrossEntropyLoss", L.cross_entropy, (), ("weight",), (*CLASSES, ("label_smoothing", 0.0)))
KLDivLoss = _loss("KLDivLoss", L.kl_div, order=(*OLD, ("log_target", False)))
MarginRankingLoss = _loss("MarginRankingLoss", M.margin_ranking_loss, (("margin", 0.0),))
HingeEmbeddingLoss = _loss("HingeEmbeddingLoss", M.hinge_embedding_loss, (("margin", 1.0),))
CosineEmbeddingLoss = _loss("CosineEmbeddingLoss", M.cosine_embedding_loss, (("margin", 0.0),))
TripletMarginLoss = _loss(
    "TripletMarginLoss", M.triplet_margin_loss, (("margin", 1.0), ("p", 2.0), ("eps", 1e-6), ("swap", False))
)
PoissonNLLLoss = _loss(
    "PoissonNLLLoss",
    L.poisson_nll_loss,
    order=(
        ("log_input", True),
        ("full", False),
        ("size_average", None),
        ("eps", 1e-8),
        ("reduce", None),
        ("reduction", "mean"),
    ),
)
GaussianNLLLoss = _loss(
    "GaussianNLLLoss", L.gaussian_nll_loss, order=(("full", False), ("eps", 1e-6), ("reduction", "mean"))
)
MultiLabelSoftMarginLoss = _loss("MultiLabelSoftMarginLoss", M.multilabel_soft_margin_loss, (), ("weight",))
MultiLabelMarginLoss = _loss("MultiLabelMarginLoss", M.multilabel_margin_loss)
MultiMarginLoss = _loss(
    "MultiMarginLoss", M.multi_margin_loss, (), ("weight",), (("p", 1), ("margin", 1.0), ("weight", None), *OLD)
)


class CTCLoss(Module):
    """Connectionist temporal classification."""

    def __init__(self, blank=0, reduction="mean", zero_infinity=False):
        super().__init__()
        self.blank, self.reduction, self.zero_infinity = blank, reduction, zero_infinity

    def forward(self, log_probs, targets, input_lengths, target_lengths):
        return M.ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )


class TripletMarginWithDistanceLoss(Module):
    """A triplet loss with a distance of one's own."""

    def __init__(self, *, distance_function=None, margin=1.0, swap=False, reduction="mean"):
        super().__init__()
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.reduction = reduction
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin, self.swap = margin, swap

    def forward(self, anchor, positive, negative):
        return M.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


class CosineSimilarity(Module):
    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        return L.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    def __init__(self, p=2.0, eps=1e-6, keepdim=False):
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1, x2):
        return L.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


NLLLoss2d = NLLLoss
for _class in (CTCLoss, TripletMarginWithDistanceLoss):
    _class.__module__ = "torch.nn.modules.loss"
for _class in (CosineSimilarity, PairwiseDistance):
    _class.__module__ = "torch.nn.modules.distance"
