"""Stores what torchvision, OpenCV and Albumentations make of small pictures in space: `geometry.json` and `geometry.bin`.

Usage: python geometry.py [folder]. Needs torchvision, opencv-python-headless and albumentations. Cases of kind "transform"
are run as whole transforms; "affine" by the kernel of warps, in OpenCV's numbers; "field" by that of maps; "map" are the
source columns and rows that Albumentations' distortions read, at pixel centres counted from 0.
"""

import sys

import cv2
import numpy
import torch
from albumentations.augmentations.geometric import functional as fgeometric
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional

from store import GoldenSet, photograph

torch.set_num_threads(1)
golden = GoldenSet(
    "geometry",
    ["torchvision", "torch", "opencv-python-headless", "albumentations", "numpy"],
    sys.argv[1] if len(sys.argv) > 1 else None,
)
color = golden.input("color", photograph(61, 47))
gray = golden.input("gray", numpy.ascontiguousarray(color[:, :, 1]))
deep = golden.input("deep", (color.astype(numpy.uint16) * 257))
bands = golden.input("bands", numpy.concatenate([color, 255 - color, color[:, ::-1]], axis=2))
images = {"color": color, "gray": gray, "deep": deep, "bands": bands}


def tensor(image):
    array = images[image]
    return torch.from_numpy(numpy.atleast_3d(array).transpose(2, 0, 1).copy())


def array(result):
    return result.numpy().transpose(1, 2, 0)


for image in ["color", "gray", "bands"]:
    for mode in ["constant", "edge", "reflect", "symmetric"]:
        for padding in [[5, 3, 8, 1], [0, 7, 4, 0]]:
            result = functional.pad(tensor(image), padding, fill=77 if mode == "constant" else 0, padding_mode=mode)
            options = {"padding": padding, "border": mode}
            golden.transform(image, array(result), [("pad", options | ({"fill": 77} if mode == "constant" else {}))])
golden.transform("color", numpy.ascontiguousarray(numpy.pad(color, ((3, 1), (9, 70), (0, 0)), mode="wrap")), [("pad", {"padding": [9, 3, 70, 1], "border": "wrap"})])
golden.transform("color", numpy.ascontiguousarray(color.transpose(1, 0, 2)), [("transpose", {})])
for turns in [1, 2, 3]:
    golden.transform("color", numpy.ascontiguousarray(numpy.rot90(color, turns)), [("rotate90", {"turns": turns})])

start = [[0, 0], [61, 0], [61, 47], [0, 47]]
for end in [[[5, 3], [55, 9], [61, 40], [2, 44]], [[0, 12], [61, 0], [50, 47], [9, 30]]]:
    for image in ["color", "gray", "bands"]:
        for name, mode in [("nearest", InterpolationMode.NEAREST), ("bilinear", InterpolationMode.BILINEAR)]:
            result = functional.perspective(tensor(image), start, end, interpolation=mode, fill=[30.0] if image == "gray" else [30.0] * tensor(image).shape[0])
            options = {"startpoints": start, "endpoints": end, "interpolation": name, "fill": 30}
            golden.transform(image, array(result), [("perspective", options)])

for image in ["color", "gray", "deep"]:
    for width, height in [(20, 15), (31, 24), (60, 46), (7, 40), (1, 1)]:
        result = cv2.resize(images[image], (width, height), interpolation=cv2.INTER_AREA)
        golden.transform(image, result, [("resize", {"size": [height, width], "interpolation": "area"})])
    for width, height in [(20, 33), (90, 11)]:
        floats = tensor(image).to(torch.float32)[None]
        result = torch.nn.functional.interpolate(floats, (height, width), mode="bilinear", antialias=True)[0]
        stored = result.round().clamp(0, 65535).numpy().astype(images[image].dtype).transpose(1, 2, 0)
        if image == "deep":
            golden.transform(image, stored, [("resize", {"size": [height, width]})])

borders = {
    "constant": cv2.BORDER_CONSTANT,
    "edge": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT_101,
    "symmetric": cv2.BORDER_REFLECT,
    "wrap": cv2.BORDER_WRAP,
}
filters = {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}


def remap(image, columns, rows, filter, border):
    return cv2.remap(
        images[image], columns, rows, filters[filter], borderMode=borders[border], borderValue=[40, 90, 140, 0]
    )


# Positions in steps of 1/32 of a pixel, which is as fine as OpenCV's tables of weights are.
y, x = numpy.mgrid[0:47, 0:61].astype(numpy.float32)
waves = (
    (numpy.round((x + 6 * numpy.sin(y / 7) + 0.1 * (y - 20)) * 32) / 32).astype(numpy.float32),
    (numpy.round((y + 5 * numpy.cos(x / 9) - 0.2 * (x - 30)) * 32) / 32).astype(numpy.float32),
)
columns, rows = [golden.store(part) for part in waves]
for image in ["color", "gray", "deep"]:
    for filter in ["nearest", "bilinear", "bicubic"]:
        for border in borders:
            if image == "deep" and border in ("symmetric", "wrap"):
                continue
            # Half a step beside the ties of the nearest pixel.
            shift = 1 / 64 if filter == "nearest" else 0
            result = remap(image, waves[0] + shift, waves[1] + shift, filter, border)
            golden.case("field", image, result, columns=columns, rows=rows, shift=shift, filter=filter, border=border)

identity = functional._geometry._create_identity_grid((47, 61), torch.device("cpu"), torch.float32)
for image in ["color", "gray"]:
    displacement = torch.from_numpy(
        numpy.stack([(waves[0] - x) * 2 / 61, (waves[1] - y) * 2 / 47], axis=-1)[None].copy()
    )
    result = functional.elastic(tensor(image), displacement, interpolation=InterpolationMode.BILINEAR, fill=[40.0, 90.0, 140.0][: tensor(image).shape[0]])
    golden.case("elastic", image, array(result), columns=columns, rows=rows)


def map_case(name, options, draw, maps):
    golden.case("map", "color", maps[0].astype(numpy.float32), name=name, options=options, draw=draw, axis="columns")
    golden.case("map", "color", maps[1].astype(numpy.float32), name=name, options=options, draw=draw, axis="rows")


for k in [0.3, -0.2]:
    for mode, maps in [
        ("camera", fgeometric.get_camera_matrix_distortion_maps((47, 61), k)),
        ("fisheye", fgeometric.get_fisheye_distortion_maps((47, 61), k)),
    ]:
        map_case("opticalDistortion", {"mode": mode}, {"k": k}, maps)
steps = ([1.2, 0.8, 1.1, 0.9, 1.3, 1.0], [0.7, 1.2, 0.9, 1.25, 1.0, 1.0])
normalized = fgeometric.normalize_grid_distortion_steps((45, 60), 5, *[list(part) for part in steps])
maps = fgeometric.generate_grid((45, 60), list(normalized["steps_x"]), list(normalized["steps_y"]), 5)
shares = {key: [value / sum(part[:5]) for value in part[:5]] for key, part in zip(("columns", "rows"), steps)}
map_case("gridDistortion", {"numSteps": 5}, shares, maps)
golden.write()
