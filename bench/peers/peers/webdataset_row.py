"""webdataset: tar shards, decoded and transformed in its WebLoader's workers."""

import time

import webdataset

from common import run
from formats import contents, make_folder, options, transformed


def passes(job):
    folder = make_folder(job)
    start = time.time()
    shard_size = -(-job.samples // (4 * job.workers))
    with webdataset.ShardWriter(str(folder / "%06d.tar"), maxcount=shard_size, verbose=0) as writer:
        for index, (path, label) in enumerate(zip(job.files, job.labels())):
            writer.write({"__key__": f"{index:08d}", "jpg": contents(path), "cls": label})
    job.conversion_seconds = time.time() - start
    shards = sorted(str(path) for path in folder.glob("*.tar"))
    dataset = (
        webdataset.WebDataset(shards, shardshuffle=len(shards))
        .shuffle(1000)
        .to_tuple("jpg", "cls")
        .map_tuple(transformed, int)
        .batched(job.batch)
    )
    loader = webdataset.WebLoader(dataset, batch_size=None, **options(job))
    return lambda: iter(loader)


run({"webdataset": passes}, lambda: {"webdataset": webdataset.__version__})
