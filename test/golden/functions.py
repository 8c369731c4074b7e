"""Values and first derivatives of elementary functions in double precision."""
import torch
import torch.nn.functional as F

SIGNED = [-30.0, -12.5, -5.0, -1.0, -0.25, -1e-8, 1e-8, 1e-3, 0.5, 1.75, 4.0, 9.5, 30.0]
POSITIVE = [1e-200, 1e-30, 1e-8, 1e-3, 0.25, 0.999, 1.0, 1.5, 10.0, 12345.678, 1e20, 1e200]

UNARY = [
    ("exp", torch.exp, [-700.0, *SIGNED, 80.0, 700.0]),
    ("log", torch.log, POSITIVE),
    ("log1p", torch.log1p, [-0.999999, -0.5, -1e-5, -1e-12, 0.0, 1e-300, 1e-12, 1e-5, 0.5, 3.0, 1e10, 1e200]),
    ("sqrt", torch.sqrt, POSITIVE),
    ("rsqrt", torch.rsqrt, [1e-100, *POSITIVE[1:-1], 1e100]),
    ("sin", torch.sin, [-1000.0, *SIGNED, 12345.678]),
    ("cos", torch.cos, [-1000.0, *SIGNED, 12345.678]),
    ("tanh", torch.tanh, [-500.0, *SIGNED, 500.0]),
    ("sigmoid", torch.sigmoid, [-600.0, *SIGNED, 800.0]),
    # torch switches to the identity above its threshold; at 40 that is exact in double (exp(-40) < 2^-53 * 40).
    ("softplus", lambda x: F.softplus(x, threshold=40), [-600.0, *SIGNED, 800.0]),
    ("erf", torch.erf, [-6.0, -2.5, -1.0, -0.3, -1e-9, 0.0, 1e-9, 1e-3, 0.7, 1.5, 3.0, 5.5]),
]

# Derivatives that torch forms as a difference with one (or from a rounded exponent): right to the last bit of one only.
COARSE = ("tanh", "sigmoid", "logsumexp")

VECTORS = [
    [0.0], [1.0, 2.0, 3.0], [-1.5, 0.25, 4.0, 0.5], [1000.0, 1000.0], [-1000.0, -1001.0, -999.5], [800.0, -800.0, 0.0],
    [1e-9, -1e-9, 1e-10], [30.0, -30.0, 29.5, 29.75], [5.0, 5.0, 5.0, 5.0, 5.0], [-2.0, 7.5, 3.25, -0.125, 6.0, 1.0],
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [2000.0, 2001.0, 1999.0],
]

POWERS = [(2.0, 3.0), (2.0, -1.5), (0.5, 0.5), (1e-8, 2.0), (1e-8, -0.5), (1e8, 1.25), (1e20, 0.1), (9.75, 0.0), (1.0, 5.0),
          (1.0001, 1000.0), (0.999, -300.0), (123.456, 2.0), (0.3, 7.0)]


def absolute(name):
    return 1e-15 if name in COARSE else 0.0


def unary(name, function, points):
    x = torch.tensor(points, requires_grad=True)
    value = function(x)
    derivative, = torch.autograd.grad(value.sum(), x)
    return dict(name=name, x=points, value=value.tolist(), derivative=derivative.tolist(),
                derivative_absolute_tolerance=absolute(name))


def vector(name, function, points):
    """The gradient is that of sum(weights * function(x)) with weights 1, 2, 3, ... (for a scalar function: weight 1)."""
    x = torch.tensor(points, requires_grad=True)
    value = function(x)
    weights = torch.arange(1.0, value.numel() + 1).reshape(value.shape)
    gradient, = torch.autograd.grad((weights * value).sum(), x)
    return dict(name=name, x=points, value=value.reshape(-1).tolist(), weights=weights.reshape(-1).tolist(),
                gradient=gradient.tolist(), gradient_absolute_tolerance=absolute(name))


def powers():
    x, y = (torch.tensor(v, requires_grad=True) for v in zip(*POWERS))
    value = torch.pow(x, y)
    dx, dy = torch.autograd.grad(value.sum(), (x, y))
    return dict(name="pow", x=x.tolist(), exponent=y.tolist(), value=value.tolist(), derivative=dx.tolist(),
                exponent_derivative=dy.tolist())


def build(origin):
    equation = "value = f(x), derivative = f'(x); agree: |actual - expected| <= 1e-12 |expected| + absolute tolerance (0 for values)"
    return dict(origin=dict(**origin, equation=equation), unary=[unary(*u) for u in UNARY], pow=powers(),
                logsumexp=[vector("logsumexp", lambda x: torch.logsumexp(x, 0), v) for v in VECTORS],
                cumsum=[vector("cumsum", lambda x: torch.cumsum(x, 0), v) for v in VECTORS])
