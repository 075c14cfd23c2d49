"""Stores what torchvision, Albumentations and OpenCV make of the colors of small test images: `color.json` and `color.bin`.

Usage: python color.py [folder]. Needs torch, torchvision, albumentations 2.0.8 and opencv-python-headless.
"""

import sys
import warnings

# Behind the libraries, since a script beside this one has the name of one.
sys.path.append(sys.path.pop(0))

import albumentations as A
import numpy
import torch
from albumentations.augmentations.dropout import functional as dropout
from albumentations.augmentations.pixel import functional as pixel
from torchvision.transforms.v2 import functional as tv

from store import GoldenSet, photograph

warnings.simplefilter("ignore")
torch.set_num_threads(1)
packages = ["torch", "torchvision", "albumentations", "opencv-python-headless", "numpy"]
golden = GoldenSet("color", packages, sys.argv[1] if len(sys.argv) > 1 else None)

photo = golden.input("photo", photograph(61, 47))
gray = golden.input("gray", numpy.ascontiguousarray(photo[:, :, 1]))
generator = numpy.random.default_rng(1)
noise = golden.input("noise", generator.integers(0, 256, (31, 67, 3), dtype=numpy.uint8))
# Every level of every channel, in three orders.
orders = [numpy.arange(256), numpy.arange(256) * 77 % 256, 255 - numpy.arange(256) * 29 % 256]
levels = golden.input("levels", numpy.stack(orders, -1).reshape(16, 16, 3).astype(numpy.uint8))
grays = golden.input("grays", levels[:, :, 0].copy())
dot = golden.input("dot", numpy.array([[[200, 31, 90]]], numpy.uint8))
row = golden.input("row", photo[11:12, :37].copy())
column = golden.input("column", gray[:, 9:10].copy())
flat = golden.input("flat", numpy.full((13, 9, 3), [90, 120, 30], numpy.uint8))

colors = {"photo": photo, "noise": noise, "levels": levels, "dot": dot, "row": row, "flat": flat}
everything = {**colors, "gray": gray, "grays": grays, "column": column}


def channels_last(tensor):
    return tensor.permute(1, 2, 0).numpy()


def tensor_of(image):
    return torch.from_numpy(image if image.ndim == 3 else image[:, :, None]).permute(2, 0, 1).contiguous()


def kept(image):
    """A grey picture has one channel in Albumentations too."""
    return image if image.ndim == 3 else image[:, :, None]


# torchvision
for name, image in colors.items():
    golden.transform(name, channels_last(tv.rgb_to_grayscale(tensor_of(image), 3)), [("grayscale", {})])
for name, image in everything.items():
    for count in [1, 3]:
        result = channels_last(tv.rgb_to_grayscale(tensor_of(image), count))
        golden.transform(name, result, [("grayscale", {"numOutputChannels": count})])
result = channels_last(tv.rgb_to_grayscale(tv.adjust_brightness(tensor_of(photo), 1.3), 1))
steps = [("adjustBrightness", {"factor": 1.3}), ("grayscale", {"numOutputChannels": 1})]
golden.transform("photo", result, steps)
for name in ["levels", "grays", "row"]:
    for gamma, gain in [(0, 1), (0.1, 1), (0.5, 1), (0.93, 1), (1, 1), (1.2, 0.7), (2.2, 1.3), (7.5, 1), (3, 0)]:
        result = channels_last(tv.adjust_gamma(tensor_of(everything[name]), gamma, gain))
        golden.transform(name, result, [("adjustGamma", {"gamma": gamma, "gain": gain})])
for permutation in [[2, 1, 0], [1, 2, 0], [0, 1, 2]]:
    result = channels_last(tv.permute_channels(tensor_of(photo), permutation))
    golden.transform("photo", result, [("permuteChannels", {"permutation": permutation})])

