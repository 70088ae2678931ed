import torch


class Total(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.sum()

    @staticmethod
    def backward(ctx, grad):
        return grad.expand(7)


x = torch.ones(2, 3, requires_grad=True)
Total.apply(x).backward()  # <--
