"""dataloader-rs: torch's interface over a Rust core, with worker threads. Batches are NumPy arrays, by its collate_fn."""

from importlib.metadata import version

import numpy as np
from dataloader_rs import PyDataloader, PyDataset

from common import run


class Arrays(PyDataset):
    def __init__(self, job):
        super().__init__()
        self.images, self.labels = job.arrays(), np.asarray(job.labels())

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class BatchedArrays(Arrays):
    """With __getitems__, which the loader calls once for a batch; the samples are views of what one read gave."""

    def __getitems__(self, indices):
        return list(zip(self.images[indices], self.labels[indices]))


def stack(samples):
    images, labels = zip(*samples)
    return np.stack(images), np.asarray(labels)


def passes(job, dataset):
    loader = PyDataloader(
        dataset, batch_size=job.batch, shuffle=job.shuffled, num_workers=job.workers, collate_fn=stack
    )
    return lambda: iter(loader)


run(
    {
        "dataloader-rs": lambda job: passes(job, Arrays(job)),
        "dataloader-rs-batched": lambda job: passes(job, BatchedArrays(job)),
    },
    lambda: {"dataloader-rs": version("dataloader-rs"), "numpy": np.__version__},
)
