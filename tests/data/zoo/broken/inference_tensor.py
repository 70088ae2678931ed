import torch

with torch.inference_mode():
    mean = torch.ones(3)
w = torch.ones(3, requires_grad=True)
loss = (w * mean).sum()  # <--
loss.backward()
