import torch
import torch.nn as nn

out = torch.zeros(4, 1, requires_grad=True)
y = torch.ones(4)
loss = nn.BCEWithLogitsLoss()(out.squeeze(1), y)
loss.backward()
