# %% [markdown]
# # Down the parabola
# zero_grad, backward, step, and again.
#
# f(x) = x ** 2 - 2 x + 1 is smallest at x = 1. The optimizer walks there: each step
# takes a part, the learning rate, of the gradient away from x. The timeline shows
# one group an iteration; Ctrl+F8 goes from one to the next.

# %%
import torch

x = torch.tensor(0., requires_grad=True)
a, b, c = torch.tensor(1.), torch.tensor(-2.), torch.tensor(1.)
optimizer = torch.optim.SGD(params=[x], lr=0.2)


def f(x):
    return a * torch.pow(x, 2) + b * x + c


for i in range(12):
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    optimizer.step()

print("y =", f(x).data, "at x =", x.data)

# %% [markdown]
# Put a # before optimizer.zero_grad() (Ctrl+/) and run again: the gradients of all
# iterations pile up, and x shoots past the minimum.
