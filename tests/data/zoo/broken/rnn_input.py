import torch
import torch.nn as nn

lstm = nn.LSTM(5, 8)
state = (torch.zeros(1, 4, 8), torch.zeros(1, 4, 8))
x = torch.ones(3, 2, 5)
out, state = lstm(x, state)  # <--
