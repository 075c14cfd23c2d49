"""Stores what Albumentations makes of spatters and of gravel: `weather.json` and `weather.bin`. Usage: python weather.py
[folder]. Noise and places come from it as they were drawn; of drops of rain, which are drawn otherwise, what it lays over a
picture of a layer that is given, and how much a picture changes by.
"""

import sys

import albumentations as A
import numpy
from albumentations.augmentations.pixel import functional

from store import GoldenSet, photograph

golden = GoldenSet("weather", ["albumentations", "numpy", "opencv-python-headless"], *sys.argv[1:])
color = golden.input("color", photograph(61, 47))
for name, (width, height) in {"point": (1, 1), "column": (1, 17), "row": (23, 1)}.items():
    golden.input(name, photograph(width, height))
golden.input("flat", numpy.full((12, 9, 3), 128, numpy.uint8))
golden.input("large", photograph(160, 120))
pictures = {name: photograph(entry["width"], entry["height"]) for name, entry in golden.inputs.items() if name != "flat"}
pictures["flat"] = numpy.full((12, 9, 3), 128, numpy.uint8)


class Noise:
    """A generator of normal numbers that were drawn before."""

    def __init__(self, values):
        self.values = values

    def normal(self, size, loc, scale):
        assert self.values.shape == tuple(size)
        return self.values.astype(numpy.float64)


def mud(image, seed, color=(63, 42, 20), mean=0.65, std=0.3, sigma=2.0, threshold=0.68, intensity=0.6):
    picture = pictures[image]
    noise = numpy.random.default_rng(seed).normal(mean, std, picture.shape[:2]).astype(numpy.float32)
    options = {"mean": (mean, mean), "std": (std, std), "gauss_sigma": (sigma, sigma), "color": color, "mode": "mud"}
    step = A.Spatter(**options, cutout_threshold=(threshold, threshold), intensity=(intensity, intensity), p=1)
    step.random_generator = Noise(noise)
    result = step(image=picture)["image"]
    name = f"noise{len(golden.index)}"
    golden.input(name, noise)
    look = {"mode": "mud", "sigma": sigma, "threshold": threshold, "intensity": intensity, "color": list(color)}
    golden.case("mud", image, result, noise=name, look=look)


mud("color", 1)
mud("color", 2, color=(0, 255, 42), sigma=3.3, threshold=0.6, intensity=1.0)
mud("color", 3, sigma=0.1, threshold=0.9, intensity=0.3)
mud("color", 4, sigma=0.0, threshold=0.5)
mud("color", 5, mean=0.9, std=0.0, intensity=0.8)
mud("color", 6, sigma=12.5, threshold=0.645)
mud("flat", 7, threshold=0.64)
mud("column", 8, sigma=1.0, threshold=0.6)
mud("row", 9, sigma=1.0, threshold=0.6)
mud("point", 11, mean=0.9, threshold=0.2)

layer = numpy.random.default_rng(1).uniform(-0.7, 0.7, (47, 61)).clip(0).astype(numpy.float32)
golden.input("drops", layer)
for levels in [(175, 238, 238), (255, 0, 9)]:
    drops = layer[:, :, None] * (numpy.array(levels) / 255)
    golden.case("drops", "color", functional.spatter_rain(color, drops), layer="drops", color=list(levels))


def change(image, seed, **options):
    step = A.Spatter(mode="rain", color=(175, 238, 238), **options, p=1)
    step.set_random_seed(seed)
    picture = pictures[image]
    return numpy.abs(step(image=picture)["image"].astype(float) - picture).mean()


def named(options):
    """As they are called here, one number each."""
    names = {"gauss_sigma": "gaussSigma", "cutout_threshold": "cutoutThreshold"}
    return {names.get(name, name): value for name, (value, _) in options.items()}


for options in [{}, {"intensity": (0.2, 0.2)}, {"gauss_sigma": (4, 4), "cutout_threshold": (0.66, 0.66)}]:
    mean = float(numpy.mean([change("large", seed, **options) for seed in range(20)]))
    golden.case("change", "large", pictures["large"][:1, :1], options=named(options), change=mean)


def stones(image, seed, **options):
    """Where stones lie, and the picture with them; what is bare stays, which there goes to another cone and back."""
    step = A.RandomGravel(**options, p=1)
    step.set_random_seed(seed)
    drawn = []
    random = step.py_random
    whole = random.randint
    random.randint = lambda low, high: drawn.append(whole(low, high)) or drawn[-1]
    picture = pictures[image]
    height, width = picture.shape[:2]
    infos = step.get_params_dependent_on_data({"shape": picture.shape}, {})["gravels_infos"]
    draw = []
    at = 0
    for _ in range(step.number_of_patches):
        patch = drawn[at : at + 4]
        at += 4
        for _ in range(patch[0] * patch[1] // 100):
            x, y, radius, lightness = drawn[at : at + 4]
            draw.append({"x": x, "y": y, "radius": radius, "lightness": lightness})
            at += 4
    assert at == len(drawn) and len(draw) == len(infos)
    covered = numpy.zeros((height, width, 1), bool)
    for top, bottom, left, right, _ in infos:
        covered[top:bottom, left:right] = True
    result = numpy.where(covered, functional.add_gravel(picture, infos), picture)
    golden.case("gravel", image, result, stones=draw)


stones("large", 1, number_of_patches=9)
stones("large", 2, gravel_roi=(0, 0, 1, 1), number_of_patches=25)
stones("color", 3, gravel_roi=(0, 0, 1, 1), number_of_patches=80)
stones("column", 4, number_of_patches=3)

golden.write()
