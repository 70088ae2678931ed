import torch
x = torch.tensor([2.0, -1.0], requires_grad=True); opt = torch.optim.SGD([x], lr=0.1, momentum=0.5); path = []
for i in range(20):
    opt.zero_grad(); f = x[0] ** 2 + 2 * x[1] ** 2; f.backward(); opt.step(); path.append(x.detach().clone())
print(path[-1])
