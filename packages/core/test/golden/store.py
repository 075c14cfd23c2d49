"""What the scripts that make golden sets have in common: pictures to start from, and an index of what was made of them.

A set is `<name>.json` (what was done, with which versions) and `<name>.bin` (pixels, height × width × channels).
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy


class GoldenSet:
    """Collects cases and writes them: `GoldenSet("opencv", ["opencv-python-headless", "numpy"])`."""

    def __init__(self, name, packages, folder=None):
        self.name = name
        self.versions = {package: version(package) for package in packages}
        self.folder = Path(folder) if folder else Path(__file__).parent
        self.inputs = {}
        self.index = []
        self.blob = bytearray()

    def store(self, array):
        """@param array height × width, or height × width × channels; uint8, uint16 or float32."""
        array = numpy.ascontiguousarray(array if array.ndim == 3 else array[:, :, None])
        entry = {
            "width": array.shape[1],
            "height": array.shape[0],
            "channels": array.shape[2],
            "type": str(array.dtype),
            "offset": len(self.blob),
            "bytes": array.nbytes,
        }
        self.blob.extend(array.tobytes())
        self.blob.extend(bytes(-len(self.blob) % 4))
        return entry

    def input(self, name, array):
        self.inputs[name] = self.store(array)
        return array

    def case(self, kind, image, result, **parameters):
        self.index.append({"kind": kind, "image": image, "parameters": parameters, "result": self.store(result)})

    def transform(self, image, result, steps, draw=None):
        """A whole transform, compared by `helpers/golden-transforms.ts`: `steps` are (name, options); `draw` is replayed."""
        parameters = {"steps": [{"name": name, "options": options} for name, options in steps]}
        if draw is not None:
            parameters["draw"] = draw
        self.case("transform" if draw is None else "draw", image, result, **parameters)

    def write(self):
        index = {"versions": self.versions, "inputs": self.inputs, "cases": self.index}
        (self.folder / f"{self.name}.json").write_text(json.dumps(index, indent=1) + "\n")
        (self.folder / f"{self.name}.bin").write_bytes(self.blob)


def photograph(width, height):
    """Gradients, waves, flat areas, hard edges and noise, in integer arithmetic: height × width × 3 bytes."""
    y, x = numpy.mgrid[0:height, 0:width]
    state = 12345
    noise = numpy.empty(width * height * 3, dtype=numpy.int64)
    for index in range(noise.size):
        state = (state * 1103515245 + 12345) % 2**31
        noise[index] = (state >> 16) % 25 - 12
    red = 40 + x * 170 // width + (y * y % 37)
    green = 200 - y * 150 // height + (x * y % 29)
    blue = 60 + ((x * 3 + y * 5) % 64) * 2
    image = numpy.stack([red, green, blue], axis=-1) + noise.reshape(height, width, 3)
    image[6:16, 8:22] = [250, 30, 20]
    image[20:34, 30:50] = [255, 255, 255]
    image[28:40, 4:18] = [0, 0, 0]
    image[8:14, 40:56] = [20, 90, 240]
    image[36:44, 34:58] = [128, 128, 128]
    return numpy.clip(image, 0, 255).astype(numpy.uint8)
