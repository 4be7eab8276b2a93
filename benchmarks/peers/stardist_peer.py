"""The same StarDist 2D network in plain PyTorch: what our times are compared with.

Reads the weights that our engine wrote (safetensors, Keras layer names), runs the network as a PyTorch user would, and
prints one line of JSON with the seconds of every repeat. Nothing but torch and numpy is needed.

  stardist_peer.py forward --weights W --input I --output O --size 1024 --threads 2 --layout nchw|nhwc [--bf16]
  stardist_peer.py train   --weights W --input I --output O --size 256 --batch 4 --threads 2 --layout nchw|nhwc
  stardist_peer.py export  --weights W --size 1024 --output net.onnx
"""
import argparse
import json
import struct
import time

import numpy as np
import torch
import torch.nn.functional as F


def read_safetensors(path):
    """Tensors by name: 8 bytes length, a JSON header, raw little-endian data."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        values = np.frombuffer(data[first:last], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


class StarDistPeer(torch.nn.Module):
    """Grid stem, U-Net of depth 3, features, heads; shapes follow from the weights."""

    def __init__(self, weights):
        super().__init__()
        self.layers = torch.nn.ModuleDict()
        for name in [n[: -len(".weight")] for n in weights if n.endswith(".weight")]:
            weight = weights[name + ".weight"]
            pad = weight.shape[2] // 2
            layer = torch.nn.Conv2d(weight.shape[1], weight.shape[0], tuple(weight.shape[2:]), padding=pad)
            layer.weight.data = weight
            layer.bias.data = weights[name + ".bias"]
            self.layers[name] = layer

    def conv(self, name, x):
        return F.relu(self.layers[name](x))

    def forward(self, x):
        stem = 0
        while f"conv2d_{stem}" in self.layers or (stem == 0 and "conv2d" in self.layers):
            for _ in range(2):
                x = self.conv("conv2d" if stem == 0 else f"conv2d_{stem}", x)
                stem += 1
            x = F.max_pool2d(x, 2)
        skips = []
        for level in range(3):
            x = self.conv(f"down_level_{level}_no_1", self.conv(f"down_level_{level}_no_0", x))
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.conv("middle_2", self.conv("middle_0", x))
        for level in reversed(range(3)):
            x = torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), skips[level]], 1)
            x = self.conv(f"up_level_{level}_no_2", self.conv(f"up_level_{level}_no_0", x))
        x = self.conv("features", x)
        return self.layers["prob"](x), self.layers["dist"](x)


def loss_of(prob, dist, prob_true, dist_true):
    mask = prob_true
    mae = (mask * (dist_true - dist).abs()).mean() / (mask.mean() + 1e-7)
    outside = 1e-4 * ((1 - mask) * dist.abs()).mean()
    return F.binary_cross_entropy_with_logits(prob, prob_true) + 0.2 * (mae + outside)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["forward", "train", "export"])
    parser.add_argument("--weights", required=True)
    parser.add_argument("--input")
    parser.add_argument("--output")
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layout", choices=["nchw", "nhwc"], default="nchw")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    a = parser.parse_args()

    torch.set_num_threads(a.threads)
    net = StarDistPeer(read_safetensors(a.weights))
    if a.task == "export":
        net.eval()
        torch.onnx.export(net, torch.zeros(1, 1, a.size, a.size), a.output, opset_version=13,
                          input_names=["image"], output_names=["prob", "dist"])
        return

    x = torch.from_numpy(np.fromfile(a.input, dtype="<f4")).reshape(a.batch, 1, a.size, a.size)
    if a.layout == "nhwc":
        net = net.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    seconds = []
    if a.task == "forward":
        net.eval()
        if a.bf16:
            net, x = net.bfloat16(), x.bfloat16()
        with torch.no_grad():
            for k in range(a.warmup + a.repeats):
                start = time.perf_counter()
                prob, dist = net(x)
                if k >= a.warmup:
                    seconds.append(time.perf_counter() - start)
        result = torch.cat([prob, dist], 1).float().contiguous().numpy()
        result.tofile(a.output)
    else:
        with torch.no_grad():
            prob, dist = net(x)
        prob_true = (torch.arange(prob.numel()) % 7).float().reshape(prob.shape) / 6
        dist_true = (torch.arange(dist.numel()) % 13).float().reshape(dist.shape)
        optimizer = torch.optim.Adam(net.parameters(), lr=3e-4)
        losses = []
        for k in range(a.warmup + a.repeats):
            start = time.perf_counter()
            optimizer.zero_grad()
            loss = loss_of(*net(x), prob_true, dist_true)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if k >= a.warmup:
                seconds.append(time.perf_counter() - start)
        np.array(losses, dtype="<f4").tofile(a.output)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
