"""torch DataLoader with kornia. Its augmentations are made for batches, but photographs differ in size, so crop, flip
and jitter run on single samples in the workers."""

import kornia
import kornia.augmentation as K
import torch
from torch.utils.data import Dataset
from torchvision.io import ImageReadMode, decode_jpeg, read_file

from common import DEVIATION, JITTER, MEAN, run
from torch_loader import torch_passes


class Photographs(Dataset):
    def __init__(self, job):
        self.files, self.labels = job.files, job.labels()
        if job.training:
            steps = [K.RandomResizedCrop((224, 224)), K.RandomHorizontalFlip()]
        else:
            steps = [K.SmallestMaxSize(256), K.CenterCrop(224)]
        if job.jitter:
            steps.append(K.ColorJitter(**JITTER, p=1.0))
        self.transform = torch.nn.Sequential(*steps, K.Normalize(torch.tensor(MEAN), torch.tensor(DEVIATION)))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = decode_jpeg(read_file(self.files[index]), mode=ImageReadMode.RGB)
        with torch.inference_mode():
            return self.transform(image[None].to(torch.float32).div_(255))[0], self.labels[index]


run({"kornia": lambda job: torch_passes(job, Photographs(job))}, lambda: {"kornia": kornia.__version__})
