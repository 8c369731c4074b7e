"""Writes the stored PyTorch cases of this folder: python3 make_golden.py (needs torch only; takes under a minute).

All numbers are computed in float64 and written so that reading them back gives the same bits. The script checks what it
writes against torch.optim, finite differences and float32. Another processor or BLAS may change the last digits.
"""
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True

import torch

import conv4_cases
import conv_files
import functions
import hessian_vector
import maml_cases
import outer_optimizers
import safetensors_file

FOLDER = pathlib.Path(__file__).resolve().parent


def save(name, content):
    text = json.dumps(content, indent=2, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}\"]*\]", lambda m: re.sub(r"\s+", " ", m[0]).replace("[ ", "[").replace(" ]", "]"), text)
    assert json.loads(text) == json.loads(json.dumps(content)) and len(text) < 60_000, name
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}.json: {len(text)} characters")


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    origin = dict(torch=torch.__version__, script="test/golden/make_golden.py")
    for case in maml_cases.CASES:
        save(case["name"], maml_cases.build(case, origin))
    for case in conv4_cases.CASES:
        save(case["name"], conv4_cases.build(case, origin))
    save("outer-optimizers", outer_optimizers.build(origin))
    save("functions", functions.build(origin))
    save("hessian-vector", hessian_vector.build(origin))
    for name, network, seed in (("conv4", conv_files.Conv4, 4), ("resnet12", conv_files.ResNet12, 5)):
        save(name, conv_files.build(FOLDER / f"{name}.safetensors", network, origin, seed))
    save("mlp", safetensors_file.build(FOLDER / "mlp.safetensors", origin))


if __name__ == "__main__":
    main()
