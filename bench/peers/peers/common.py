"""What every peer shares: the command line, the measurement and the crop that ImageNet training draws.

A row is a function from a Job to a function that starts one pass: it returns an iterator of (images, labels). The first
passes warm up (workers start, files enter the page cache, code is compiled); the last, with the same workers, is measured.
"""

import argparse
import json
import math
import os
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
JITTER = {"brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.1}
TRAINING = ("a", "b", "c", "e")


@dataclass
class Job:
    row: str
    pipeline: str
    files: list
    samples: int
    workers: int
    batch: int
    scratch: Path
    conversion_seconds: float = 0.0
    close: list = field(default_factory=list)

    @property
    def jitter(self):
        return self.pipeline == "b"

    @property
    def training(self):
        return self.pipeline in TRAINING

    @property
    def shuffled(self):
        """Everybody, (f) too: putting the samples in random order is part of a loader's work in training."""
        return self.pipeline != "d"

    def labels(self):
        return [index % 10 for index in range(self.samples)]

    def arrays(self):
        """Pipeline (f): small grey images in memory."""
        return np.random.default_rng(1).integers(0, 256, (self.samples, 28, 28), dtype=np.uint8)


def draw_crop(width, height, uniform, scale=(0.08, 1.0), ratio=(3 / 4, 4 / 3)):
    """RandomResizedCrop's draw: x, y, width, height. `uniform` gives a number from 0 to 1."""
    area = width * height
    for _ in range(10):
        target = area * (scale[0] + (scale[1] - scale[0]) * uniform())
        aspect = math.exp(math.log(ratio[0]) + (math.log(ratio[1]) - math.log(ratio[0])) * uniform())
        w, h = round(math.sqrt(target * aspect)), round(math.sqrt(target / aspect))
        if 0 < w <= width and 0 < h <= height:
            return int(uniform() * (width - w + 1)), int(uniform() * (height - h + 1)), w, h
    w, h = width, height
    if width / height < ratio[0]:
        h = round(width / ratio[0])
    elif width / height > ratio[1]:
        w = round(height * ratio[1])
    return (width - w) // 2, (height - h) // 2, w, h


def evaluation_size(width, height, short=256):
    """Width and height after a resize of the shorter side."""
    if width <= height:
        return short, int(short * height / width)
    return int(short * width / height), short


def cpu_seconds():
    """Of this process, its living descendants and the children that ended."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def describe(images):
    """Shape, type, mean and deviation of a batch, to see that all rows do the same work."""
    array = images if isinstance(images, np.ndarray) else np.asarray(images)
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "mean": round(float(array.mean(dtype=np.float64)), 3),
        "deviation": round(float(array.std(dtype=np.float64)), 3),
    }


def run(rows, versions):
    """Runs the row that the command line names and prints one line of JSON."""
    parser = argparse.ArgumentParser()
    for name in ("row", "pipeline", "list", "scratch"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("samples", "workers", "batch", "warm-up"):
        parser.add_argument(f"--{name}", required=True, type=int)
    arguments = parser.parse_args()
    job = Job(
        row=arguments.row,
        pipeline=arguments.pipeline,
        files=json.loads(Path(arguments.list).read_text()),
        samples=arguments.samples,
        workers=arguments.workers,
        batch=arguments.batch,
        scratch=Path(arguments.scratch),
    )
    job.files = [job.files[index % len(job.files)] for index in range(job.samples)] if job.files else []
    # The race says when it started this process, so that the interpreter's start and the imports count.
    process_start = float(os.environ.get("RACE_STARTED", psutil.Process().create_time()))
    loader_start = time.time()
    one_pass = rows[job.row](job)
    first = None
    shape = None
    for _ in range(arguments.warm_up):
        for images, labels in one_pass():
            if first is None:
                first = time.time()
                shape = describe(images)
    print("warm", flush=True)
    cpu = cpu_seconds()
    start = time.perf_counter()
    samples = 0
    for images, labels in one_pass():
        samples += len(images)
    seconds = time.perf_counter() - start
    cpu = cpu_seconds() - cpu
    print(
        json.dumps(
            {
                "samples": samples,
                "seconds": seconds,
                "cpuSeconds": cpu,
                "firstBatchSeconds": first - process_start - job.conversion_seconds,
                "loaderFirstBatchSeconds": first - loader_start - job.conversion_seconds,
                "conversionSeconds": job.conversion_seconds,
                "batch": shape,
                "versions": versions(),
            }
        ),
        flush=True,
    )
    for close in job.close:
        close()
    # Some libraries hang in their threads' destructors; nothing is left to do here.
    os._exit(0)
