"""Stores what the published program of ImageNet-C's corruptions (the package `imagecorruptions`) makes of a small picture:
`corrupt.json` and `corrupt.bin`. Usage: python corrupt.py [folder]. What it draws at random is held by statistics: the mean
change and the mean level over some runs.
"""

import os
import sys
import types

# The program is of 2019; these names have gone since.
resources = types.ModuleType("pkg_resources")
resources.resource_filename = lambda package, path: os.path.join(os.path.dirname(sys.modules[package].__file__), path)
sys.modules["pkg_resources"] = resources

import numpy
import scipy.ndimage
import skimage.filters

numpy.float_ = numpy.float64
interpolation = types.ModuleType("scipy.ndimage.interpolation")
interpolation.map_coordinates = scipy.ndimage.map_coordinates
sys.modules["scipy.ndimage.interpolation"] = interpolation
real_gaussian = skimage.filters.gaussian


def gaussian(image, sigma, multichannel=False, **options):
    return real_gaussian(image, sigma, channel_axis=-1 if multichannel else None, **options)


skimage.filters.gaussian = gaussian

from imagecorruptions import corruptions as published
from PIL import Image

from store import GoldenSet, photograph

published.resource_filename = lambda _, path: os.path.join(os.path.dirname(published.__file__), path)

golden = GoldenSet("corrupt", ["imagecorruptions", "numpy", "opencv-python-headless", "pillow", "scikit-image", "scipy"], *sys.argv[1:])
color = golden.input("color", photograph(61, 47))
gray = golden.input("gray", numpy.ascontiguousarray(color[:, :, 1:2]))


def run(name, image, severity):
    source = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image)
    return numpy.asarray(getattr(published, name)(source, severity)).astype(numpy.float64).astype(numpy.uint8)


def camel(name):
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def case(name, image, severity, result, direction=0.0):
    draw = {"seed": [1, 2], "direction": direction}
    golden.transform(image, result, [("corrupt", {"name": camel(name), "severity": severity})], draw)


for name in ["gaussian_blur", "defocus_blur", "zoom_blur", "brightness", "contrast", "saturate", "pixelate", "jpeg_compression"]:
    for severity in range(1, 6):
        case(name, "color", severity, run(name, color, severity))
for name in ["brightness", "contrast", "pixelate"]:
    case(name, "gray", 3, run(name, gray, 3))
# Sides of which two fifths are whole: results whose boxes end in the middle of a pixel.
golden.input("even", numpy.ascontiguousarray(color[:40, :60]))
case("pixelate", "even", 3, run("pixelate", numpy.ascontiguousarray(color[:40, :60]), 3))
for severity, direction in [(1, 0.0), (2, 0.3), (3, 0.5), (5, 0.9)]:
    real, numpy.random.uniform = numpy.random.uniform, lambda low, high: low + (high - low) * direction
    case("motion_blur", "color", severity, run("motion_blur", color, severity), direction)
    numpy.random.uniform = real

numpy.random.seed(1)
large = golden.input("large", photograph(160, 120))
for name in ["gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise", "glass_blur", "elastic_transform", "fog", "snow", "spatter"]:
    for severity in range(1, 6):
        if name == "spatter" and severity < 4:
            continue
        runs = 60 if name == "fog" else 8
        results = [run(name, large, severity).astype(float) for _ in range(runs)]
        change = float(numpy.mean([numpy.abs(result - large).mean() for result in results]))
        level = float(numpy.mean([result.mean() for result in results]))
        parameters = {"name": camel(name), "severity": severity, "change": change, "level": level}
        golden.case("statistics", "large", large[:1, :1], **parameters)

golden.write()