# Albumentations: tables
for name in ["levels", "grays"]:
    for gamma in [0.8, 0.97, 1.2]:
        result = pixel.gamma_transform(everything[name], gamma)
        golden.transform(name, result, [("randomGamma", {})], {"gamma": gamma})
    for alpha, share in [(1, 0), (0.83, 0.17), (1.2, -0.2), (0, 0.5), (1.7, -0.9), (0.6, 0.4), (1.13, 0.05)]:
        for by_max in [True, False]:
            for safe in [True, False]:
                image = everything[name]
                transform = A.RandomBrightnessContrast(
                    brightness_limit=(share, share),
                    contrast_limit=(alpha - 1, alpha - 1),
                    brightness_by_max=by_max,
                    ensure_safe_range=safe,
                    p=1,
                )
                # What the transform draws from limits that are a point, to the last bit.
                drawn = {"factor": 1.0 + ((alpha - 1) + 0 * 0.5), "share": share}
                options = {"brightnessByMax": by_max, "ensureSafeRange": safe}
                golden.transform(name, transform(image=image)["image"], [("randomBrightnessContrast", options)], drawn)
    for low, high in [(0.25, 0.75), (0.1, 0.95), (0, 0), (1, 1), (0.4, 0.31)]:
        result = pixel.move_tone_curve(everything[name], low, high)
        golden.transform(name, result, [("moveToneCurve", {"low": low, "high": high})])
low, high = [0.1, 0.3, 0.25], [0.9, 0.66, 0.5]
result = pixel.move_tone_curve(levels, numpy.array(low), numpy.array(high))
golden.transform("levels", result, [("randomToneCurve", {"perChannel": True})], {"low": low, "high": high})
for name in ["levels", "row"]:
    for red, green, blue in [(20, -7.6, 0.9), (-255, 255, 0), (12.5, 12.5, -12.5)]:
        # RGBShift is constant noise, one number for each channel.
        result = pixel.add_noise(everything[name], numpy.array([red, green, blue]))
        shift = {"red": red, "green": green, "blue": blue}
        golden.transform(name, result, [("shiftRgb", shift)])
        golden.transform(name, result, [("rgbShift", {})], shift)
    for mode, least in [("blackbody", 3000), ("cied", 4000)]:
        for kelvin in [least, 4567, 6000, 6500, 9999, 14999, 15000]:
            result = pixel.planckian_jitter(everything[name], kelvin, mode)
            golden.transform(name, result, [("adjustTemperature", {"kelvin": kelvin, "mode": mode})])
result = pixel.planckian_jitter(photo, 3333, "cied")
golden.transform("photo", result, [("planckianJitter", {"mode": "cied"})], {"kelvin": 3333})

# Albumentations: channels
for order in [[2, 0, 1], [0, 2, 1]]:
    golden.transform("photo", pixel.channel_shuffle(photo, order), [("channelShuffle", {})], {"order": order})
for dropped, fill in [([1], 0), ([0, 2], 17)]:
    options = {"channelDropRange": [1, 2], "fill": fill}
    result = dropout.channel_dropout(photo, dropped, fill)
    golden.transform("photo", result, [("channelDropout", options)], {"channels": dropped})

# OpenCV, as Albumentations calls it
sepia = A.ToSepia(p=1)
for name in ["photo", "noise", "dot", "row", "gray"]:
    golden.transform(name, kept(sepia(image=everything[name])["image"]), [("toSepia", {})])
shifts = [(20, 30, 20), (-13.7, -29.6, -0.4), (0, 0, 33.3), (90, 0, 0), (0, -255, 0), (0, 200, -90)]
for name in ["photo", "noise", "dot", "row", "flat", "gray", "column"]:
    for hue, saturation, value in shifts:
        image = everything[name]
        result = pixel.shift_hsv(image, hue, saturation, value)
        shift = {"hue": hue, "saturation": saturation, "value": value}
        golden.transform(name, kept(result), [("shiftHsv", shift)])
shift = {"hue": 11.5, "saturation": -8.25, "value": 3}
golden.transform("photo", pixel.shift_hsv(photo, 11.5, -8.25, 3), [("hueSaturationValue", {})], shift)

for name in everything:
    for clip_limit, tiles in [(4.0, (8, 8)), (1.0, (3, 2)), (40.0, (1, 1)), (2.7, (4, 7))]:
        result = pixel.clahe(everything[name], clip_limit, tiles)
        options = {"clipLimit": clip_limit, "tileGridSize": list(tiles)}
        golden.transform(name, kept(result), [("clahe", options)])
