"""MAML cases: fixed weights and episodes, query losses and the meta-gradient, computed and checked in double precision.

theta'(episode) = inner optimiser, inner_steps times, on the mean support loss, from theta
meta_loss(theta) = mean over the episodes of the mean query loss at theta'(episode)      (Finn et al. 2017, equation 1)

Learned rates (per element, Li et al. 2017; per tensor and step, Antoniou et al. 2019) are further leaves of the meta-gradient. Where only some arrays
adapt, `adapt` has their positions.
"""
import math

import torch
import torch.nn.functional as F

from inner_optimizers import RULES, torch_optimizer

ADAM = dict(beta1=0.9, beta2=0.999, epsilon=1e-8)
EPISODES, SUPPORT, QUERY = 3, 10, 10


def case(name, layers=(1, 8, 8, 1), activation="relu", loss="mse", alpha=0.05, steps=3, order=2, optimizer="sgd",
         dead=False, seed=0, rates=None, moves=None, clip=None, **h):
    return dict(name=name, seed=seed, layers=layers, activation=activation, loss=loss, alpha=alpha, steps=steps, order=order,
                optimizer=dict(name=optimizer, **h), dead=dead, rates=rates, adapt=moves or list(range(2 * len(layers) - 2)), clip=clip)


CASES = [
    case("maml-1-step", steps=1),
    case("maml-5-steps", steps=5, seed=1),
    case("first-order-1-step", steps=1, order=1),
    case("first-order-5-steps", steps=5, order=1, seed=1),
    case("inner-momentum", alpha=0.02, optimizer="momentum", momentum=0.9),
    case("inner-nesterov", alpha=0.02, optimizer="nesterov", momentum=0.9, seed=1),
    case("inner-adam", activation="tanh", alpha=0.02, optimizer="adam", **ADAM),
    case("inner-adam-zero-moment", alpha=0.02, optimizer="adam", dead=True, **ADAM),
    case("inner-adamw", activation="tanh", alpha=0.02, optimizer="adamw", **ADAM, weight_decay=0.1),
    case("inner-rmsprop", activation="tanh", alpha=0.005, optimizer="rmsprop", decay=0.99, epsilon=1e-8),
    case("inner-adagrad", activation="tanh", alpha=0.05, optimizer="adagrad", epsilon=1e-10),
    case("three-hidden-layers-tanh", layers=(2, 6, 5, 4, 1), activation="tanh", steps=2),
    case("three-layers-tanh", layers=(2, 6, 5, 1), activation="tanh", steps=2),
    case("classification", layers=(5, 10, 3), loss="cross_entropy", alpha=0.1, steps=2),
    case("huber", loss="huber", steps=2, seed=3),
    case("meta-sgd", steps=1, rates="per-element", seed=1),
    case("meta-sgd-momentum", activation="tanh", steps=2, rates="per-element", optimizer="momentum", momentum=0.9),
    case("rates-per-step", activation="tanh", steps=3, rates="per-step"),
    case("anil", activation="tanh", steps=3, moves=[4, 5]),
    case("boil", activation="tanh", steps=2, moves=[0, 1, 2, 3]),
    case("inner-clip-norm", activation="tanh", steps=3, clip=0.5),
]


def short(values):
    """Multiples of 2^-10: exact in float and in double, so both precisions start from the same numbers."""
    return (values * 1024).round() / 1024


def draw_parameters(c, random):
    shapes = list(zip(c["layers"][1:], c["layers"][:-1]))
    draw = lambda *shape: torch.randn(*shape, generator=random)
    parameters = [short(p) for o, i in shapes for p in (draw(o, i) * math.sqrt(1.5 / i), draw(o) * 0.3)]
    if c["dead"]:  # Unit 0 of the first layer is active only for x > 3: dead on the support set, alive on the query set.
        parameters[0][0], parameters[1][0] = 1, -3
    moved = [parameters[i] for i in c["adapt"]]
    if c["rates"] == "per-element":  # Some of them negative.
        parameters += [short(c["alpha"] * (1 + draw(*p.shape))) for p in moved]
    if c["rates"] == "per-step":
        parameters += [short(c["alpha"] * (1 + 0.5 * draw(c["steps"]))) for p in moved]
    return parameters


