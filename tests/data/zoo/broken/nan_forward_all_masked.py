import torch
torch.manual_seed(0)
q = torch.randn(2, 3, requires_grad=True)
mask = torch.tensor([[True, False, False], [True, True, True]])
att = q.masked_fill(mask, float("-inf")).softmax(-1)  # <--
loss = att.sum()
loss.backward()
print(q.grad)
