# %% [markdown]
# # Until it is large
# The graph is what ran, loop and all.
#
# Nobody says beforehand how often y is doubled. The graph grows by one node each time
# round, and backward() goes back through as many as there were.

# %% [markdown] lang="zh"
# # 直到足够大
# 运行了什么，图就是什么，循环也一样。
#
# 事先并不知道 y 要翻倍几次。每循环一次，图上多一个节点；
# 有多少个节点，backward() 就往回走多少个。

# %%
import torch

x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)

y = x * 2
while y.data.norm() < 1000:
    y = y * 2

print(y)

# %% [markdown] stop="print 1"
# The norm of y has passed 1000. Its numbers are not part of the graph: .data cuts, so
# the test of the loop leaves no node.
#
# **Question** backward(weights) with weights 0.1, 1 and 0.0001: what is `x.grad[1]`?
#
# **Hint** How many times larger than x is y?
#
# **Answer** `x.grad[1]`: y is 512 x, and the weight of this number is 1, so
# `x.grad[1] = 512`.

# %% [markdown] stop="print 1" lang="zh"
# y 的范数超过了 1000。y.data 的数值不属于图：.data 切断了联系，
# 所以循环的判断不留下节点。
#
# **问题** backward(weights)，权重为 0.1、1 和 0.0001：`x.grad[1]` 是多少？
#
# **提示** y 是 x 的多少倍？
#
# **答案** `x.grad[1]`：y 是 512 x，这个数的权重是 1，所以 `x.grad[1] = 512`。

# %%
weights = torch.tensor([0.1, 1.0, 0.0001])
y.backward(weights)
print(x.grad)

# %% [markdown] stop="end"
# Change a number of x and run again: another length of loop, another graph. This is
# what define by run means.

# %% [markdown] stop="end" lang="zh"
# 改动 x 的一个数再运行：循环次数变了，图也变了。这就是“边运行边定义”。
