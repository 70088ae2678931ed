import torch, torch.nn as nn
torch.manual_seed(0)
X, Y = torch.randn(30, 3), torch.randn(30, 1)
for fold in range(3):
    net = nn.Linear(3, 1); opt = torch.optim.Adam(net.parameters(), lr=0.01)
    for e in range(5):
        opt.zero_grad(); loss = nn.functional.mse_loss(net(X), Y); loss.backward(); opt.step()
    with torch.no_grad(): print(fold, nn.functional.mse_loss(net(X), Y).item())
