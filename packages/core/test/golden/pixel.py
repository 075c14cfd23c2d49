"""Stores what Pillow, OpenCV, Albumentations and torchvision make of small pictures, for noise, blur, degradation and
covering: `pixel.json` and `pixel.bin`. Usage: python pixel.py [folder].
"""

import io
import sys

# The script beside this one that has torchvision's name is not meant below.
sys.path.append(sys.path.pop(0))

import albumentations
import cv2
import numpy
import torch
from albucore import multiply
from albumentations.augmentations.blur import functional as blur
from albumentations.augmentations.dropout import functional as dropout
from albumentations.augmentations.pixel import functional as pixel
from PIL import Image
from torchvision.transforms.v2 import functional

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



def field(name, shape, uniform=False):
    """Numbers that stand for noise, of a generator of our own: normal ones, or even from 0 to below 1."""
    generator = numpy.random.Generator(numpy.random.PCG64(7))
    numbers = generator.random(shape) if uniform else generator.standard_normal(shape)
    golden.inputs[name] = golden.store(numbers.astype(numpy.float32))
    return numbers.astype(numpy.float32)


def gaussian_noise(image, noise, mean, sigma, clip=True):
    """torchvision's, with this noise in place of its own."""
    tensor = torch.from_numpy(image).permute(2, 0, 1)
    real, torch.randn_like = torch.randn_like, lambda *_, **__: torch.from_numpy(noise).permute(2, 0, 1)
    try:
        return functional.gaussian_noise(tensor, mean, sigma, clip).permute(1, 2, 0).numpy()
    finally:
        torch.randn_like = real


normal = field("normal", (47, 61, 3))
for mean, sigma in [(0, 0.1), (0.07, 0.02), (-0.3, 0.5), (0, 0)]:
    golden.case("gaussianNoise", "color", gaussian_noise(color, normal, mean, sigma), mean=mean, sigma=sigma, clip=True)
floats = golden.input("floats", color[:20, :30].astype(numpy.float32) / numpy.float32(255))
for clip in [True, False]:
    result = gaussian_noise(floats, normal[:20, :30], 0.02, 0.2, clip)
    golden.case("gaussianNoise", "floats", result, mean=0.02, sigma=0.2, clip=clip)

even = field("even", (47, 61, 3), uniform=True)
for low, high in [(0.9, 1.1), (0, 2.5)]:
    factors = even * numpy.float32(high - low) + numpy.float32(low)
    golden.case("multiplicativeNoise", "color", multiply(color, factors), low=low, high=high, shared=False)
    once = numpy.repeat(factors.reshape(-1)[: 47 * 61].reshape(47, 61, 1), 3, axis=2)
    golden.case("multiplicativeNoise", "color", multiply(color, once), low=low, high=high, shared=True)
for factors in [[1.07], [0.5, 1.3, 2.1]]:
    result = multiply(color, factors[0] if len(factors) == 1 else numpy.array(factors, dtype=numpy.float32))
    golden.transform("color", result, [("multiplicativeNoise", {"perChannel": len(factors) > 1})], {"factors": factors})


def iso_noise(image, grains, turns, shift, intensity):
    """As Albumentations before version 2 computes it: turns of the hue in degrees, grains in levels of a byte."""
    hls = cv2.cvtColor(image.astype(numpy.float32) / numpy.float32(255), cv2.COLOR_RGB2HLS)
    hls[..., 0] = numpy.mod(hls[..., 0] + turns * numpy.float32(shift), 360)
    hls[..., 1] += grains * numpy.float32(intensity / 255) * (1 - hls[..., 1])
    return numpy.rint(numpy.clip(cv2.cvtColor(hls, cv2.COLOR_HLS2RGB), 0, 1) * 255).astype(numpy.uint8)


grains = numpy.random.Generator(numpy.random.PCG64(9)).poisson(9, (47, 61)).astype(numpy.float32)
golden.inputs["grains"] = golden.store(numpy.stack([grains, normal[..., 0]], axis=-1))
for shift, intensity in [(0, 0.5), (12, 0.3), (90, 1)]:
    result = iso_noise(color, grains, normal[..., 0], shift, intensity)
    golden.case("isoNoise", "color", result, shift=shift, intensity=intensity)
deviation = float(cv2.meanStdDev(cv2.cvtColor(color.astype(numpy.float32) / 255, cv2.COLOR_RGB2HLS))[1][1][0])
golden.case("lightness", "color", color[:1, :1], deviation=deviation)

def cut(image, holes, fill):
    corners = numpy.array([[x, y, x + width, y + height] for x, y, width, height in holes])
    return dropout.cutout(image, corners, fill, None)


