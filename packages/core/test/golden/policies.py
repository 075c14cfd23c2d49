"""Stores what automatic policies of torchvision and timm make of small images: `policies.json` and `policies.bin`, and
their tables as they have them: `policy-tables.json`.

Usage: python policies.py [folder]. Needs torch, torchvision, Pillow and timm, of which the file of its policies alone is
loaded. Whatever the libraries draw is given to them here and stored as the draw that Millrace replays.
"""

import importlib.metadata
import importlib.util
import json
import sys
from pathlib import Path

# The folder of this script has a torchvision.py of its own.
sys.path.append(sys.path.pop(0))

import random

import numpy
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import AugMix, AutoAugment, AutoAugmentPolicy

from store import GoldenSet, photograph

torch.set_num_threads(1)
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
golden = GoldenSet("policies", ["torch", "torchvision", "numpy", "pillow", "timm"], folder)
tables = {"versions": golden.versions}

color = photograph(61, 47)
images = {
    "color": color,
    "part": color[5:34, 8:45],
    "gray": color[5:34, 8:45, 1:2],
    "small": color[10:17, 5:14],
    "pixel": color[12:13, 10:11],
    "sliver": color[20:21],
}
for name, image in images.items():
    golden.input(name, image)


def tensor(name):
    return torch.from_numpy(images[name]).permute(2, 0, 1).contiguous()


def array(image):
    return image.permute(1, 2, 0).numpy()


def operation_name(name):
    return {"AutoContrast": "autocontrast"}.get(name, name[0].lower() + name[1:])


def drawn_magnitude(name, value):
    """A magnitude of torchvision's as Millrace draws it: whole pixels, and a level of a byte."""
    if name.startswith("Translate"):
        return int(value)
    return 255 * value if name == "Solarize" else value


def magnitude_of(space, name, bin, bins, image):
    """torchvision's own magnitude, and whether it may have a sign."""
    magnitudes, signed = space[name]
    height, width = image.shape[-2:]
    values = magnitudes(bins, height, width)
    return (None, False) if values is None else (float(values[bin]), signed)


def apply(transform, image, name, value, interpolation):
    arguments = dict(interpolation=interpolation, fill={torch.Tensor: [0]})
    return transform._apply_image_or_video_transform(image, name, 0.0 if value is None else value, **arguments)


# Every pair of AutoAugment, both operations happening, signs in turn.
tables["autoAugment"] = {}
seen = set()
for policy in AutoAugmentPolicy:
    transform = AutoAugment(policy)
    pairs = transform._get_policies(policy)
    tables["autoAugment"][policy.value] = [
        [entry for name, p, bin in pair for entry in (operation_name(name), p, bin)] for pair in pairs
    ]
    for number, pair in enumerate(pairs):
        if pair in seen:
            continue
        seen.add(pair)
        source = ["color", "part", "small", "part", "gray", "part"][number % 6]
        if ("Rotate", 0.4, 9) in pair:
            # A pixel that is read on an edge would move the levels of a small picture.
            source = "color"
        image = tensor(source)
        draw = []
        for position, (name, _, bin) in enumerate(pair):
            value, signed = magnitude_of(transform._AUGMENTATION_SPACE, name, bin or 0, 10, tensor(source))
            if signed and (number + position) % 2 == 1:
                value = -value
            image = apply(transform, image, name, value, InterpolationMode.NEAREST)
            draw.append({
                "operation": operation_name(name),
                "magnitude": None if value is None else drawn_magnitude(name, value),
            })
        golden.transform(source, array(image), [("autoAugment", {"policy": policy.value})], draw)


def pillow(name):
    image = numpy.ascontiguousarray(images[name])
    return Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image)


# What torchvision makes of PIL images, by operations of color.
for number, pairs in enumerate([
    [("Color", 0.9), ("Contrast", -0.9)],
    [("AutoContrast", None), ("Color", -0.54)],
    [("Contrast", 0.45), ("AutoContrast", None)],
    [("Brightness", 0.63), ("Equalize", None), ("Color", 0.27)],
    [("Posterize", 4), ("Contrast", 0.9), ("Solarize", 0.6)],
]):
    for source in ["color", "part", "gray", "small", "pixel", "sliver"][number % 2 :: 2]:
        image = pillow(source)
        draw = []
        for name, value in pairs:
            magnitude = 0.0 if value is None else value
            image = AutoAugment()._apply_image_or_video_transform(
                image, name, magnitude, interpolation=InterpolationMode.NEAREST, fill={Image.Image: None}
            )
            drawn = None if value is None else drawn_magnitude(name, value)
            draw.append({"operation": operation_name(name), "magnitude": drawn})
        for name in ["autoAugment", "randAugment"]:
            golden.transform(source, numpy.asarray(image), [(name, {"compat": "pillow"})], draw)
        if len(pairs) == 2:
            first = AutoAugment()._apply_image_or_video_transform(
                pillow(source), pairs[0][0], pairs[0][1] or 0.0, InterpolationMode.NEAREST, {Image.Image: None}
            )
            golden.transform(source, numpy.asarray(first), [("trivialAugmentWide", {"compat": "pillow"})], draw[0])


