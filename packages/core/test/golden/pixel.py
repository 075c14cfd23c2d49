"""Stores what Pillow, OpenCV, Albumentations and torchvision make of small pictures, for noise, blur, degradation and
covering: `pixel.json` and `pixel.bin`. Usage: python pixel.py [folder].
"""

import io
import sys

import albumentations
import numpy
from PIL import Image
from albumentations.augmentations.pixel import functional as pixel

from store import GoldenSet, photograph

golden = GoldenSet(
    "pixel",
    ["albumentations", "numpy", "opencv-python-headless", "pillow", "torchvision"],
    *sys.argv[1:],
)
color = golden.input("color", photograph(61, 47))
images = {
    "color": color,
    "gray": color[:, :, 1:2],
    "small": color[3:20, 5:25],
    "sliver": color[5:6],
    "column": color[:, 20:21],
    "dot": color[9:10, 9:10],
    "flat": numpy.full((11, 13, 3), 77, dtype=numpy.uint8),
}
for name, image in images.items():
    if name != "color":
        golden.input(name, numpy.ascontiguousarray(image))


def jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(file, "JPEG", quality=quality)
    return numpy.array(Image.open(io.BytesIO(file.getvalue())))


for quality in range(1, 101):
    golden.transform("small", jpeg(images["small"], quality), [("jpeg", {"quality": quality})])
for name, qualities in {
    "color": [1, 10, 35, 75, 95],
    "gray": [5, 50, 90],
    "sliver": [20, 80],
    "column": [20, 80],
    "dot": [10, 100],
    "flat": [30],
}.items():
    for quality in qualities:
        golden.transform(name, jpeg(images[name], quality), [("jpeg", {"quality": quality})])
# Widths and heights about the sizes of blocks and of pairs of blocks.
for width, height in [(2, 3), (3, 2), (4, 9), (5, 5), (8, 16), (9, 17), (15, 31), (16, 8), (17, 15), (31, 33), (33, 7)]:
    name = f"corner {width} × {height}"
    images[name] = golden.input(name, numpy.ascontiguousarray(color[2 : 2 + height, 4 : 4 + width]))
    golden.transform(name, jpeg(images[name], 60), [("jpeg", {"quality": 60})])

for name in ["color", "gray", "sliver", "column", "dot"]:
    for scale in [0.25, 0.37, 0.5, 0.9]:
        if round(min(images[name].shape[:2]) * scale) == 0:
            continue
        result = pixel.downscale(images[name], scale, 0, 0)
        golden.transform(name, result, [("downscale", {"scale": scale})])

golden.write()
