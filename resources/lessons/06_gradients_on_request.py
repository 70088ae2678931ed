# %% [markdown]
# # Gradients on request
# autograd.grad returns, backward() stores.
#
# torch.autograd.grad(outputs, inputs) hands its gradients back and writes into no
# .grad. It goes only as far into the graph as the inputs asked for.

# %% [markdown] lang="zh"
# # 按需计算梯度
# autograd.grad 返回梯度，backward() 把梯度存进 .grad。
#
# torch.autograd.grad(outputs, inputs) 把梯度作为结果返回，不写入任何 .grad；
# 在图里也只走到所要求的输入为止。

# %%
import torch

x1 = torch.tensor(1., requires_grad=True)
x2 = torch.tensor(2., requires_grad=True)
product = x1 * x2
total = x1 + x2

first = torch.autograd.grad(outputs=product, inputs=[x1, x2], retain_graph=True)
print(first)

# %% [markdown] stop="print 1"
# Several inputs get a gradient each, (2, 1) here, and x1.grad stays None.
# retain_graph=True keeps the graph, since product is wanted once more.
#
# **Question** Several outputs are added up. What is the derivative by x1 of product
# and total together?
#
# **Hint** x1 * x2 + x1 + x2, by x1.
#
# **Answer** `3`: x2 + 1.

# %% [markdown] stop="print 1" lang="zh"
# 多个输入各得一个梯度，这里是 (2, 1)，而 x1.grad 仍是 None。
# retain_graph=True 保留计算图，因为后面还要用到 product。
#
# **问题** 多个输出时，梯度相加。product 与 total 一起对 x1 的导数是多少？
#
# **提示** x1 * x2 + x1 + x2 对 x1 求导。
#
# **答案** `3`：即 x2 + 1。

# %%
both = torch.autograd.grad(outputs=[product, total], inputs=[x1, x2])
print(both)

# %% [markdown] stop="end"
# Look at the nodes that ran: in the second call both [x1 * x2](node:MulBackward0) and
# [x1 + x2](node:AddBackward0) do, and what they send to x1 is added: 2 + 1.

# %% [markdown] stop="end" lang="zh"
# 看哪些节点运行过：第二次调用里 [x1 * x2](node:MulBackward0) 和
# [x1 + x2](node:AddBackward0) 都运行，它们传给 x1 的梯度相加：2 + 1。
