"""Stores what torchvision and timm make of small batches when they mix them: `mix.json` and `mix.bin`.

Usage: python mix.py [folder]. Needs torch, torchvision and timm, of which the file that mixes alone is loaded. Batches are
stored row by row; shares and rectangles are given to the libraries here and stored as the draw that Millrace applies.
"""

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import numpy

# The folder of this script has a torchvision.py of its own.
sys.path.append(sys.path.pop(0))

import torch
from torchvision.transforms.v2 import CutMix, MixUp

from store import GoldenSet

torch.set_num_threads(1)
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
golden = GoldenSet("mix", ["torch", "torchvision", "numpy", "timm"], folder)


def load_timm_mixup():
    """The module itself, without the models that timm loads on import."""
    path = importlib.metadata.distribution("timm").locate_file("timm/data/mixup.py")
    spec = importlib.util.spec_from_file_location("timm_mixup", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


timm_mixup = load_timm_mixup()
classes = 4


def batch(size, height, width, channels=3):
    """Bytes without a pattern, in integer arithmetic, batch × channels × height × width."""
    state = 99
    values = numpy.empty(size * channels * height * width, dtype=numpy.uint8)
    for index in range(values.size):
        state = (state * 1103515245 + 12345) % 2**31
        values[index] = state >> 23
    return torch.from_numpy(values.reshape(size, channels, height, width))


batches = {"five": batch(5, 9, 13), "six": batch(6, 11, 7), "one": batch(1, 6, 5), "gray": batch(4, 8, 40, 1)}
for name, images in batches.items():
    golden.input(name, images.reshape(len(images), -1).numpy())


def labels_of(images):
    return torch.arange(len(images)) % classes


def stored_case(library, name, transform, options, draw, images, labels):
    golden.case(
        "mix",
        name,
        images.reshape(len(images), -1).numpy(),
        library=library,
        transform=transform,
        options=options,
        draw=draw,
        shape=list(images.shape),
        labels=golden.store(labels.numpy()),
    )


def floats_of(name):
    return batches[name].to(torch.float32) / 255


def torchvision_mixup(name, lam):
    transform = MixUp(num_classes=classes)
    transform.make_params = lambda flat_inputs: {"lam": lam}
    images, labels = transform(floats_of(name), labels_of(batches[name]))
    stored_case("torchvision", name, "mixUp", {}, {"lambda": lam}, images, labels)


class Fixed:
    """Gives torchvision's CutMix the share and the pixel that it would draw."""

    def __init__(self, lam, x, y):
        self.lam, self.pixels = lam, [x, y]

    def sample(self, shape):
        return torch.tensor(self.lam, dtype=torch.float64)

    def randint(self, high, size):
        return torch.tensor([self.pixels.pop(0)])


def at(x, y, images):
    height, width = images.shape[-2:]
    return [(x + 0.5) / width, (y + 0.5) / height]


def torchvision_cutmix(name, lam, x, y, as_bytes=False):
    transform = CutMix(num_classes=classes)
    transform._dist = fixed = Fixed(lam, x, y)
    before = torch.randint
    torch.randint = fixed.randint
    try:
        source = batches[name] if as_bytes else floats_of(name)
        images, labels = transform(source, labels_of(batches[name]))
    finally:
        torch.randint = before
    draw = {"lambda": lam, "at": at(x, y, batches[name])}
    stored_case("torchvision", name, "cutMix", {}, draw, images, labels)


for name in batches:
    for lam in [0.3, 0.87]:
        torchvision_mixup(name, lam)
torchvision_mixup("five", 0.0)
torchvision_mixup("five", 1.0)
for name, lam, x, y in [
    ("five", 0.3, 6, 4),
    ("five", 0.71, 0, 0),
    ("five", 0.5, 12, 8),
    ("six", 0.05, 3, 10),
    ("six", 0.999, 3, 3),
    ("six", 0.0, 0, 10),
    ("one", 0.5, 2, 2),
    ("gray", 0.6, 39, 3),
]:
    torchvision_cutmix(name, lam, x, y)
torchvision_cutmix("five", 0.4, 5, 5, as_bytes=True)


def rectangle(lam, x, y, height, width):
    """torchvision's rectangle, whose sides timm rounds otherwise."""
    half = 0.5 * numpy.sqrt(1 - lam)
    half_width, half_height = int(half * width), int(half * height)
    return (
        max(0, y - half_height),
        min(height, y + half_height),
        max(0, x - half_width),
        min(width, x + half_width),
    )


def timm_mix(name, transform, mode, lams, places, smoothing=0.0, as_bytes=False):
    """@param places the pixel in the middle of what is cut, None for rows that are mixed; one for each row or pair."""
    source = batches[name]
    lams = numpy.array(lams, dtype=numpy.float32)
    use_cutmix = numpy.array([place is not None for place in places])
    waiting = [place for lam, place in zip(lams, places) if place is not None and lam != 1]
    height, width = source.shape[-2:]
    timm_mixup.rand_bbox = lambda shape, lam, margin=0.0, count=None: rectangle(lam, *waiting.pop(0), height, width)
    mixer = (timm_mixup.FastCollateMixup if as_bytes else timm_mixup.Mixup)(
        mode=mode, label_smoothing=smoothing, num_classes=classes
    )
    mixer._params_per_elem = lambda count: (lams.copy(), use_cutmix)
    if as_bytes:
        pairs = [(image.numpy().copy(), int(label)) for image, label in zip(source, labels_of(source))]
        images, labels = mixer(pairs)
    else:
        images, labels = mixer(floats_of(name), labels_of(source))
    draw = [
        {"lambda": float(lam)} if place is None else {"lambda": float(lam), "at": at(*place, source)}
        for lam, place in zip(lams, places)
    ]
    options = {"mode": mode, "labelSmoothing": smoothing}
    stored_case("timm", name, transform, options, draw, images, labels.to(torch.float32))


for as_bytes in [False, True]:
    timm_mix("six", "mixUp", "elem", [0.2, 0.9, 1, 0.5, 0.33, 0.01], [None] * 6, 0.1, as_bytes)
    timm_mix("six", "mixUp", "pair", [0.25, 0.6, 0.95], [None] * 3, 0.0, as_bytes)
    timm_mix("six", "cutMix", "elem", [0.2, 0.9, 1, 0.5, 0.33, 0.7], [(x, x + 3) for x in range(6)], 0.1, as_bytes)
    timm_mix("six", "cutMix", "pair", [0.25, 0.6, 0.8], [(0, 0), (6, 5), (3, 10)], 0.2, as_bytes)
    mixed = [None, (2, 2), None, (5, 9), (3, 3), None]
    timm_mix("six", "mixUpOrCutMix", "elem", [0.2, 0.3, 0.4, 0.5, 0.6, 0.7], mixed, 0.1, as_bytes)
    timm_mix("gray", "mixUpOrCutMix", "pair", [0.35, 0.45], [(20, 4), None], 0.0, as_bytes)

golden.write()
