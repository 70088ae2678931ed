import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=-1))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)


def act(state):
    probs = policy(state).detach().numpy()  # <--
    action = int(probs.argmax())
    return action, np.log(probs[action])


found = []
for _ in range(8):
    action, log_prob = act(torch.randn(3))
    found.append(log_prob)
loss = -torch.tensor(np.array(found)).mean()
optimizer.zero_grad()
loss.backward()
optimizer.step()