def draw_episode(c, random):
    inputs, ways = c["layers"][0], c["layers"][-1]
    if c["loss"] == "cross_entropy":  # 3 ways, 2 shots, 2 queries a class.
        centres, labels = torch.randn(ways, inputs, generator=random), torch.arange(ways).repeat_interleave(2)
        sets = [(short(centres[labels] + 0.5 * torch.randn(2 * ways, inputs, generator=random)), labels) for _ in range(2)]
    else:
        amplitude, phase = 0.5 + 2 * torch.rand(1, generator=random), math.pi * torch.rand(1, generator=random)
        sets = []
        for count, width in ((SUPPORT, 2 if c["dead"] else 3), (QUERY, 5 if c["dead"] else 3)):
            x = short(width * (2 * torch.rand(count, inputs, generator=random) - 1))
            sets.append((x, short(amplitude * torch.sin(x.sum(1, keepdim=True) + phase))))
    return sets


def loss_of(c, parameters, x, y, margins):
    """Mean loss of the multilayer perceptron; notes how near any element comes to a kink of the activation or the loss."""
    h, last = x.to(parameters[0].dtype), len(parameters) - 2
    for i in range(0, last + 1, 2):
        h = F.linear(h, parameters[i], parameters[i + 1])
        if i < last:
            margins += [h.detach().abs().min().item()] if c["activation"] == "relu" else []
            h = torch.relu(h) if c["activation"] == "relu" else torch.tanh(h)
    if c["loss"] == "cross_entropy":
        return F.cross_entropy(h, y)
    if c["loss"] == "huber":
        residuals = (h - y).detach().abs()
        margins.append((residuals - 1).abs().min().item() if residuals.min() < 1 < residuals.max() else 0)  # Both branches.
        return F.huber_loss(h, y.to(h.dtype), delta=1.0)
    return F.mse_loss(h, y.to(h.dtype))


def split(c, leaves):
    """The network's arrays and the learned rates."""
    arrays = 2 * len(c["layers"]) - 2
    return list(leaves[:arrays]), list(leaves[arrays:])


def adapt(c, leaves, support, margins):
    hyper = {k: v for k, v in c["optimizer"].items() if k != "name"}
    parameters, rates = split(c, leaves)
    states, losses = [None] * len(c["adapt"]), []
    for t in range(1, c["steps"] + 1):
        loss = loss_of(c, parameters, *support, margins)
        moved = [parameters[i] for i in c["adapt"]]
        gradients = torch.autograd.grad(loss, moved, create_graph=c["order"] == 2)
        if c["clip"]:  # As clip_grad_norm_, differentiably.
            norm = sum((g * g).sum() for g in gradients).sqrt()
            margins.append((c["clip"] - norm).abs().item())
            gradients = [g * (c["clip"] / (norm + 1e-6)).clamp(max=1) for g in gradients]
        alpha = [c["alpha"]] * len(moved) if c["rates"] is None else rates if c["rates"] == "per-element" else [r[t - 1] for r in rates]
        stepped = [RULES[c["optimizer"]["name"]](p, g, s, t, a, **hyper) for p, g, s, a in zip(moved, gradients, states, alpha)]
        states = [s for _, s in stepped]
        for i, (p, _) in zip(c["adapt"], stepped):
            parameters[i] = p
        losses.append(loss.item())
    return parameters, losses


def evaluate(c, parameters, episodes):
    """Everything the file stores, from the initial parameters (leaves here)."""
    parameters, margins = [p.clone().requires_grad_() for p in parameters], []
    adapted, support_losses = zip(*(adapt(c, parameters, support, margins) for support, _ in episodes))
    query = [loss_of(c, p, *query, margins) for p, (_, query) in zip(adapted, episodes)]
    meta_loss = sum(query) / len(query)
    gradient = torch.autograd.grad(meta_loss, parameters)
    return dict(adapted=[[p.detach() for p in a] for a in adapted], support_losses=support_losses, margins=margins,
                query_losses=[q.item() for q in query], meta_loss=meta_loss.item(), gradient=gradient)


def distance(a, b):
    """Relative Euclidean distance of two lists of tensors, taken together."""
    a, b = (torch.cat([t.double().flatten() for t in ts]) for ts in (a, b))
    return ((a - b).norm() / b.norm()).item()


def solve(c):
    """Draws the case and evaluates it; its seed must keep clear of kinks and be reproduced by torch in float32."""
    random = torch.Generator().manual_seed(c["seed"])
    parameters = draw_parameters(c, random)
    episodes = [draw_episode(c, random) for _ in range(EPISODES)]
    result = evaluate(c, parameters, episodes)
    single = evaluate(c, [p.float() for p in parameters], episodes)
    result["float_error"] = max(distance(single["gradient"], result["gradient"]),
                                abs(single["meta_loss"] / result["meta_loss"] - 1))
    assert result["float_error"] < 3e-6, (c["name"], result["float_error"])
    assert min(result["margins"], default=1) > 1e-4, (c["name"], min(result["margins"]))
    assert not c["clip"] or distance(evaluate(dict(c, clip=None), parameters, episodes)["gradient"], result["gradient"]) > 1e-2, c["name"]
    assert not c["dead"] or result["gradient"][0][0].abs().item() > 1e-3, c["name"]
    return parameters, episodes, result


