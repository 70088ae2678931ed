import torch


class Sign(torch.autograd.Function):
    """A straight-through estimator: its gradient is another one on purpose."""

    @staticmethod
    def forward(ctx, x):
        return torch.sign(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.clamp(-1, 1)


class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return -0.5 * grad_output


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x ** 2


x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(2 * Cube.apply(x) + Reverse.apply(x)).sum().backward()
y = torch.tensor([0.5, -2.0], requires_grad=True)
Sign.apply(y).sum().backward()
