"""Inner-loop optimisers written with differentiable operations, beside the torch.optim class each must agree with.

A rule maps (parameter, gradient, state, t, alpha) to (new parameter, new state); state is None at t = 1.
"""
import torch


def root(v):
    """Square root whose derivative at exactly zero is zero (torch.sqrt has infinity there, and infinity * 0 is NaN)."""
    positive = v > 0
    return torch.where(positive, torch.where(positive, v, torch.ones_like(v)).sqrt(), torch.zeros_like(v))


def sgd(p, g, state, t, alpha):
    return p - alpha * g, None


def momentum(p, g, state, t, alpha, momentum):
    buffer = g if state is None else momentum * state + g
    return p - alpha * buffer, buffer


def nesterov(p, g, state, t, alpha, momentum):
    buffer = g if state is None else momentum * state + g
    return p - alpha * (g + momentum * buffer), buffer


def rmsprop(p, g, state, t, alpha, decay, epsilon):
    v = (0 if state is None else decay * state) + (1 - decay) * g * g
    return p - alpha * g / (root(v) + epsilon), v


def adagrad(p, g, state, t, alpha, epsilon):
    total = (0 if state is None else state) + g * g
    return p - alpha * g / (root(total) + epsilon), total


def adam(p, g, state, t, alpha, beta1, beta2, epsilon):
    m, v = (0, 0) if state is None else state
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return p - alpha * (m / (1 - beta1**t)) / (root(v / (1 - beta2**t)) + epsilon), (m, v)


def adamw(p, g, state, t, alpha, beta1, beta2, epsilon, weight_decay):
    return adam(p * (1 - alpha * weight_decay), g, state, t, alpha, beta1, beta2, epsilon)


RULES = {rule.__name__: rule for rule in (sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw)}


def torch_optimizer(parameters, learning_rate, name, **h):
    """The torch.optim object for a {name, hyperparameters} description; weight_decay is optional for every one."""
    optim, decay = torch.optim, h.get("weight_decay", 0)
    if name in ("sgd", "momentum", "nesterov"):
        return optim.SGD(parameters, learning_rate, h.get("momentum", 0), nesterov=name == "nesterov", weight_decay=decay)
    if name == "rmsprop":
        return optim.RMSprop(parameters, learning_rate, h["decay"], h["epsilon"], weight_decay=decay)
    if name == "adagrad":
        return optim.Adagrad(parameters, learning_rate, eps=h["epsilon"], weight_decay=decay)
    kind = {"adam": optim.Adam, "adamw": optim.AdamW}[name]
    return kind(parameters, learning_rate, (h["beta1"], h["beta2"]), h["epsilon"], weight_decay=decay)
