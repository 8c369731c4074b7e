"""The Hessian-vector product of a support loss, and implicit MAML's meta-gradient made of it (Rajeswaran et al. 2019, lemma 1).

hessian_vector = H v with H the Hessian of the mean support loss at theta, by differentiating <gradient, v>
implicit_gradient = (I + H / lambda)^-1 gradient of the mean query loss at theta, with H assembled column by column and solved densely
"""
import torch

from maml_cases import case, draw_episode, draw_parameters, loss_of, names, short, tensor

LAMBDA = 8.0


def flat(tensors):
    return torch.cat([t.flatten() for t in tensors])


def shaped(vector, like):
    return [part.reshape(t.shape) for part, t in zip(vector.split([t.numel() for t in like]), like)]


def build(origin):
    c = case("hessian-vector", layers=(1, 6, 6, 1), activation="tanh", seed=2)
    random = torch.Generator().manual_seed(c["seed"])
    parameters = [p.requires_grad_() for p in draw_parameters(c, random)]
    support, query = draw_episode(c, random)
    vector = [short(torch.randn(p.shape, generator=random)) for p in parameters]
    gradient = torch.autograd.grad(loss_of(c, parameters, *support, []), parameters, create_graph=True)

    def product(v):
        return torch.autograd.grad(sum((g * w).sum() for g, w in zip(gradient, v)), parameters, retain_graph=True)

    count = sum(p.numel() for p in parameters)
    hessian = torch.stack([flat(product(shaped(row, parameters))) for row in torch.eye(count)])
    assert (hessian - hessian.T).abs().max() < 1e-12
    found = product(vector)
    assert (hessian @ flat(vector) - flat(found)).abs().max() < 1e-12
    matrix = torch.eye(count) + hessian / LAMBDA
    assert torch.linalg.eigvalsh(matrix).min() > 0.1  # Conjugate gradients need it positive.
    right = torch.autograd.grad(loss_of(c, parameters, *query, []), parameters)
    implicit = torch.linalg.solve(matrix, flat(right))
    named = lambda tensors: [dict(name=n, **tensor(t.detach())) for n, t in zip(names(c), tensors)]
    data = lambda pair: dict(x=tensor(pair[0]), y=tensor(pair[1]))
    return {
        "origin": dict(**origin, seed=c["seed"], equation="(I + H/lambda)^-1 of the query loss's gradient at theta; Rajeswaran et al. (2019), lemma 1"),
        "network": dict(layers=list(c["layers"]), activation=c["activation"]), "lambda": LAMBDA,
        "parameters": named(parameters), "support": data(support), "query": data(query), "vector": named(vector),
        "support_gradient": named(gradient), "hessian_vector": named(found), "query_gradient": named(right),
        "implicit_gradient": named(shaped(implicit, parameters))}
