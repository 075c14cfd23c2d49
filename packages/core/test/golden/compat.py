"""Stores what Pillow and Albumentations (OpenCV) make of colors where they differ from torchvision's tensors: `compat.json`
and `compat.bin`.

Usage: python compat.py [folder]. Needs torch, torchvision, pillow, albumentations 2.0.8 and opencv-python-headless.
"""

import sys

# Behind the libraries, since a script beside this one has the name of one.
sys.path.append(sys.path.pop(0))

import albumentations as A
import numpy
from albumentations.augmentations.pixel import functional as pixel
from PIL import Image
from torchvision.transforms.v2 import functional as tv

from store import GoldenSet, photograph

golden = GoldenSet(
    "compat", ["pillow", "torchvision", "albumentations", "opencv-python-headless", "numpy"], *sys.argv[1:]
)

# Every combination of levels at which a comparison, a sixth of the circle or a sum of weights turns over.
ends = numpy.array([0, 1, 2, 63, 127, 128, 129, 250, 254, 255])
edges = numpy.stack(numpy.meshgrid(ends, ends, ends, indexing="ij"), axis=-1).reshape(25, 40, 3).astype(numpy.uint8)
photo = photograph(61, 47)
alpha = (numpy.arange(19 * 23, dtype=numpy.int64) * 7 % 256).reshape(19, 23, 1).astype(numpy.uint8)

# Narrow ranges, in which the stretch is long, and a channel of one level beside others.
narrow = numpy.stack([photo[:, :, 0] // 4 + 90, photo[:, :, 1] // 2 + 3, numpy.full((47, 61), 9)], axis=-1)

images = {
    "photo": photo,
    "edges": edges,
    "point": numpy.array([[[250, 9, 228]]], dtype=numpy.uint8),
    "line": photo[5:6, :37],
    "flat": numpy.full((5, 7, 3), 77, dtype=numpy.uint8),
    "grey": photo[:19, :23, :1],
    "narrow": narrow.astype(numpy.uint8),
    "translucent": numpy.concatenate([photo[10:29, 5:28], alpha], axis=-1),
}
for name, image in images.items():
    golden.input(name, image)


def as_pillow(image):
    return Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image)


def pillow(image, operation):
    """What torchvision makes of a PIL image."""
    return numpy.array(operation(as_pillow(image))).reshape(image.shape)


def keep(name, result, step, **options):
    """Some functions of Albumentations lose axes of length 1."""
    golden.transform(name, numpy.asarray(result).reshape(images[name].shape), [(step, options)])


def same(image, result):
    """A gray plane in as many channels as there were colors."""
    return numpy.repeat(result.reshape(*image.shape[:2], 1), image.shape[2], axis=2)


factors = [0, 0.3, 0.77, 1, 1.3, 1.9, 4.1]
hues = [-0.5, -0.31, -0.1, -0.003, 0.01, 0.123, 0.25, 0.5]

for name, image in images.items():
    colors = image.shape[2]
    small = name in ("edges", "photo")
    if colors == 3:
        gray = numpy.array(Image.fromarray(image).convert("L"))
        keep(name, same(image, gray), "grayscale", compat="pillow")
        keep(name, same(image, pixel.to_gray_weighted_average(image)), "grayscale", compat="opencv")
    if colors < 4:
        for count in [1, 3]:
            options = {"numOutputChannels": count, "compat": "pillow"}
            result = numpy.array(tv.rgb_to_grayscale(as_pillow(image), count))
            golden.transform(name, result, [("grayscale", options)])
        one = A.ToGray(num_output_channels=1, p=1)(image=image)["image"]
        options = {"numOutputChannels": 1, "compat": "opencv"}
        golden.transform(name, one.reshape(*image.shape[:2], 1), [("grayscale", options)])
    for factor in factors if small else factors[1:5:3]:
        for step, of in [("adjustContrast", tv.adjust_contrast), ("adjustSaturation", tv.adjust_saturation)]:
            result = pillow(image, lambda one: of(one, factor))
            keep(name, result, step, factor=factor, compat="pillow")
        if colors > 3:
            continue
        for step, of in [
            ("adjustContrast", pixel.adjust_contrast_torchvision),
            ("adjustSaturation", pixel.adjust_saturation_torchvision),
        ]:
            keep(name, of(image, factor), step, factor=factor, compat="opencv")
    if colors < 4:
        # torchvision turns the hues of PIL images with alpha into an error.
        for factor in hues if small else hues[1:6:4]:
            turned = pillow(image, lambda one: tv.adjust_hue(one, factor))
            keep(name, turned, "adjustHue", factor=factor, compat="pillow")
            turned = pixel.adjust_hue_torchvision(image, factor)
            keep(name, turned, "adjustHue", factor=factor, compat="opencv")
        stretched = pillow(image, tv.autocontrast)
        keep(name, stretched, "autocontrast", compat="pillow")
        spread = A.Equalize(p=1, mode="cv")(image=image)["image"]
        keep(name, spread, "equalize", compat="opencv")

# A whole jitter in each of two orders, as the transforms of both libraries chain them.
strong = {"brightness": 0.5, "contrast": 0.5, "saturation": 0.5, "hue": 0.3}
jitters = [([0, 1, 2, 3], [1.2, 0.8, 1.4, 0.1]), ([3, 2, 1, 0], [0.7, 1.3, 0.6, -0.2])]
for order, values in jitters:
    of = [tv.adjust_brightness, tv.adjust_contrast, tv.adjust_saturation, tv.adjust_hue]
    result = photo
    for at in order:
        result = pillow(result, lambda one, at=at: of[at](one, values[at]))
    draw = {"order": order, "factors": values}
    golden.transform("photo", result, [("colorJitter", {**strong, "compat": "pillow"})], draw)

golden.write()
