"""Stores what torchvision makes of small test images: `torchvision.json` (what was done) and `torchvision.bin` (pixels).

Usage: python make_torchvision.py [folder]. Needs torch and torchvision; the versions that were used are in the index. Images are
uint8, stored height × width × channels; results of `normalize` are float32, little-endian.
"""

import json
import sys
from pathlib import Path

import numpy
import torch
import torchvision
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import RandAugment, TrivialAugmentWide, functional
from torchvision.transforms.v2.functional import _geometry

from store import photograph as store_photograph

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

interpolations = {
    "nearest": InterpolationMode.NEAREST,
    "bilinear": InterpolationMode.BILINEAR,
    "bicubic": InterpolationMode.BICUBIC,
}


def photograph(width, height):
    return torch.from_numpy(store_photograph(width, height)).permute(2, 0, 1).contiguous()


color = photograph(61, 47)
gray = color[1:2].contiguous()
images = {"color": color, "gray": gray}

index = []
blob = bytearray()


def store(tensor):
    array = numpy.ascontiguousarray(tensor.permute(1, 2, 0).numpy())
    entry = {
        "width": array.shape[1],
        "height": array.shape[0],
        "channels": array.shape[2],
        "type": str(array.dtype),
        "offset": len(blob),
        "bytes": array.nbytes,
    }
    blob.extend(array.tobytes())
    blob.extend(bytes(-len(blob) % 4))
    return entry


def case(kind, image, result, **parameters):
    index.append({"kind": kind, "image": image, "parameters": parameters, "result": store(result)})


inputs = {name: store(image) for name, image in images.items()}

case("horizontalFlip", "color", functional.horizontal_flip(color))
case("verticalFlip", "gray", functional.vertical_flip(gray))
case("crop", "color", functional.crop(color, 5, 7, 30, 41), x=7, y=5, width=41, height=30)

for image, width, height in [("color", 29, 20), ("gray", 33, 47), ("gray", 97, 70), ("gray", 13, 90), ("color", 7, 5)]:
    for filter in ["bilinear", "bicubic"]:
        for antialias in [True, False]:
            result = functional.resize(images[image], [height, width], interpolations[filter], antialias=antialias)
            case("resize", image, result, width=width, height=height, filter=filter, antialias=antialias)
    result = functional.resize(images[image], [height, width], InterpolationMode.NEAREST)
    case("resize", image, result, width=width, height=height, filter="nearest", antialias=False)
for region in [(3, 9, 40, 31), (11, 0, 23, 47)]:
    x, y, width, height = region
    result = functional.resized_crop(color, y, x, height, width, [24, 24], InterpolationMode.BILINEAR, antialias=True)
    case("resizedCrop", "color", result, x=x, y=y, width=width, height=height, size=24)


def inverse_matrix(theta, width, height, out_width, out_height):
    """The matrix between pixel coordinates with centres at whole numbers and a half, from torchvision's centred one."""
    rows = []
    for (a, b, c), half in zip((theta[:3], theta[3:]), (width / 2, height / 2)):
        rows.append([a, b, c + half - a * out_width / 2 - b * out_height / 2])
    return [*rows[0], *rows[1], 0, 0, 1]


