import torch

p = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
entropy = -(p * torch.log(p.clamp_min(1e-8))).sum()
entropy.backward()
print(p.grad)
