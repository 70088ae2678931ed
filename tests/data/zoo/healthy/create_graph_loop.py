import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.01)
for _ in range(5):
    opt.zero_grad()
    loss = (w ** 3).sum()
    (g,) = torch.autograd.grad(loss, w, create_graph=True)
    (loss + g.pow(2).sum()).backward()
    opt.step()
