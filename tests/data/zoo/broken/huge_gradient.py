import torch
import torch.nn.functional as F

x = torch.zeros(3, requires_grad=True)
y = F.normalize(x, dim=0)  # <--
y.sum().backward()
print(x.grad)