def check(c, parameters, episodes, result):
    """Against torch.optim (the adapted parameters), and finite differences or the adapted point (the meta-gradient)."""
    points = []
    for (support, query), adapted in zip(episodes, result["adapted"]):
        leaves, _ = split(c, [p.clone().requires_grad_() for p in parameters])
        moved = [leaves[i] for i in c["adapt"]]
        optimizer = torch_optimizer(moved, c["alpha"], **c["optimizer"])
        for _ in range(c["steps"] if c["rates"] is None else 0):  # torch.optim has no rate for each element.
            optimizer.zero_grad()
            loss_of(c, leaves, *support, []).backward()
            if c["clip"]:
                torch.nn.utils.clip_grad_norm_(moved, c["clip"])
            optimizer.step()
        assert c["rates"] or all((a - b).abs().max() < 1e-12 for a, b in zip(leaves, adapted)), c["name"]
        at = [p.clone().requires_grad_() for p in (adapted if c["rates"] else leaves)]
        points.append(torch.autograd.grad(loss_of(c, at, *query, []), at))
    at_adapted = [sum(g) / EPISODES for g in zip(*points)]
    assert all(g.isfinite().all() for g in result["gradient"]), c["name"]
    if c["order"] == 1:
        assert distance(result["gradient"], at_adapted) < 1e-13, c["name"]
        return
    assert distance(at_adapted, split(c, result["gradient"])[0]) > 1e-2, c["name"]  # A first-order answer must not pass as second order.
    random = torch.Generator().manual_seed(1)
    for _ in range(3):
        direction = [torch.randn(p.shape, generator=random) for p in parameters]
        loss = lambda s: evaluate(c, [p + s * d for p, d in zip(parameters, direction)], episodes)["meta_loss"]
        h = 1e-6
        slope = (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
        exact = sum((g * d).sum().item() for g, d in zip(result["gradient"], direction))
        assert abs(slope - exact) < 1e-6 * sum(g.norm().item() for g in result["gradient"]), (c["name"], slope, exact)


def names(c):
    return [f"{2 * i}.{kind}" for i in range(len(c["layers"]) - 1) for kind in ("weight", "bias")]


def tensor(t):
    return dict(shape=list(t.shape), values=t.flatten().tolist())


def build(c, origin):
    parameters, episodes, result = solve(c)
    check(c, parameters, episodes, result)
    named = lambda tensors: [dict(name=n, **tensor(t)) for n, t in zip(names(c), tensors)]
    rated = lambda tensors: [dict(name=f"rate.{names(c)[i]}", **tensor(t)) for i, t in zip(c["adapt"], tensors)]
    more = {}
    if c["rates"]:
        more.update(learned_rates=c["rates"], rates=rated(split(c, parameters)[1]), rate_gradient=rated(split(c, result["gradient"])[1]))
    if len(c["adapt"]) < len(names(c)):
        more.update(adapt_only=[names(c)[i] for i in c["adapt"]])
    if c["clip"]:
        more.update(inner_clip_norm=c["clip"])
    data = lambda pair: dict(x=tensor(pair[0]), y=tensor(pair[1]))
    return dict(
        origin=dict(**origin, seed=c["seed"], equation="meta_loss = mean over episodes of query loss(theta'), theta' = inner_steps "
                    f"steps of {c['optimizer']['name']} on the support loss from theta; Finn et al. (2017), equation 1"),
        network=dict(layers=list(c["layers"]), activation=c["activation"]),
        **more, alpha=c["alpha"], inner_steps=c["steps"], order=c["order"], inner_optimizer=c["optimizer"],
        loss=dict(name=c["loss"], **(dict(delta=1.0) if c["loss"] == "huber" else {})),
        parameters=named(parameters),
        episodes=[dict(support=data(s), query=data(q)) for s, q in episodes],
        support_losses=result["support_losses"], query_losses=result["query_losses"], meta_loss=result["meta_loss"],
        meta_gradient=named(result["gradient"]), adapted_parameters=named(result["adapted"][0]),
        float32_relative_error=result["float_error"])