# AugMix with its chains and weights given: operations by name with a bin and a sign.
def augmix(source, original, weights, chains, interpolation="bilinear", all_ops=True):
    transform = AugMix(
        severity=10,
        mixture_width=len(chains),
        all_ops=all_ops,
        interpolation=InterpolationMode(interpolation),
        fill=[0] if source == "gray" else [0, 0, 0],
    )
    space = transform._AUGMENTATION_SPACE
    image = tensor(source)
    height, width = image.shape[-2:]
    main = torch.tensor([[original, 1 - original]], dtype=torch.float32)
    shares = torch.tensor([weights], dtype=torch.float32)
    queue = [main, shares]
    transform._sample_dirichlet = lambda params: queue.pop(0)
    # In the order in which torchvision asks: the length of a chain, then bin and sign of each operation.
    numbers = []
    items = []
    for chain in chains:
        numbers.append(len(chain))
        for name, bin, sign in chain:
            items.append((name, space[name]))
            if space[name][0](10, height, width) is not None:
                numbers.append(bin)
                if space[name][1]:
                    numbers.append(0.0 if sign < 0 else 1.0)
    transform._get_random_item = lambda dct: items.pop(0)
    kept = torch.randint, torch.rand
    torch.randint = lambda *args, **kwargs: torch.tensor([numbers.pop(0)])
    torch.rand = lambda *args, **kwargs: torch.tensor([numbers.pop(0)])
    try:
        result = transform(image)
    finally:
        torch.randint, torch.rand = kept
    combined = shares * main[:, 1:]
    draw = {"original": float(main[0, 0]), "chains": []}
    for number, chain in enumerate(chains):
        operations = []
        for name, bin, sign in chain:
            value, signed = magnitude_of(space, name, bin, 10, image)
            value = None if value is None else drawn_magnitude(name, sign * value if signed else value)
            operations.append({"operation": operation_name(name), "magnitude": value})
        draw["chains"].append({"weight": float(combined[0, number]), "operations": operations})
    golden.transform(source, array(result), [("augMix", {"interpolation": interpolation})], draw)


augmix("color", 0.3, [0.2, 0.5, 0.3], [
    [("Posterize", 2, 1)],
    [("Color", 7, -1), ("Solarize", 4, 1)],
    [("Equalize", 0, 1), ("Brightness", 5, 1), ("Sharpness", 9, -1)],
])
augmix("part", 0.55, [0.45, 0.55], [[("ShearX", 3, -1), ("AutoContrast", 0, 1)], [("Rotate", 5, 1)]])
augmix("part", 0.1, [1.0], [[("TranslateX", 6, 1), ("TranslateY", 4, -1), ("Contrast", 8, -1)]], "nearest")
augmix("gray", 0.8, [0.1, 0.2, 0.3, 0.4], [
    [("Solarize", 8, 1)],
    [("ShearY", 5, 1)],
    [("Posterize", 0, 1), ("Posterize", 1, 1)],
    [("Contrast", 3, 1), ("Equalize", 0, 1)],
], "nearest")
augmix("pixel", 0.5, [0.5, 0.5], [[("Solarize", 9, 1)], [("Posterize", 9, 1)]])
augmix("sliver", 0.01, [0.35, 0.65], [[("Brightness", 9, 1)], [("Color", 9, 1), ("Sharpness", 9, 1)]])
augmix("small", 1.0, [0.5, 0.5], [[("Equalize", 0, 1)], [("Rotate", 1, -1)]])


def space_table(space, bins):
    return {
        operation_name(name): None if (values := magnitudes(bins, 47, 61)) is None else [float(one) for one in values]
        for name, (magnitudes, _) in space.items()
    }


tables["autoAugmentSpace"] = space_table(AutoAugment._AUGMENTATION_SPACE, 10)
tables["augMixSpace"] = space_table(AugMix._AUGMENTATION_SPACE, 10)



