import torch
import torch.nn as nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5)
for epoch in range(5):  # only to see the learning rates
    optimizer.step()
    scheduler.step()
    print(scheduler.get_last_lr())
