"""A character RNN, written by hand and unrolled over 64 steps, forward and backward."""


def setup(module):
    global torch, embed, hidden, output, text, start
    torch = module
    torch.manual_seed(0)
    embed = torch.nn.Embedding(65, 32)
    hidden = torch.nn.Linear(32 + 64, 64)
    output = torch.nn.Linear(64, 65)
    text = torch.randint(0, 65, (65, 16))
    start = torch.zeros(16, 64)


def run():
    for module in (embed, hidden, output):
        module.zero_grad()
    h, loss = start, 0
    for t in range(64):
        h = torch.tanh(hidden(torch.cat([embed(text[t]), h], 1)))
        loss = loss + torch.nn.functional.cross_entropy(output(h), text[t + 1])
    loss.backward()
    return loss.item()