holes = [[3, 4, 20, 9], [50, 40, 11, 7], [10, 8, 30, 30]]
golden.transform("color", cut(color, holes, [7, 250, 0]), [("cutout", {"holes": holes, "fill": [7, 250, 0]})])
golden.transform("gray", cut(images["gray"], holes, 99), [("cutout", {"holes": holes, "fill": 99})])
golden.transform("color", cut(color, holes, 31), [("coarseDropout", {"fill": 31})], {"holes": holes})
golden.transform("color", cut(color, holes[:1], 5), [("erase", {"x": 3, "y": 4, "width": 20, "height": 9, "value": 5})])
# Cells of one size, and holes at one place in each: nothing is left to chance.
images["tiled"] = golden.input("tiled", numpy.ascontiguousarray(color[:40, :60]))
for across, down, ratio, shift in [(6, 4, 0.5, (0, 0)), (10, 8, 0.35, (2, 1)), (12, 20, 0.9, (3, 3))]:
    corners = dropout.generate_grid_holes(
        (40, 60), (down, across), ratio, False, shift, numpy.random.default_rng(1)
    )
    result = dropout.cutout(images["tiled"], corners, 17, None)
    options = {"holesNumberXy": [across, down], "ratio": ratio, "randomOffset": False, "shiftXy": shift}
    golden.transform("tiled", result, [("gridDropout", {**options, "fill": 17, "p": 1})])


def kernel_of(name, **params):
    """The kernel that one of Albumentations' transforms draws with these fixed ranges."""
    return getattr(albumentations, name)(**params).get_params()


shapes = ["color", "gray", "small", "sliver", "column", "dot", "flat"]
for name in shapes:
    image = images[name]
    for size in [1, 3, 5, 7, 15, 31]:
        golden.transform(name, blur.box_blur(image, size), [("boxBlur", {"kernelSize": size})])
    for size in [3, 5, 7, 15]:
        golden.transform(name, blur.median_blur(image, size), [("medianBlur", {"kernelSize": size})])
    for radius, alias in [(1, 0.1), (3, 0.1), (8, 0.5), (10, 0.5), (13, 2)]:
        result = blur.defocus(image, radius, alias)
        golden.transform(name, result, [("defocus", {"radius": radius, "aliasBlur": alias})])
    for alpha, light in [(0.3, 0.7), (1, 1), (1, 0)]:
        kernel = kernel_of("Sharpen", alpha=(alpha, alpha), lightness=(light, light))["sharpening_matrix"]
        options = {"alpha": alpha, "lightness": light}
        golden.transform(name, pixel.convolve(image, kernel), [("sharpen", options)])
    for alpha, strength in [(0.3, 0.7), (1, 0), (0.8, 2)]:
        kernel = kernel_of("Emboss", alpha=(alpha, alpha), strength=(strength, strength))["emboss_matrix"]
        options = {"alpha": alpha, "strength": strength}
        golden.transform(name, pixel.convolve(image, kernel), [("emboss", options)])
    for size, cutoff in [(7, 0.8), (15, 1.5), (9, 3.1)]:
        kernel = kernel_of("RingingOvershoot", blur_limit=(size, size), cutoff=(cutoff, cutoff))["kernel"]
        options = {"kernelSize": size, "cutoff": cutoff}
        golden.transform(name, pixel.convolve(image, kernel), [("ringingOvershoot", options)])
    for most, step in [(1.1, 0.02), (1.31, 0.03), (2, 0.5)]:
        try:
            result = blur.zoom_blur(image, numpy.arange(1, most, step))
        except ValueError:
            continue  # Sizes that Albumentations cannot bring together.
        golden.transform(name, result, [("zoomBlur", {"maxFactor": most, "stepFactor": step})])
for name in ["color", "gray", "small", "flat"]:
    for size, sigma, alpha, threshold in [(3, 0, 0.35, 10), (7, 0, 0.9, 3), (5, 2.2, 1, 0), (9, 1, 0.5, 40)]:
        unsharp = pixel.unsharp_mask(images[name], size, sigma, alpha, threshold)
        options = {"kernelSize": size, "sigma": sigma, "alpha": alpha, "threshold": threshold}
        golden.transform(name, unsharp, [("unsharpMask", options)])
for size in [3, 7, 15]:
    for angle, direction in [(0, 0), (90, 0), (37, 0), (60, 0.5), (200, -1), (301, 1), (45, -0.3)]:
        line = blur.create_motion_kernel(size, angle, direction, False, None)
        result = pixel.convolve(images["small"], line / line.sum())
        options = {"kernelSize": size, "angle": angle, "direction": direction}
        golden.transform("small", result, [("motionBlur", options)])


for name in ["gray", "tiled"]:
    result = blur.zoom_blur(images[name], numpy.arange(1, 4, 0.75))
    golden.transform(name, result, [("zoomBlur", {"maxFactor": 4, "stepFactor": 0.75})])


class Shift:
    """Draws these numbers, as shares of the range, in turn."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def uniform(self, low, high):
        return self.numbers.pop(0)


line = blur.create_motion_kernel(9, 20, 0.2, True, Shift(0.6, -0.9))
draw = {"size": 9, "angle": 20, "direction": 0.2, "shift": [0.6, -0.9]}
golden.transform("small", pixel.convolve(images["small"], line / line.sum()), [("randomMotionBlur", {})], draw)

golden.write()
