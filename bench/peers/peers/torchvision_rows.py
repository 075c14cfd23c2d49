"""torch DataLoader with torchvision: decode_jpeg to tensors, and Pillow; and the bare DataLoader for pipeline (f)."""

import PIL
import torch
import torchvision
from PIL import Image
from torch.utils.data import Dataset
from torchvision.io import ImageReadMode, decode_jpeg, read_file
from torchvision.transforms import v2

from common import DEVIATION, JITTER, MEAN, run
from torch_loader import torch_passes


def transforms(job, from_pillow):
    if job.training:
        steps = [v2.RandomResizedCrop(224, antialias=True), v2.RandomHorizontalFlip()]
    else:
        steps = [v2.Resize(256, antialias=True), v2.CenterCrop(224)]
    if job.jitter:
        steps.append(v2.ColorJitter(**JITTER))
    if job.pipeline == "c":
        steps.append(v2.TrivialAugmentWide())
    if from_pillow:
        steps.append(v2.PILToTensor())
    steps += [v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, DEVIATION)]
    if job.pipeline == "c":
        steps.append(v2.RandomErasing(p=0.1))
    return v2.Compose(steps)


class Photographs(Dataset):
    def __init__(self, job, from_pillow):
        self.files = job.files
        self.labels = job.labels()
        self.from_pillow = from_pillow
        self.transform = transforms(job, from_pillow)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        if self.from_pillow:
            with Image.open(self.files[index]) as opened:
                image = opened.convert("RGB")
        else:
            image = decode_jpeg(read_file(self.files[index]), mode=ImageReadMode.RGB)
        return self.transform(image), self.labels[index]


class Arrays(Dataset):
    def __init__(self, job):
        self.images = torch.from_numpy(job.arrays())
        self.labels = torch.tensor(job.labels())

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class BatchedArrays(Arrays):
    """With __getitems__, which the DataLoader calls once for a batch."""

    def __getitems__(self, indices):
        return self.images[indices], self.labels[indices]


run(
    {
        "torchvision-tensor": lambda job: torch_passes(job, Photographs(job, False)),
        "torchvision-pillow": lambda job: torch_passes(job, Photographs(job, True)),
        "torch": lambda job: torch_passes(job, Arrays(job)),
        "torch-batched": lambda job: torch_passes(job, BatchedArrays(job), collate_fn=lambda batch: batch),
    },
    lambda: {"torch": torch.__version__, "torchvision": torchvision.__version__, "pillow": PIL.__version__},
)
