import torch
import torch.nn as nn

torch.manual_seed(0)
fc = nn.Linear(12, 2)
x = torch.randn(5, 3, 4)
out = fc(torch.flatten(x, 1))
out.sum().backward()
