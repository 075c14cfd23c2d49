"""mosaicml-streaming: MDS shards on the local disk, torch's DataLoader."""

import time

import streaming
from streaming import MDSWriter, StreamingDataset
from torch.utils.data import DataLoader

from common import run
from formats import contents, make_folder, options, transformed


class Photographs(StreamingDataset):
    def __getitem__(self, index):
        sample = super().__getitem__(index)
        return transformed(sample["image"]), sample["label"]


def passes(job):
    folder = make_folder(job)
    start = time.time()
    with MDSWriter(out=str(folder), columns={"image": "bytes", "label": "int"}, size_limit="16mb") as writer:
        for path, label in zip(job.files, job.labels()):
            writer.write({"image": contents(path), "label": label})
    job.conversion_seconds = time.time() - start
    dataset = Photographs(local=str(folder), shuffle=True, batch_size=job.batch)
    loader = DataLoader(dataset, batch_size=job.batch, **options(job))
    return lambda: iter(loader)


run({"mosaicml-streaming": passes}, lambda: {"mosaicml-streaming": streaming.__version__})
