import copy, torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
student = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
teacher = copy.deepcopy(student).eval()
opt = torch.optim.AdamW(student.parameters(), lr=1e-2)
for e in range(5):
    x = torch.randn(8, 4)
    with torch.no_grad():
        t = F.softmax(teacher(x) / 2.0, dim=-1)
    s = F.log_softmax(student(x) / 2.0, dim=-1)
    loss = F.kl_div(s, t, reduction="batchmean") * 4
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        for a, b in zip(teacher.parameters(), student.parameters()):
            a.lerp_(b, 0.05)
