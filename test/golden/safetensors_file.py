"""A small safetensors file, written byte by byte: header length (8 bytes, little endian), JSON header, raw tensors."""
import json
import struct

import torch

LAYERS = (3, 8, 8, 2)


def write(path, tensors):
    """Tensors by name, float32 or int64, in the order of their names (as the common writers store them), header padded to 8 bytes."""
    header, offset, body = {"__metadata__": {"format": "pt"}}, 0, b""
    for name in sorted(tensors):
        kind, code = ("I64", "q") if tensors[name].dtype == torch.int64 else ("F32", "f")
        raw = struct.pack(f"<{tensors[name].numel()}{code}", *tensors[name].flatten().tolist())
        header[name] = dict(dtype=kind, shape=list(tensors[name].shape), data_offsets=[offset, offset + len(raw)])
        offset, body = offset + len(raw), body + raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def build(path, origin):
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
    model.float()
    write(path, model.state_dict())
    x = torch.tensor([[0.5, -1.0, 2.0], [0.0, 0.0, 0.0], [-3.0, 1.25, 0.125], [10.0, -10.0, 5.0]])
    double = model.double()  # The float32 weights, widened; the output is computed in double.
    named = [dict(name=n, shape=list(p.shape), values=p.flatten().tolist()) for n, p in double.state_dict().items()]
    y = double(x).detach()
    return dict(origin=dict(**origin, equation="y = W4 tanh(W2 tanh(W0 x + b0) + b2) + b4, float32 weights, double arithmetic"),
                file=path.name, network=dict(layers=list(LAYERS), activation="tanh"), parameters=named,
                x=dict(shape=list(x.shape), values=x.flatten().tolist()), y=dict(shape=list(y.shape), values=y.flatten().tolist()))
