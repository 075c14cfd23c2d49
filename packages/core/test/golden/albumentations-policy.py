"""Writes pipelines as Albumentations writes them: `albumentations-policy.json`.

Usage: python albumentations-policy.py [folder]. Needs albumentations 2.0.8.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import albumentations as A

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

pipelines = {
    # What there is a counterpart of, to the letter.
    "plain": A.Compose(
        [
            A.HorizontalFlip(p=0.3),
            A.OneOf([A.VerticalFlip(p=0.2), A.Rotate(limit=(-30, 45), fill=7, p=0.6), A.NoOp(p=0.8)], p=0.9),
            A.SomeOf([A.InvertImg(p=1), A.RandomRotate90(p=0.4), A.Posterize(num_bits=3, p=1)], n=2, p=0.7),
            A.RandomOrder([A.ColorJitter(p=1), A.Solarize(threshold_range=(0.4, 0.4), p=0.1)], n=2, p=1),
            A.Sequential([A.RandomResizedCrop(size=(24, 32), scale=(0.3, 1))], p=1),
            A.Affine(rotate=(-5, 15), scale={"x": (0.9, 1.1), "y": (0.9, 1.1)}, keep_ratio=True, shear=(-4, 4), p=0.25),
            A.Resize(height=20, width=30, interpolation=0),
            A.CenterCrop(height=10, width=12),
            A.Crop(x_min=1, y_min=2, x_max=9, y_max=8),
            A.Equalize(mode="pil", p=1),
            A.AutoContrast(method="pil", p=1),
            A.GaussianBlur(blur_limit=0, sigma_limit=(1, 1), p=1),
            A.Normalize(mean=(0.5, 0.4, 0.3), std=(0.2, 0.25, 0.3)),
        ],
    ),
    # What differs, and what is not known.
    "odd": A.Compose(
        [
            A.Rotate(limit=20, border_mode=4, interpolation=2, crop_border=True),
            A.Affine(scale=(0.8, 1.2), translate_percent={"x": (0.1, 0.2), "y": (-0.1, 0.1)}, fit_output=True),
            A.Equalize(),
            A.GaussianBlur(blur_limit=(3, 7), sigma_limit=(0.1, 2)),
            A.CLAHE(),
            A.SomeOf([A.HorizontalFlip(), A.VerticalFlip()], n=1, replace=True),
            A.RandomOrder([A.HorizontalFlip(), A.VerticalFlip(), A.NoOp()], n=2),
            A.ToTensorV2(),
        ],
        bbox_params=A.BboxParams(format="pascal_voc", label_fields=["labels"]),
        p=0.8,
    ),
}

content = {
    "versions": {"albumentations": version("albumentations")},
    "pipelines": {name: A.to_dict(pipeline) for name, pipeline in pipelines.items()},
}
(folder / "albumentations-policy.json").write_text(json.dumps(content, indent=1) + "\n")
