import torch

torch.manual_seed(0)
x = torch.randn(20)
threshold = torch.tensor(0.2, requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
mask = torch.sigmoid(5 * (x - threshold))
loss = (mask * w * x).mean()
loss.backward()
print(threshold.grad)
