"""Small convolutional networks as torch.nn modules, their state dictionaries as safetensors files, and what they predict in evaluation mode (running statistics)."""
import collections

import torch
from torch import nn

from safetensors_file import write

CHANNELS, WAYS = 2, 3


def block(inputs, filters):
    return nn.Sequential(collections.OrderedDict(conv=nn.Conv2d(inputs, filters, 3, padding=1), norm=nn.BatchNorm2d(filters), relu=nn.ReLU(), pool=nn.MaxPool2d(2)))


class Conv4(nn.Module):
    """The pooled network; 32x32 pictures leave 2x2 pixels to flatten."""

    def __init__(self, filters=3):
        super().__init__()
        self.features = nn.Sequential(collections.OrderedDict((f"layer{i + 1}", block(filters if i else CHANNELS, filters)) for i in range(4)))
        self.classifier = nn.Linear(4 * filters, WAYS)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Block(nn.Module):
    """As the residual block of MetaOptNet without dropout."""

    def __init__(self, inputs, filters):
        super().__init__()
        for i in range(3):
            setattr(self, f"conv{i + 1}", nn.Conv2d(filters if i else inputs, filters, 3, padding=1, bias=False))
            setattr(self, f"bn{i + 1}", nn.BatchNorm2d(filters))
        self.downsample = nn.Sequential(nn.Conv2d(inputs, filters, 1, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        leaky = lambda h: nn.functional.leaky_relu(h, 0.1)
        h = leaky(self.bn1(self.conv1(x)))
        h = leaky(self.bn2(self.conv2(h)))
        return nn.functional.max_pool2d(leaky(self.bn3(self.conv3(h)) + self.downsample(x)), 2)


class ResNet12(nn.Module):
    def __init__(self, filters=(2, 3, 4, 5)):
        super().__init__()
        for i, count in enumerate(filters):
            setattr(self, f"layer{i + 1}", nn.Sequential(Block(filters[i - 1] if i else CHANNELS, count)))
        self.classifier = nn.Linear(filters[-1], WAYS)

    def forward(self, x):
        for i in range(4):
            x = getattr(self, f"layer{i + 1}")(x)
        return self.classifier(x.mean((2, 3)))


def build(path, network, origin, seed):
    torch.manual_seed(seed)
    model = network().float()
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.uniform_(0.5, 1.5)
                module.bias.normal_(0, 0.3)
        for _ in range(20):  # Running statistics of their own.
            model(torch.randn(8, CHANNELS, 32, 32, dtype=torch.float32))
    write(path, model.state_dict())
    x = (torch.randn(2, CHANNELS, 32, 32) * 8).round() / 8
    with torch.no_grad():
        y = model.double().eval()(x)
    as_dict = lambda t: dict(shape=list(t.shape), values=t.flatten().tolist())
    return dict(origin=dict(**origin, equation="predictions in evaluation mode, float32 arrays, double arithmetic; x is [n, channels, rows, columns]"),
                file=path.name, x=as_dict(x), y=as_dict(y))