def rotate(image, angle, interpolation, expand, fill):
    tensor = images[image]
    result = functional.rotate(tensor, angle, interpolations[interpolation], expand=expand, fill=fill)
    theta = _geometry._get_inverse_affine_matrix([0.0, 0.0], -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    height, width = tensor.shape[-2:]
    inverse = inverse_matrix(theta, width, height, result.shape[-1], result.shape[-2])
    case("warp", image, result, name="rotate", filter=interpolation, fill=fill, inverse=inverse, angle=angle, expand=expand)


rotate("color", 30, "bilinear", False, [10, 200, 30])
rotate("color", -17.3, "bilinear", True, [255, 0, 128])
rotate("gray", 45, "bilinear", False, [0])
rotate("gray", 123, "bilinear", True, [77])
rotate("color", 30, "nearest", False, [10, 200, 30])
rotate("gray", -77.7, "nearest", True, [77])
rotate("gray", 5, "nearest", False, [0])


def affine(image, angle, translate, scale, shear, interpolation, fill):
    tensor = images[image]
    result = functional.affine(tensor, angle, translate, scale, shear, interpolations[interpolation], fill=fill)
    theta = _geometry._get_inverse_affine_matrix([0.0, 0.0], angle, [float(t) for t in translate], scale, shear)
    height, width = tensor.shape[-2:]
    inverse = inverse_matrix(theta, width, height, width, height)
    case("warp", image, result, name="affine", filter=interpolation, fill=fill, inverse=inverse, angle=angle)


affine("color", 12, [5, -3], 1.3, [8.0, 0.0], "bilinear", [1, 2, 3])
affine("gray", -40, [0, 9], 0.6, [0.0, 20.0], "bilinear", [128])
affine("gray", 25, [-4, 2], 0.9, [10.0, -5.0], "nearest", [128])

corners = [[0, 0], [60, 0], [60, 46], [0, 46]]
moved = [[5, 3], [55, 1], [58, 40], [2, 45]]
coefficients = _geometry._get_perspective_coeffs(corners, moved)
for interpolation in ["bilinear", "nearest"]:
    result = functional.perspective(gray, corners, moved, interpolations[interpolation], fill=[9])
    case("warp", "gray", result, name="perspective", filter=interpolation, fill=[9], inverse=[*coefficients, 1])

for operation, factors in {
    "brightness": [0, 0.5, 1.37],
    "contrast": [0, 0.6, 1.7],
    "saturation": [0, 0.35, 1.9],
    "hue": [-0.5, -0.1, 0.03, 0.37],
}.items():
    for factor in factors:
        case("color", "color", getattr(functional, f"adjust_{operation}")(color, factor), operation=operation, factor=factor)
for operation, factor in [("brightness", 1.2), ("contrast", 1.4), ("saturation", 0.5), ("hue", 0.2)]:
    case("color", "gray", getattr(functional, f"adjust_{operation}")(gray, factor), operation=operation, factor=factor)

for image, size, sigma in [("color", [5, 5], [1.1, 1.1]), ("gray", [3, 9], [0.4, 2.0]), ("gray", [23, 1], [3.5, 0.5])]:
    case("gaussianBlur", image, functional.gaussian_blur(images[image], size, sigma), size=size, sigma=sigma)

small = functional.crop(color, 0, 0, 9, 11)
mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
normalized = functional.normalize(functional.to_dtype(small, torch.float32, scale=True), mean, std)
case("normalize", "color", normalized, width=11, height=9, mean=mean, std=std)



def random_bytes(width, height):
    """Every level beside every other one, in integer arithmetic."""
    values = numpy.empty(width * height * 3, dtype=numpy.uint8)
    state = 54321
    for index in range(values.size):
        state = (state * 1103515245 + 12345) % 2**31
        values[index] = state >> 23
    return torch.from_numpy(values.reshape(3, height, width))


# More images, behind all that was stored before them.
more = {
    "noise": random_bytes(67, 31),
    # Channels that fill different parts of the range, one of them a single level.
    "dull": torch.stack([color[0] // 4 + 60, color[1] // 2, torch.full_like(color[2], 77)]),
    "small": color[:, 3:10, 5:14].contiguous(),
    "sliver": color[:, 5:7].contiguous(),
    "column": color[:, :, 20:22].contiguous(),
}
images.update(more)
inputs.update({name: store(image) for name, image in more.items()})


def transformed(name, image, result, **options):
    """What Millrace's fixed transform of this name and with these options has to make of an image."""
    case("transform", image, result, steps=[{"name": name, "options": options}])


def transformed_twice(first, second, image, result):
    """The same of two, one after the other."""
    case("transform", image, result, steps=[{"name": name, "options": options} for name, options in [first, second]])


def drawn(name, image, result, draw, **options):
    """What one that draws has to make of an image when this is drawn."""
    case("draw", image, result, steps=[{"name": name, "options": options}], draw=draw)


for image in ["color", "gray", "dull", "noise"]:
    for bits in [0, 1, 3, 7, 8]:
        transformed("posterize", image, functional.posterize(images[image], bits), bits=bits)
    for threshold in [0, 100, 127.5, 255]:
        transformed("solarize", image, functional.solarize(images[image], threshold), threshold=threshold)
    transformed("invert", image, functional.invert(images[image]))
for image in ["color", "gray", "dull", "noise", "small", "sliver"]:
    transformed("autocontrast", image, functional.autocontrast(images[image]))
    transformed("equalize", image, functional.equalize(images[image]))
for image in ["color", "gray", "noise", "small", "sliver", "column"]:
    for factor in [0, 0.3, 1, 1.63, 2, 11.7]:
        transformed("adjustSharpness", image, functional.adjust_sharpness(images[image], factor), factor=factor)
# Neighbours in a program: the statistic of what came before.
result = functional.autocontrast(functional.solarize(images["dull"], 90))
transformed_twice(("solarize", {"threshold": 90}), ("autocontrast", {}), "dull", result)
result = functional.equalize(functional.adjust_saturation(color, 0.4))
transformed_twice(("adjustSaturation", {"factor": 0.4}), ("equalize", {}), "color", result)
result = functional.adjust_contrast(functional.equalize(images["dull"]), 0.5)
transformed_twice(("equalize", {}), ("adjustContrast", {"factor": 0.5}), "dull", result)
result = functional.equalize(functional.posterize(gray, 3))
transformed_twice(("posterize", {"bits": 3}), ("equalize", {}), "gray", result)

for image, angle, translate, scale, shear, center, interpolation, fill in [
    ("color", 20, [4, -7], 0.8, [12, -6], None, "bilinear", [10, 20, 30]),
    ("color", -75, [0, 0], 1.4, [0, 0], [10, 40], "nearest", [200]),
    ("gray", 0, [0, 0], 1, [0, 30], [0, 0], "bilinear", [90]),
    ("gray", 180, [3, 3], 1, [-20, 0], None, "nearest", [0]),
]:
    kwargs = dict(translate=translate, scale=scale, shear=shear, interpolation=interpolation, fill=fill)
    result = functional.affine(
        images[image], angle, translate, scale, shear, interpolations[interpolation], fill=fill, center=center
    )
    transformed("affine", image, result, degrees=angle, **kwargs, **({} if center is None else {"center": center}))

erased = functional.erase(color, 9, 4, 20, 31, torch.tensor([7.0, 250.0, 0.0])[:, None, None])
drawn("randomErasing", "color", erased, {"x": 4, "y": 9, "width": 31, "height": 20}, value=[7, 250, 0])

# Every operation of TrivialAugmentWide at up to three magnitudes, and what magnitudes there are.
wide = TrivialAugmentWide()
spaces = {}
for name, (magnitudes, signed) in wide._AUGMENTATION_SPACE.items():
    operation = {"AutoContrast": "autocontrast"}.get(name, name[0].lower() + name[1:])
    levels = {str(bins): magnitudes(bins, 47, 61) for bins in [31, 10, 2]}
    spaces[operation] = {bins: None if some is None else [float(one) for one in some] for bins, some in levels.items()}
    chosen = [None] if levels["31"] is None else [float(levels["31"][bin]) for bin in [3, 10, 24]]
    for position, magnitude in enumerate(chosen):
        sign = -1 if signed and position == 1 else 1
        image = "gray" if position == 1 else "color"
        value = 0.0 if magnitude is None else sign * magnitude
        arguments = dict(interpolation=InterpolationMode.NEAREST, fill={torch.Tensor: [0]})
        result = wide._apply_image_or_video_transform(images[image], name, value, **arguments)
        # Millrace draws the magnitudes of these as their operations take them: whole pixels, and a level of a byte.
        if name.startswith("Translate"):
            value = int(value)
        elif name == "Solarize":
            value = 255 * value
        draw = {"operation": operation, "magnitude": None if magnitude is None else value}
        drawn("trivialAugmentWide", image, result, draw)

rand_spaces = {
    {"AutoContrast": "autocontrast"}.get(name, name[0].lower() + name[1:]): {
        str(bins): None if magnitudes(bins, 47, 61) is None else [float(one) for one in magnitudes(bins, 47, 61)]
        for bins in [31, 10, 2]
    }
    for name, (magnitudes, signed) in RandAugment._AUGMENTATION_SPACE.items()
}

versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "numpy": numpy.__version__}
content = {"versions": versions, "inputs": inputs, "cases": index, "spaces": spaces, "randSpaces": rand_spaces}
(folder / "torchvision.json").write_text(json.dumps(content, indent=1) + "\n")
(folder / "torchvision.bin").write_bytes(bytes(blob))
