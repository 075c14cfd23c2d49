"""What the loaders share that read a format of their own. The conversion from the JPEG files is timed; the samples are
then made by torchvision v2 on tensors, as in the row torchvision-tensor."""

import shutil

import torch
from torchvision.io import ImageReadMode, decode_jpeg
from torchvision.transforms import v2

from common import DEVIATION, MEAN
from torch_loader import one_thread

TRANSFORM = v2.Compose(
    [
        v2.RandomResizedCrop(224, antialias=True),
        v2.RandomHorizontalFlip(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(MEAN, DEVIATION),
    ]
)


def transformed(jpeg):
    encoded = torch.frombuffer(bytearray(jpeg), dtype=torch.uint8)
    return TRANSFORM(decode_jpeg(encoded, mode=ImageReadMode.RGB))


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def make_folder(job):
    folder = job.scratch / job.row
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    job.close.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def options(job):
    return {"num_workers": job.workers, "persistent_workers": True, "worker_init_fn": one_thread}
