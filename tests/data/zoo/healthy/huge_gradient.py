import torch
import torch.nn.functional as F

x = torch.ones(3, requires_grad=True)
y = F.normalize(x, dim=0)
y[0].backward()
print(x.grad)
