import torch

torch.manual_seed(0)
logits = (torch.randn(4, 3) * 100).requires_grad_()
loss = -torch.log_softmax(logits, dim=1)[:, 0].mean()
loss.backward()
