import torch
import torch.nn as nn

lstm = nn.LSTM(5, 8)
x = torch.ones(3, 2, 5)
state = (torch.zeros(1, x.size(1), 8), torch.zeros(1, x.size(1), 8))
out, state = lstm(x, state)
out.mean().backward()
