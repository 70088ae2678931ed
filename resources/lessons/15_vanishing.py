# %% [markdown]
# # A gradient that vanishes
# Eight sigmoids, and what is left of 1.
#
# The slope of a sigmoid is 0.25 at most. Going back, each layer multiplies the
# gradient by its slope, so it shrinks at least to a quarter every time.

# %% [markdown] lang="zh"
# # 梯度消失
# 八个 sigmoid 之后，1 还剩多少。
#
# sigmoid 的斜率最多是 0.25。反向时每一层都把梯度乘上自己的斜率，
# 所以每过一层，至多剩下四分之一。

# %%
import torch

x = torch.tensor(0.5, requires_grad=True)

h = x
for layer in range(8):
    h = torch.sigmoid(h)

h.backward()

# %% [markdown] stop="SigmoidBackward0 2"
# Two of eight have run. Follow the grad rows upwards.
#
# **Question** What is the most that can be left of 1 after all eight?
#
# **Hint** A quarter, eight times.
#
# **Answer** `0.0000152587890625`: 1/65536. What arrives is smaller still.

# %% [markdown] stop="SigmoidBackward0 2" lang="zh"
# 八个里运行了两个。沿着 grad 一行往上看。
#
# **问题** 八个都走完，1 最多还剩多少？
#
# **提示** 四分之一，乘八次。
#
# **答案** `0.0000152587890625`：1/65536。实际到达的还要小。

# %%
print(h.data, x.grad)

# %% [markdown] stop="end"
# Put torch.tanh or torch.relu in the place of torch.sigmoid and run again. The slope of
# tanh reaches 1, and relu's is 1 wherever it lets through.

# %% [markdown] stop="end" lang="zh"
# 把 torch.sigmoid 换成 torch.tanh 或 torch.relu 再运行。tanh 的斜率可以到 1，
# relu 在放行的地方斜率就是 1。
