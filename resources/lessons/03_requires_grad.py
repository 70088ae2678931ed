# %% [markdown]
# # What requires_grad does
# Who is watched, and what grad_fn says of it.
#
# A tensor made by you is a leaf. Only with requires_grad=True is it watched: every
# result that it has a part in gets a grad_fn, and with it a place in the graph.

# %% [markdown] lang="zh"
# # requires_grad 有什么用
# 谁被追踪，grad_fn 说明了什么。
#
# 自己创建的张量是叶子。只有 requires_grad=True 的叶子才被追踪：
# 凡是用到它的结果都会得到 grad_fn，也就在图上有了位置。

# %%
import torch
from torch.autograd import Variable

data = torch.tensor([1., 2.])
w = torch.tensor([3., 4.], requires_grad=True)

plain = data + data
tracked = data * w
print(plain.requires_grad, plain.grad_fn)
print(tracked.requires_grad, tracked.grad_fn is not None)

# %% [markdown] stop="print 2"
# `plain.grad_fn = None`: both inputs are plain data, and the card has a dashed
# outline. `tracked.grad_fn = MulBackward0`: one watched input is enough.

# %% [markdown] stop="print 2" lang="zh"
# `plain.grad_fn = None`：两个输入都只是数据，所以卡片是虚线框。
# `tracked.grad_fn = MulBackward0`：只要有一个输入被追踪就够了。

# %%
later = torch.tensor([5., 6.])
before = later * 2
later.requires_grad_(True)
after = later * 2

# %% [markdown] stop="after after = later * 2"
# requires_grad_() switches the watch on from now on. What was made before stays as it
# is: `before.requires_grad = False`, `after.requires_grad = True`.
#
# **Question** Does `data` get a gradient in `(tracked + after).sum().backward()`?
#
# **Hint** Is data watched?
#
# **Answer** `data.grad`: it stays None. Gradients are kept for leaves with
# requires_grad only.

# %% [markdown] stop="after after = later * 2" lang="zh"
# requires_grad_() 从此刻起打开追踪，之前得到的结果不变：
# `before.requires_grad = False`，`after.requires_grad = True`。
#
# **问题** 运行 `(tracked + after).sum().backward()` 之后，`data` 有梯度吗？
#
# **提示** data 被追踪了吗？
#
# **答案** `data.grad`：一直是 None。只有 requires_grad 为 True 的叶子才保留梯度。

# %%
(tracked + after).sum().backward()
print(w.grad, later.grad, data.grad)

# %%
old = Variable(torch.ones(2), requires_grad=True)
empty_or_copy = torch.Tensor([1, 2])
whole = torch.tensor([1, 2])
print(type(old) is torch.Tensor, empty_or_copy.dtype, whole.dtype)

# %% [markdown] stop="end"
# Older tutorials write Variable(…): since 2018 it returns a tensor. torch.Tensor is
# float32 always; torch.tensor([1, 2]) keeps the kind, int64 here, and integers cannot
# require a gradient.

# %% [markdown] stop="end" lang="zh"
# 旧教程里的 Variable(…) 从 2018 年起返回的就是张量。torch.Tensor([1, 2]) 一律得到
# float32；torch.tensor([1, 2]) 保留原来的类型，这里是 int64，而整数张量不能求梯度。
