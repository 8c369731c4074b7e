"""Trajectories of torch.optim, gradient clipping and learning-rate schedules on a small fixed objective."""
import math

import torch
from torch.optim import lr_scheduler

from inner_optimizers import torch_optimizer

STEPS = 10
ADAM = dict(beta1=0.9, beta2=0.999, epsilon=1e-8)
NAMES, SHAPES = ("0.weight", "0.bias"), ((2, 3), (2,))
START = ((1.5, -2.0, 0.5, 0.25, -0.75, 3.0), (-1.0, 2.5))
A = ((1.0, 0.5, 2.0, 4.0, 0.25, 1.5), (3.0, 0.75))
B = ((0.5, -1.0, 0.0, 1.0, 2.0, -0.5), (0.25, 1.0))
C = ((0.125, 0.25, 0.0, 0.5, 0.125, 0.0625), (0.25, 0.125))


def case(name, rate, optimizer, clip=None, schedule=None, **h):
    return dict(name=name, learning_rate=rate, optimizer=dict(name=optimizer, **h), clip=clip, schedule=schedule)


CASES = [
    case("sgd", 0.05, "sgd"),
    case("sgd-weight-decay", 0.05, "sgd", weight_decay=0.1),
    case("momentum", 0.02, "momentum", momentum=0.9),
    case("nesterov", 0.02, "nesterov", momentum=0.9),
    case("rmsprop", 0.01, "rmsprop", decay=0.99, epsilon=1e-8),
    case("adagrad", 0.1, "adagrad", epsilon=1e-10),
    case("adam", 0.05, "adam", **ADAM),
    case("adam-weight-decay", 0.05, "adam", **ADAM, weight_decay=0.1),
    case("adamw", 0.05, "adamw", **ADAM, weight_decay=0.1),
    case("clip-norm", 0.05, "sgd", clip=dict(name="norm", maximum=6.0)),
    case("clip-value", 0.05, "sgd", clip=dict(name="value", maximum=1.0)),
    case("adam-clip-norm", 0.05, "adam", clip=dict(name="norm", maximum=8.0), **ADAM),
    case("step", 0.05, "sgd", schedule=dict(name="step", step_size=3, gamma=0.5)),
    case("cosine", 0.05, "sgd", schedule=dict(name="cosine", total_steps=10, minimum=0.001)),
    case("linear-warm-up", 0.05, "sgd", schedule=dict(name="linear", start_factor=0.1, end_factor=1.0, total_steps=5)),
    case("linear-decay", 0.05, "adam", schedule=dict(name="linear", start_factor=1.0, end_factor=0.2, total_steps=8), **ADAM),
]


def rate_at(t, rate, name, **s):
    """Closed form of the rate of step t = 0, 1, ...; the torch schedulers must agree."""
    if name == "step":
        return rate * s["gamma"] ** (t // s["step_size"])
    if name == "cosine":
        return s["minimum"] + (rate - s["minimum"]) * (1 + math.cos(math.pi * t / s["total_steps"])) / 2
    return rate * (s["start_factor"] + (s["end_factor"] - s["start_factor"]) * min(t, s["total_steps"]) / s["total_steps"])


def scheduler(optimizer, name, **s):
    if name == "step":
        return lr_scheduler.StepLR(optimizer, s["step_size"], s["gamma"])
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, s["total_steps"], s["minimum"])
    return lr_scheduler.LinearLR(optimizer, s["start_factor"], s["end_factor"], s["total_steps"])


def clip(parameters, name, maximum):
    if name == "norm":
        return torch.nn.utils.clip_grad_norm_(parameters, maximum)
    return torch.nn.utils.clip_grad_value_(parameters, maximum)


def run(c):
    tensors = lambda rows: [torch.tensor(r).reshape(s) for r, s in zip(rows, SHAPES)]
    p, a, b, k = [t.requires_grad_() for t in tensors(START)], tensors(A), tensors(B), tensors(C)
    optimizer = torch_optimizer(p, c["learning_rate"], **c["optimizer"])
    schedule = scheduler(optimizer, **c["schedule"]) if c["schedule"] else None
    rates, losses, norms, trajectory = [], [], [], []
    for t in range(STEPS):
        optimizer.zero_grad()
        loss = sum((0.5 * ai * (x - bi) ** 2 + 0.25 * ki * x**4).sum() for x, ai, bi, ki in zip(p, a, b, k))
        loss.backward()
        norms.append(torch.cat([x.grad.flatten() for x in p]).norm().item())
        if c["clip"]:
            clip(p, **c["clip"])
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        losses.append(loss.item())
        trajectory.append([x.detach().flatten().tolist() for x in p])
        if schedule:
            schedule.step()
            assert abs(rates[t] - rate_at(t, c["learning_rate"], **c["schedule"])) < 1e-15, (c["name"], t)
    if c["clip"] and c["clip"]["name"] == "norm":  # Some steps are clipped and some are not.
        assert max(norms) > c["clip"]["maximum"] > min(norms), (c["name"], norms)
    return dict(**c, learning_rates=rates, losses=losses, gradient_norms=norms, trajectory=trajectory)


def build(origin):
    named = lambda rows: [dict(name=n, shape=list(s), values=list(r)) for n, s, r in zip(NAMES, SHAPES, rows)]
    equation = ("f(x) = sum over all elements of a (x - b)^2 / 2 + c x^4 / 4; norm clipping multiplies every gradient by "
                "min(1, maximum / (norm + 1e-6)), norm over all parameters together")
    return dict(origin=dict(**origin, equation=equation), a=named(A), b=named(B), c=named(C), start=named(START),
                cases=[run(c) for c in CASES])
