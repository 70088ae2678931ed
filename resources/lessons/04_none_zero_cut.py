# %% [markdown]
# # None, zero, not yet, cut
# Four states that look alike in print.
#
# Step through and look at the grad row of each card. Not yet: backward has not come
# by. A number, and zero is a number. None: this tensor never keeps one. Cut: a
# gradient could have come, but the graph was cut, and the scissors show where.

# %% [markdown] lang="zh"
# # None、零、尚无、切断
# 打印出来很像的四种状态。
#
# 一步步走，看每张卡片的 grad 一行。“尚无”：反向传播还没有经过；“数值”：零也是数值；
# “None”：这个张量不保留梯度；“切断”：本来会有梯度，但图被切断了，剪刀标出位置。

# %%
import torch

x = torch.tensor([1., -2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
data = torch.tensor([10., 20.])

kept = torch.relu(x)
cut = (w * 2).detach()
loss = (kept * cut + data).sum()

with torch.no_grad():
    watched = (x * 2).requires_grad

# %% [markdown] stop="backward 1"
# detach() gives the same numbers without the way back; inside torch.no_grad() nothing
# is recorded at all.
#
# **Question** relu lets 1 through and stops −2. What will `x.grad` be?
#
# **Hint** kept * cut sends 6 and 8 to kept. Where relu was flat, the slope is 0.
#
# **Answer** `x.grad`: `x.grad = [6, 0]`. That 0 is a number: the slope at −2.

# %% [markdown] stop="backward 1" lang="zh"
# detach() 给出同样的数值，但没有回去的路；在 torch.no_grad() 里什么都不记录。
#
# **问题** relu 让 1 通过，挡住 −2。`x.grad` 会是多少？
#
# **提示** kept * cut 把 6 和 8 传给 kept。relu 平坦的地方斜率是 0。
#
# **答案** `x.grad`：`x.grad = [6, 0]`。这个 0 是一个数值：−2 处的斜率。

# %%
loss.backward()
print(x.grad)
print(w.grad)
print(data.grad)
print(watched)

# %% [markdown] stop="end"
# w.grad and data.grad both print None, for two reasons: [w](tensor:w) was cut off at
# [detach](line:cut = (w * 2).detach()), and data never asked for a gradient.

# %% [markdown] stop="end" lang="zh"
# w.grad 和 data.grad 都打印 None，原因却不同：[w](tensor:w) 在
# [detach](line:cut = (w * 2).detach()) 处被切断，而 data 从来没有要求梯度。
