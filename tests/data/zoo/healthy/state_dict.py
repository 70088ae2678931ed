import torch
import torch.nn as nn

saved = {"weight": torch.ones(3, 2), "bias": torch.ones(3)}
model = nn.Linear(2, 3)
model.load_state_dict(saved)
