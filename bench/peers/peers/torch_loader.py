"""torch.utils.data.DataLoader as its documentation recommends: workers persist and use one thread each."""

import torch
from torch.utils.data import DataLoader


def one_thread(_worker):
    torch.set_num_threads(1)
    try:
        import cv2

        cv2.setNumThreads(0)
    except ImportError:
        pass


def torch_passes(job, dataset, **options):
    loader = DataLoader(
        dataset,
        batch_size=job.batch,
        shuffle=job.shuffled,
        num_workers=job.workers,
        persistent_workers=True,
        worker_init_fn=one_thread,
        **options,
    )
    return lambda: iter(loader)
