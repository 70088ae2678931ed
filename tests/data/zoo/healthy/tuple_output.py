import torch
import torch.nn as nn

lstm, fc = nn.LSTM(5, 8), nn.Linear(8, 1)
out, _ = lstm(torch.ones(3, 2, 5))
fc(out).mean().backward()
