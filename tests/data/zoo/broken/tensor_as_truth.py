import torch

x = torch.tensor([1.0, -2.0], requires_grad=True)
y = x if x > 0 else 0.1 * x  # <--
