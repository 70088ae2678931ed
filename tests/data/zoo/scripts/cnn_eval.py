import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.bn = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 8, 3, padding=1)
        self.drop = nn.Dropout(0.25)
        self.fc = nn.Linear(8 * 2 * 2, 10)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return F.log_softmax(self.fc(self.drop(torch.flatten(x, 1))), dim=1)
model = Net()
opt = torch.optim.Adadelta(model.parameters(), lr=1.0)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=1, gamma=0.7)
X, Y = torch.randn(24, 1, 8, 8), torch.randint(0, 10, (24,))
for epoch in range(2):
    model.train()
    for i in range(0, 24, 8):
        opt.zero_grad()
        loss = F.nll_loss(model(X[i:i + 8]), Y[i:i + 8])
        loss.backward()
        opt.step()
    model.eval()
    correct = 0
    with torch.no_grad():
        for i in range(0, 24, 8):
            pred = model(X[i:i + 8]).argmax(dim=1, keepdim=True)
            correct += pred.eq(Y[i:i + 8].view_as(pred)).sum().item()
    sched.step()
