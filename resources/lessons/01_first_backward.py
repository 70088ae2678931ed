# %% [markdown]
# # A first backward
# Five steps back, from a mean to x.
#
# F5 runs the program, F10 goes one step on, Shift+F10 one back. The forward part
# makes one tensor a step; out.backward() then goes through the same steps in
# reverse, one node at a time.

# %%
import torch

x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)

y = x + 2
z = y * y * 3
out = z.mean()

# %% [markdown]
# out is the mean of four numbers, so each of them has a share of 1/4: the first
# gradient is 0.25. It is then multiplied by 3 and by y, twice, because y * y has
# y in it twice. At x arrives 6 * (x + 2) / 4: 4.5, 6, 7.5 and 9.

# %%
out.backward()
print(x.grad)
