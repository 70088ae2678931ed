# %% [markdown]
# # None, zero, not yet, cut
# Four states that look alike in print.
#
# Step through and look at the grad row of each card. "not yet": backward has not
# come by. A number, and zero is a number. None: this tensor never keeps one. Cut:
# a gradient could have come, but the graph was cut, and the scissors show where.

# %%
import torch

x = torch.tensor([1., -2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
data = torch.tensor([10., 20.])

# %% [markdown]
# Does a result need a gradient? If one of its inputs does, yes.

# %%
print((data + data).requires_grad, (data + x).requires_grad)
with torch.no_grad():
    print((x * 2).requires_grad)

# %% [markdown]
# relu stops what is below zero: the gradient of x[1] is 0, a number. detach() cuts:
# nothing goes back from there to w. data asked for no gradient, it stays None.

# %%
kept = torch.relu(x)
cut = (w * 2).detach()
loss = (kept * cut + data).sum()
loss.backward()

print(x.grad)
print(w.grad)
print(data.grad)
