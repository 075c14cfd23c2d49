"""Runs single transforms of other libraries on decoded pictures, one thread, when it is told to.

Usage: python transforms.py PICTURES.json. The file lists raw pictures: [{"path", "width", "height", "channels", "type"}]. Each
line on the standard input is a JSON object {"row", "library"}; the answer is {"seconds", "count", "checksum"}, or null where
the library has no such transform. "versions" answers with those of the libraries.
"""

import importlib.metadata
import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import numpy

from transform_rows import LIBRARIES, rows_of


def pictures(listing):
    for entry in json.loads(open(listing).read()):
        data = numpy.fromfile(entry["path"], dtype=entry["type"])
        yield data.reshape(entry["height"], entry["width"], entry["channels"])


def checksum(result):
    """A number that depends on every value, so that nothing can be left out."""
    array = numpy.asarray(result)
    return int(array.astype(numpy.float64).sum()) % 1_000_000_007


def main():
    source = list(pictures(sys.argv[1]))
    prepared = {}
    tables = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request.get("row") == "versions":
            names = ["albumentations", "opencv-python-headless", "torchvision", "torch", "kornia", "pillow", "numpy"]
            print(json.dumps({name: importlib.metadata.version(name) for name in names}), flush=True)
            continue
        library = request["library"]
        if library not in tables:
            tables[library] = rows_of(library)
            prepared[library] = [LIBRARIES[library](picture) for picture in source[: request.get("count", len(source))]]
        transform = tables[library].get(request["row"])
        if transform is None:
            print("null", flush=True)
            continue
        images = prepared[library]
        try:
            transform(images[0])
            start = time.perf_counter()
            for image in images:
                result = transform(image)
            seconds = time.perf_counter() - start
        except Exception as error:  # A row that a library's version cannot do is told, and the others go on.
            print(json.dumps({"error": f"{type(error).__name__}: {error}"[:200]}), flush=True)
            continue
        print(json.dumps({"seconds": seconds, "count": len(images), "checksum": checksum(result)}), flush=True)


main()
