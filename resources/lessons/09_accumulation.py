# %% [markdown]
# # Gradients pile up
# backward() adds to .grad; zero_grad() empties it.
#
# A second backward() does not replace x.grad, it adds to it. The ledger of x.grad in
# the inspector has a row for every write.

# %% [markdown] lang="zh"
# # 梯度会累积
# backward() 往 .grad 上加，zero_grad() 清空它。
#
# 第二次 backward() 不会替换 x.grad，而是加上去。检查器里 x.grad 的账本为每次写入记一行。

# %%
import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)

(x * x).sum().backward()
print(x.grad)

# %% [markdown] stop="print 1"
# The derivative of x² is 2x: `x.grad = [2, 4, 6]`. Now the sum of 10 x goes back to x,
# with nothing between.
#
# **Question** What is `x.grad` after it?
#
# **Hint** 10 for each is added to what is there.
#
# **Answer** `x.grad`: `x.grad = [12, 14, 16]`.

# %% [markdown] stop="print 1" lang="zh"
# x² 的导数是 2x：`x.grad = [2, 4, 6]`。接着对 10 x 的和做反向传播，中间什么也不做。
#
# **问题** 之后 `x.grad` 是多少？
#
# **提示** 在原有的基础上各加 10。
#
# **答案** `x.grad`：`x.grad = [12, 14, 16]`。

# %%
(x * 10).sum().backward()
print(x.grad)

# %%
x.grad = None
(x * 10).sum().backward()
print(x.grad)

# %% [markdown] stop="end"
# Emptied before, x.grad is 10 everywhere. That it adds is of use too: four small
# batches, one step of the optimizer, and the gradient is that of all four together.

# %% [markdown] stop="end" lang="zh"
# 先清空，x.grad 就处处是 10。累加也有用处：跑四个小批次，优化器只更新一次，
# 得到的就是四个批次合在一起的梯度。
