"""A small MLP on 100 points: 50 steps of SGD."""


def setup(torch):
    global model, loss_function, optimizer, x, y
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    loss_function = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    x = torch.randn(100, 2)
    y = (x * x).sum(1, keepdim=True)


def run():
    for _ in range(50):
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()
