"""torch.optim.swa_utils: models whose parameters are running averages of another's, and the learning rate that goes with it."""

import math
from copy import deepcopy
from itertools import chain

from ..functions.create import tensor
from ..modes import no_grad
from ..nn.module import Module
from ..nn.norms import _Norm
from .lr_scheduler import LRScheduler, copied


def _check_decay(decay):
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def get_ema_avg_fn(decay=0.999):
    """A function of (average, new value, count): the exponential moving average."""
    _check_decay(decay)

    @no_grad()
    def ema_update(ema_param, current_param, num_averaged):
        return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn():
    """A function of (average, new value, count): the mean of all values so far."""

    @no_grad()
    def swa_update(averaged_param, current_param, num_averaged):
        return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def _lerp_all(averages, values, weight):
    for average, value in zip(averages, values):
        if average.is_floating_point() or average.is_complex():
            average.lerp_(value, weight)
        else:
            average.copy_(average * (1 - weight) + value * weight)


def get_ema_multi_avg_fn(decay=0.999):
    """The same for lists of tensors, which it changes."""
    _check_decay(decay)

    @no_grad()
    def ema_update(ema_param_list, current_param_list, num_averaged):
        _lerp_all(ema_param_list, current_param_list, 1 - decay)

    return ema_update


def get_swa_multi_avg_fn():
    """The same for lists of tensors, which it changes."""

    @no_grad()
    def swa_update(averaged_param_list, current_param_list, num_averaged):
        _lerp_all(averaged_param_list, current_param_list, float(1 / (num_averaged + 1)))

    return swa_update


class AveragedModel(Module):
    """A copy of a model whose parameters average those given to update_parameters()."""

    def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args, **kw):
        return self.module(*args, **kw)

    def update_parameters(self, model):
        """Takes the model's parameters into the average; the first ones are copied."""
        ours, theirs = self.module, model
        if self.use_buffers:
            pairs = list(zip(chain(ours.parameters(), ours.buffers()), chain(theirs.parameters(), theirs.buffers())))
        else:
            pairs = list(zip(self.parameters(), theirs.parameters()))
        averages, values = [a.detach() for a, _ in pairs], [v.detach() for _, v in pairs]
        if self.n_averaged == 0:
            for average, value in zip(averages, values):
                average.copy_(value)
        elif self.multi_avg_fn is not None:
            self.multi_avg_fn(averages, values, self.n_averaged)
        elif self.avg_fn is not None:
            for average, value in zip(averages, values):
                average.copy_(self.avg_fn(average, value, self.n_averaged))
        else:
            get_swa_multi_avg_fn()(averages, values, self.n_averaged)
        if not self.use_buffers:
            for average, value in zip(ours.buffers(), theirs.buffers()):
                average.detach().copy_(value.detach())
        self.n_averaged += 1


@no_grad()
def update_bn(loader, model, device=None):
    """Recomputes the running statistics of the model's batch normalisations over one pass of `loader`."""
    momenta = {}
    for module in model.modules():
        if isinstance(module, _Norm) and hasattr(module, "running_mean"):
            module.reset_running_stats()
            momenta[module] = module.momentum
    if not momenta:
        return
    was_training = model.training
    model.train()
    for module in momenta:
        module.momentum = None
    for batch in loader:
        model(batch[0] if isinstance(batch, list | tuple) else batch)
    for module, momentum in momenta.items():
        module.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """Moves the learning rate to `swa_lr` within `anneal_epochs` epochs and keeps it there."""

    def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
        swa_lrs = swa_lr if isinstance(swa_lr, list | tuple) else [swa_lr] * len(optimizer.param_groups)
        if len(swa_lrs) != len(optimizer.param_groups):
            raise ValueError(
                "swa_lr must have the same length as optimizer.param_groups: swa_lr has "
                f"{len(swa_lrs)}, optimizer.param_groups has {len(optimizer.param_groups)}"
            )
        for lr, group in zip(swa_lrs, optimizer.param_groups):
            group["swa_lr"] = copied(lr)
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must by one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self._anneal_strategy, self.anneal_epochs = anneal_strategy, anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step):
        """How much of the way to swa_lr is gone after `step` of the epochs."""
        t = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * t)) / 2 if self._anneal_strategy == "cos" else t

    def get_lr(self):
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            first = group["swa_lr"] if before == 1 else (group["lr"] - before * group["swa_lr"]) / (1 - before)
            rates.append(group["swa_lr"] * now + first * (1 - now))
        return rates


AveragedModel.__module__ = SWALR.__module__ = "torch.optim.swa_utils"
