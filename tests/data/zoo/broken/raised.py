import torch

config = {"lr": 0.1}
w = torch.ones(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=config["learning_rate"])  # <--
