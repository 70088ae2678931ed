import torch

x = torch.tensor([0.3, 1.7], requires_grad=True)
scaled = x * 10
y = (scaled + (torch.round(scaled) - scaled).detach()) / 10
loss = ((y - 1) ** 2).sum()
loss.backward()
print(x.grad)
