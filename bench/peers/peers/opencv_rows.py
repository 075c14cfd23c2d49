"""torch DataLoader with OpenCV: plain, and through albumentations 2.0.8 (MIT)."""

import os
import random

# albumentations asks the network for a newer version when it is imported, unless told not to.
os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import cv2
import torch
from torch.utils.data import Dataset

import opencv_operations
from common import JITTER, run
from torch_loader import torch_passes


class Photographs(Dataset):
    def __init__(self, job):
        self.job = job
        self.labels = job.labels()

    def __len__(self):
        return len(self.job.files)

    def __getitem__(self, index):
        job = self.job
        image = opencv_operations.sample(job.files[index], job.training, job.jitter, random.random)
        return image, self.labels[index]


class Albumentations(Photographs):
    def __init__(self, job):
        super().__init__(job)
        import albumentations as A

        if job.training:
            steps = [A.RandomResizedCrop(size=(224, 224)), A.HorizontalFlip(p=0.5)]
        else:
            steps = [A.SmallestMaxSize(max_size=256), A.CenterCrop(224, 224)]
        if job.jitter:
            ranges = {name: (1 - value, 1 + value) for name, value in JITTER.items() if name != "hue"}
            steps.append(A.ColorJitter(**ranges, hue=(-JITTER["hue"], JITTER["hue"]), p=1))
        self.transform = A.Compose([*steps, A.Normalize(), A.ToTensorV2()])

    def __getitem__(self, index):
        image = opencv_operations.read(self.job.files[index])
        return self.transform(image=image)["image"], self.labels[index]


def versions():
    from importlib.metadata import version

    return {"torch": torch.__version__, "opencv": cv2.__version__, "albumentations": version("albumentations")}


run(
    {
        "opencv": lambda job: torch_passes(job, Photographs(job)),
        "albumentations": lambda job: torch_passes(job, Albumentations(job)),
    },
    versions,
)
