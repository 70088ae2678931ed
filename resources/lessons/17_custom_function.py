# %% [markdown]
# # A function of your own
# forward, backward, and a check of both.
#
# torch.autograd.Function puts your own node into the graph: forward computes and saves
# what is needed, backward gets the gradient of the output and returns the input's.

# %% [markdown] lang="zh"
# # 自己写的函数
# 前向、反向，再加一次检验。
#
# torch.autograd.Function 把你自己的节点放进图里：forward 计算并保存需要的东西，
# backward 收到输出的梯度，返回输入的梯度。

# %%
import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        return grad * 3 * x * x


x = torch.tensor([1., 2., -1.], requires_grad=True)
y = Cube.apply(x)
y.sum().backward()

# %% [markdown] stop="SumBackward0"
# The node is called after the class, CubeBackward. Its three multiplications of
# forward make no nodes: only the one is in the graph.
#
# **Question** What does it send to x, `x.grad`?
#
# **Hint** 3x² for 1, 2 and −1.
#
# **Answer** `x.grad`: `x.grad = [3, 12, 3]`.

# %% [markdown] stop="SumBackward0" lang="zh"
# 节点以类命名，叫 CubeBackward。forward 里的乘法不产生节点：图上只有这一个。
#
# **问题** 它传给 x 什么，`x.grad` 是多少？
#
# **提示** x 为 1、2、−1 时的 3x²。
#
# **答案** `x.grad`：`x.grad = [3, 12, 3]`。

# %%
print(x.grad)

double = torch.tensor([0.5, -2.], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(Cube.apply, (double,)))

# %% [markdown] stop="end"
# gradcheck moves every input a little and compares: True. Write 2 in the place of 3 in
# backward and run again. Nothing but a check like this finds it.

# %% [markdown] stop="end" lang="zh"
# gradcheck 把每个输入挪动一点点再比较：True。把 backward 里的 3 改成 2 再运行一次。
# 这样的错误只有靠这种检验才能发现。
