"""Grain's MapDataset with worker processes. Grain has no image operations; its documentation leaves them to NumPy and
OpenCV, so the samples are made by OpenCV."""

import cv2
import grain
import numpy as np

import opencv_operations
from common import run


class MakeSample(grain.transforms.RandomMap):
    def __init__(self, job):
        self.training, self.color = job.training, job.jitter

    def random_map(self, element, rng):
        path, label = element
        return opencv_operations.sample(path, self.training, self.color, rng.random), label


class Arrays:
    """A random access data source."""

    def __init__(self, job):
        self.images, self.labels = job.arrays(), np.asarray(job.labels())

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class Files:
    def __init__(self, job):
        self.items = list(zip(job.files, job.labels()))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


def stop_opencv_threads(_index, _count):
    cv2.setNumThreads(0)


def passes(job):
    dataset = grain.MapDataset.source(Arrays(job) if job.pipeline == "f" else Files(job)).seed(1)
    if job.shuffled:
        dataset = dataset.shuffle()
    # Both passes come from one endless iterator: its worker processes start with it and would end with a pass otherwise.
    # What was read ahead of the measured pass is read ahead of its end too.
    dataset = dataset.repeat()
    if job.pipeline != "f":
        dataset = dataset.random_map(MakeSample(job))
    # Two workers fill two cores: more reading threads in each would only compete.
    reading = grain.ReadOptions(num_threads=1, prefetch_buffer_size=2)
    iterator = iter(
        dataset.batch(job.batch)
        .to_iter_dataset(reading)
        .mp_prefetch(grain.MultiprocessingOptions(num_workers=job.workers), worker_init_fn=stop_opencv_threads)
    )
    batches = -(-job.samples // job.batch)

    def one_pass():
        for _ in range(batches):
            yield next(iterator)

    job.close.append(iterator.close)
    return one_pass


if __name__ == "__main__":
    run({"grain": passes}, lambda: {"grain": grain.__version__, "opencv": cv2.__version__})
