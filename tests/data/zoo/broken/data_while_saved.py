import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
w.data.mul_(10)  # <--
loss.backward()
print(w.grad)
