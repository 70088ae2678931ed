import torch
x = torch.tensor([1.0, 50.0, 120.0], requires_grad=True)
loss = -torch.log_softmax(x, 0)[0]
loss.backward()
print(loss, x.grad)
