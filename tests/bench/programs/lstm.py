"""nn.LSTM over 32 steps of a batch of 8, and a step of Adam."""


def setup(module):
    global torch, lstm, head, optimizer, x, y
    torch = module
    torch.manual_seed(0)
    lstm, head = torch.nn.LSTM(8, 32, batch_first=True), torch.nn.Linear(32, 1)
    optimizer = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=0.01)
    x, y = torch.randn(8, 32, 8), torch.randn(8, 1)


def run():
    loss = torch.nn.functional.mse_loss(head(lstm(x)[0][:, -1]), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
