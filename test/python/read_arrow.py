"""Reads with pyarrow what Millrace wrote: an independent reader must see a tensor, with the same values.

Not part of the test command. With pyarrow and numpy installed:

    node --import ./register.mjs test/python/write-arrow.ts /tmp/batch.arrows
    python3 test/python/read_arrow.py /tmp/batch.arrows
"""

import json
import sys

import numpy
import pyarrow
from pyarrow import ipc

path = sys.argv[1]
with open(path, "rb") as stream, open(path + ".json") as expected:
    table = ipc.open_stream(stream).read_all()
    expected = json.load(expected)

image = table.schema.field("image").type
assert isinstance(image, pyarrow.FixedShapeTensorType), image
assert image.extension_name == "arrow.fixed_shape_tensor"
assert list(image.shape) == expected["shape"][1:], image.shape
values = table.column("image").combine_chunks().to_numpy_ndarray()
assert values.shape == tuple(expected["shape"]) and values.dtype == numpy.float32
assert numpy.array_equal(values.ravel(), numpy.array(expected["values"], dtype=numpy.float32))
assert table.column("label").to_pylist() == [0, 1, 2, 3]
assert table.column("name").to_pylist() == [f"sample {i}" for i in range(4)]
boxes = [{"data": [0, 0, 2 * (row + 1), 4], "with": {"id": 900100581904, "name": "é"}} for row in range(3)]
assert table.column("boxes").to_pylist() == [boxes[:count] for count in range(4)]
assert table.column("points").to_pylist()[3] == [{"data": [2, 6]}]
assert table.column("flag").to_pylist() == [False, True, False, True]
assert table.schema.field("name").type == pyarrow.string()
assert table.column("half").combine_chunks().to_numpy_ndarray().tolist() == [[1, -2]] * 4
# An extension type that pyarrow may not know is read as what it is stored as.
thumbnail = table.column("thumbnail").to_pylist()[2]
assert thumbnail == {"data": [2] * 18, "shape": [3, 2, 3]}, thumbnail
other = table.column("other").to_pylist()[1]
assert (json.loads(other) if isinstance(other, str) else other) == {"i": 1}
print(f"pyarrow {pyarrow.__version__} reads {image} and the values are equal")
