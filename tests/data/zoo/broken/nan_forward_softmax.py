import torch

torch.manual_seed(0)
logits = (torch.randn(4, 3) * 100).requires_grad_()
e = torch.exp(logits)  # <--
probs = e / e.sum(dim=1, keepdim=True)
loss = -torch.log(probs[:, 0] + 1e-8).mean()
loss.backward()
