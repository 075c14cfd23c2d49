"""Stores what Albumentations' dropouts make of masks, with holes given: `dropout.json` and `dropout.bin`.

Usage: python dropout.py [folder]. Needs albumentations and numpy.
"""

import sys

import albumentations
import numpy

from store import GoldenSet

golden = GoldenSet("dropout", ["albumentations", "numpy"], sys.argv[1] if len(sys.argv) > 1 else None)
y, x = numpy.mgrid[0:47, 0:61]
masks = {
    "mask": ((x // 7 + y // 5) % 9).astype(numpy.uint8),
    "wide": (1000 + x * 31 + y).astype(numpy.uint16),
    "sliver": (x[:1] % 5).astype(numpy.uint8),
    "pixel": numpy.full((1, 1), 4, numpy.uint8),
}
steps = {
    "coarseDropout": albumentations.CoarseDropout,
    "gridDropout": albumentations.GridDropout,
}
for name, mask in masks.items():
    golden.input(name, mask)
    height, width = mask.shape
    everything = [0, 0, width, height]
    overlapping = [[3, 2, 20, 11], [15, 8, 30, 30], [60, 46, 1, 1]] if height > 1 else [[0, 0, (width + 1) // 2, 1]]
    for step, kind in steps.items():
        for holes in [overlapping, [everything], []]:
            for number in [None, 0, 255, 65535]:
                if number is not None and number > numpy.iinfo(mask.dtype).max:
                    continue
                corners = numpy.array([[x, y, x + w, y + h] for x, y, w, h in holes], numpy.int32).reshape(-1, 4)
                result = kind(fill_mask=number, p=1).apply_to_mask(mask, holes=corners, seed=0)
                options = {} if number is None else {"fillMask": number}
                golden.case("mask", name, result, step=step, options=options, holes=holes)
golden.write()
