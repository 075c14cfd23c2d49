"""litdata: chunks written by its optimize, read by its StreamingDataLoader."""

import time

import litdata

from common import run
from formats import contents, make_folder, options, transformed


def encoded(item):
    path, label = item
    return {"image": contents(path), "label": label}


class Photographs(litdata.StreamingDataset):
    def __getitem__(self, index):
        sample = super().__getitem__(index)
        return transformed(sample["image"]), sample["label"]


def passes(job):
    folder = make_folder(job)
    start = time.time()
    litdata.optimize(
        fn=encoded,
        inputs=list(zip(job.files, job.labels())),
        output_dir=str(folder),
        chunk_bytes="16MB",
        num_workers=job.workers,
    )
    job.conversion_seconds = time.time() - start
    dataset = Photographs(str(folder), shuffle=True)
    loader = litdata.StreamingDataLoader(dataset, batch_size=job.batch, **options(job))
    return lambda: iter(loader)


if __name__ == "__main__":
    run({"litdata": passes}, lambda: {"litdata": litdata.__version__})
