"""StarDist's own C++ on the scene of our geometry benchmarks, on one core.

Needs numpy and StarDist's extension stardist2d, built without OpenMP (see README.md here). With scikit-image, painting the
polygons as StarDist does (skimage.draw.polygon) is timed as well. Prints one line of JSON with the seconds of every repeat;
writes dist.f32 (rays, height, width) and keep.u8 (a byte per candidate) to the output folder.
"""
import argparse
import importlib.machinery
import importlib.util
import json
import time

import numpy as np


def timed(repeats, action):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--extension", required=True)
    parser.add_argument("--scene", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--nms", type=float, default=0.4)
    parser.add_argument("--repeats", type=int, default=3)
    a = parser.parse_args()

    loader = importlib.machinery.ExtensionFileLoader("stardist2d", a.extension)
    stardist2d = importlib.util.module_from_spec(importlib.util.spec_from_loader("stardist2d", loader))
    loader.exec_module(stardist2d)

    with open(a.scene, "rb") as file:
        width, height, grid, rays, n = np.fromfile(file, "<i4", 5)
        labels = np.fromfile(file, "<i4", width * height).reshape(height, width)
        y, x, prob = (np.fromfile(file, "<f4", n) for _ in range(3))
        dist = np.fromfile(file, "<f4", n * rays).reshape(n, rays)

    seconds = {}
    image = np.ascontiguousarray(labels.astype(np.uint16))
    seconds["star_distances"], result = timed(a.repeats, lambda: stardist2d.c_star_dist(image, int(rays), int(grid), int(grid)))
    np.ascontiguousarray(result.transpose(2, 0, 1)).tofile(f"{a.output}/dist.f32")

    def nms():
        # As StarDist calls it: sorted by score, k-d tree and bounding boxes on.
        order = np.argsort(-prob, kind="stable")
        points = np.ascontiguousarray(np.stack([y[order], x[order]], 1).astype(np.float32))
        keep = stardist2d.c_non_max_suppression_inds(np.ascontiguousarray(dist[order]), points, 1, 1, 0, np.float32(a.nms))
        return order[keep.astype(bool)]

    seconds["nms"], survivors = timed(a.repeats, nms)
    keep = np.zeros(n, np.uint8)
    keep[survivors] = 1
    keep.tofile(f"{a.output}/keep.u8")

    try:
        from skimage.draw import polygon
    except ImportError:
        polygon = None
    if polygon:
        phi = 2 * np.pi * np.arange(rays) / rays

        def rasterize():
            image = np.zeros((height, width), np.int32)
            for rank in range(len(survivors) - 1, -1, -1):
                i = survivors[rank]
                rows, columns = polygon(y[i] + dist[i] * np.sin(phi), x[i] + dist[i] * np.cos(phi), image.shape)
                image[rows, columns] = rank + 1
            return image

        seconds["rasterize"], _ = timed(a.repeats, rasterize)

    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