# Sides that are multiples of their tiles.
result = pixel.clahe(noise[:24, :64], 3.0, (8, 8))
golden.input("whole", noise[:24, :64].copy())
golden.transform("whole", result, [("randomClahe", {"clipLimit": [1, 3]})], {"clipLimit": 3.0})

# Albumentations: stains and principal components
names = {"high_contrast": "highContrast", "h_heavy": "hHeavy", "e_heavy": "eHeavy"}
for index, preset in enumerate(pixel.STAIN_MATRICES):
    for name, background in [("photo", index % 2 == 0), ("noise", index % 2 == 1)]:
        scale, shift = [0.7 + 0.08 * index, 1.3 - 0.05 * index], [-0.2 + 0.05 * index, 0.15 - 0.04 * index]
        image, stains = everything[name], pixel.STAIN_MATRICES[preset]
        result = pixel.apply_he_stain_augmentation(image, stains, numpy.array(scale), numpy.array(shift), background)
        options = {"stains": names.get(preset, preset), "scale": scale, "shift": shift, "augmentBackground": background}
        golden.transform(name, result, [("adjustStain", options)])
custom = [[0.5, 0.4, 0.8], [0.9, 0.1, 0.2]]
scale, shift = numpy.array([2.0, 0.0]), numpy.array([0.0, 1.0])
result = pixel.apply_he_stain_augmentation(row, numpy.array(custom), scale, shift, True)
options = {"stains": custom, "augmentBackground": True}
drawn = {"preset": None, "scale": [2, 0], "shift": [0, 1]}
golden.transform("row", result, [("stainJitter", options)], drawn)
scale, shift = numpy.array([0.8, 1.1]), numpy.array([0.1, -0.1])
result = pixel.apply_he_stain_augmentation(photo, pixel.STAIN_MATRICES["dark"], scale, shift, False)
golden.transform("photo", result, [("stainJitter", {})], {"preset": "dark", "scale": [0.8, 1.1], "shift": [0.1, -0.1]})


def upright(image, alphas):
    """The alphas for principal components whose greatest part is positive; those of LAPACK may be their opposites."""
    bands = (image / numpy.float32(255)).astype(numpy.float32).reshape(-1, image.shape[2])
    values, vectors = numpy.linalg.eigh(numpy.cov(bands - bands.mean(axis=0), rowvar=False))
    vectors = vectors[:, values[::-1].argsort()]
    greatest = numpy.abs(vectors).argmax(axis=0)
    return [float(a * numpy.sign(vectors[row, k])) for k, (a, row) in enumerate(zip(alphas, greatest))]


for name in ["photo", "noise", "row", "levels"]:
    for alphas in [[0.1, -0.2, 0.05], [1.5, 2, -3], [-9, 4, 8]]:
        result = pixel.fancy_pca(everything[name], numpy.array(alphas, numpy.float32))
        golden.transform(name, result, [("fancyPca", {})], {"alphas": upright(everything[name], alphas)})
for name in ["gray", "column"]:
    result = pixel.fancy_pca(kept(everything[name]), numpy.array([1.7], numpy.float32))
    golden.transform(name, kept(result), [("fancyPca", {})], {"alphas": [1.7]})

# Neighbours in a program.
result = pixel.shift_hsv(sepia(image=pixel.channel_shuffle(photo, [2, 0, 1]))["image"], 0, 40, 0)
steps = [("permuteChannels", {"permutation": [2, 0, 1]}), ("toSepia", {}), ("shiftHsv", {"saturation": 40})]
golden.transform("photo", result, steps)
result = channels_last(tv.adjust_contrast(tv.permute_channels(tv.adjust_gamma(tensor_of(photo), 1.4), [1, 2, 0]), 0.6))
permuted = ("permuteChannels", {"permutation": [1, 2, 0]})
steps = [("adjustGamma", {"gamma": 1.4}), permuted, ("adjustContrast", {"factor": 0.6})]
golden.transform("photo", result, steps)

golden.write()