def load_timm():
    """The module itself, without the models that timm loads on import."""
    path = importlib.metadata.distribution("timm").locate_file("timm/data/auto_augment.py")
    spec = importlib.util.spec_from_file_location("timm_auto_augment", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


timm = load_timm()
levels = [0, 1, 2.4, 3, 5, 7.77, 9, 10, 13.5]


def unsigned(name, level):
    """The argument of an operation at a level, its sign never turned, what is drawn evenly at its end."""
    function = timm.LEVEL_TO_ARG[name]
    if function is None:
        return None
    kept = random.random
    random.random = lambda: 0.0
    try:
        return function(level, dict(timm._HPARAMS_DEFAULT))[0]
    finally:
        random.random = kept


tables["timmLevels"] = {
    operation_name(name): {
        "levels": levels,
        "arguments": None if timm.LEVEL_TO_ARG[name] is None else [float(unsigned(name, level)) for level in levels],
    }
    for name in timm.LEVEL_TO_ARG
    # The only two that no policy has.
    if name not in ("TranslateX", "TranslateY")
}
tables["timmPairs"] = {
    name: [[[operation_name(op.name), op.prob, op.magnitude] for op in pair] for pair in timm.auto_augment_policy(name)]
    for name in ["v0", "v0r", "original", "originalr", "3a"]
}


def named(choices):
    if isinstance(choices, dict):
        return {operation_name(name): weight for name, weight in choices.items()}
    return [operation_name(name) for name in choices]


tables["timmSets"] = {
    "rand": named(timm._RAND_TRANSFORMS),
    "randIncreasing": named(timm._RAND_INCREASING_TRANSFORMS),
    "augmix": named(timm._AUGMIX_TRANSFORMS),
    **{name: named(timm.rand_augment_choices(name)) for name in ["weights", "3a", "3aw"]},
}


def timm_drawn(name, argument, image):
    """An operation of timm's as Millrace draws it: by what it is made of."""
    width, height = image.size
    base = operation_name(name).replace("Increasing", "").replace("Original", "").replace("Rel", "").replace("Rand", "")
    if argument is None:
        return {"operation": base, "magnitude": None}
    if base in ("color", "contrast", "brightness", "sharpness"):
        return {"operation": base, "magnitude": argument - 1}
    if base == "desaturate":
        return {"operation": "color", "magnitude": -argument}
    if base in ("translateX", "translateY"):
        return {"operation": base, "magnitude": -argument * (width if base == "translateX" else height)}
    return {"operation": base, "magnitude": argument}


def timm_apply(name, argument, image, resample):
    fill = 128 if image.mode == "L" else (128, 128, 128)
    arguments = () if argument is None else (argument,)
    return timm.NAME_TO_OP[name](image, *arguments, fillcolor=fill, resample=resample)


resamples = {"bilinear": Image.Resampling.BILINEAR, "nearest": Image.Resampling.NEAREST}
for number, name in enumerate(timm._RAND_INCREASING_TRANSFORMS + ["Posterize", "Solarize", "PosterizeOriginal", "Desaturate"]):
    is_spatial = name.startswith(("Rot", "Shear", "Trans"))
    # Levels at which no pixel is read right where two meet.
    for position, level in enumerate([4.3, 8.7] if is_spatial else [4, 9] if timm.LEVEL_TO_ARG[name] else [0]):
        source = ["color", "part", "gray", "part"][(number + position) % 4]
        image = pillow(source)
        argument = unsigned(name, level)
        if position == 1 and name in timm._RAND_INCREASING_TRANSFORMS:
            if is_spatial:
                argument = -argument
            elif name.endswith("Increasing") and not name.startswith(("Posterize", "Solarize")):
                argument = 2 - argument
        for interpolation in ["bilinear", "nearest"] if is_spatial else ["bilinear"]:
            result = numpy.asarray(timm_apply(name, argument, image, resamples[interpolation]))
            options = {"policy": "rand-n1", "interpolation": interpolation}
            golden.transform(source, result, [("timmPolicy", options)], [timm_drawn(name, argument, image)])


# AugMix of timm's, summed and blended, of operations of color alone: warps are compared above.
def timm_augmix(source, share, weights, chains, blended):
    image = pillow(source)
    draw = {"share": share, "chains": []}
    queue = []
    for chain, weight in zip(chains, weights):
        steps = [(name, unsigned(name, level)) for name, level in chain]
        queue.append([lambda img, step=step: timm_apply(*step, img, None) for step in steps])
        operations = [timm_drawn(name, argument, image) for name, argument in steps]
        draw["chains"].append({"weight": float(numpy.float32(weight)), "operations": operations})
    mixer = timm.AugMixAugment([], alpha=1.0, width=len(chains), depth=1, blended=blended)
    kept = numpy.random.choice
    numpy.random.choice = lambda *arguments, **options: queue.pop(0)
    try:
        apply_chains = mixer._apply_blended if blended else mixer._apply_basic
        result = apply_chains(image, numpy.float32(weights), numpy.float32(share))
    finally:
        numpy.random.choice = kept
    options = {"policy": "augmix-b1" if blended else "augmix"}
    golden.transform(source, numpy.asarray(result), [("timmPolicy", options)], draw)


mixed = [
    [("PosterizeIncreasing", 3)],
    [("SolarizeIncreasing", 4), ("BrightnessIncreasing", 5)],
    [("Equalize", 0), ("SolarizeIncreasing", 7)],
]
for blended in [False, True]:
    timm_augmix("part", 0.7, [0.25, 0.45, 0.3], mixed, blended)
    timm_augmix("color", 0.2, [0.6, 0.4], mixed[1:], blended)

golden.write()
(folder / "policy-tables.json").write_text(json.dumps(tables, indent=1) + "\n")
