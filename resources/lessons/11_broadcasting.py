# %% [markdown]
# # Broadcasting, undone
# Why the gradient of a bias is a sum.
#
# The bias has three numbers and is added to each of the four rows of x: broadcasting
# repeats it. On the way back that is undone, by adding over what was repeated.

# %% [markdown] lang="zh"
# # 广播的逆过程
# 为什么偏置的梯度是求和。
#
# 偏置有三个数，却加到 x 的四行上：广播把它重复了四次。反向时要还原，
# 办法是把重复的部分加起来。

# %%
import torch

x = torch.arange(12.).reshape(4, 3)
bias = torch.zeros(3, requires_grad=True)
scale = torch.tensor(2., requires_grad=True)

shifted = x + bias
out = (shifted * scale).sum()
out.backward()

# %% [markdown] stop="MulBackward0"
# The gradient that is sent to `shifted` has 12 numbers, all 2, the value of scale.
#
# **Question** What is `bias.grad`?
#
# **Hint** Each number of bias went into four rows.
#
# **Answer** `bias.grad`: four rows of 2 each, `bias.grad = [8, 8, 8]`.

# %% [markdown] stop="MulBackward0" lang="zh"
# 传给 `shifted` 的梯度有 12 个数，都是 scale 的值 2。
#
# **问题** `bias.grad` 是多少？
#
# **提示** bias 的每个数都用在四行里。
#
# **答案** `bias.grad`：四行各一个 2，`bias.grad = [8, 8, 8]`。

# %%
print(bias.grad)
print(scale.grad)

# %% [markdown] stop="end"
# scale is one number for all twelve: its gradient is the sum of all of x + bias,
# `scale.grad = 66`. The inspector says, at each edge, over which axes was summed.

# %% [markdown] stop="end" lang="zh"
# scale 是一个数，用在全部十二处：它的梯度是 x + bias 全部之和，`scale.grad = 66`。
# 检查器在每条边上写明对哪些轴求了和。
