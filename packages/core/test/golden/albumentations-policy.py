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
            A.TimeMasking(),
            A.SomeOf([A.HorizontalFlip(), A.VerticalFlip()], n=1, replace=True),
            A.RandomOrder([A.HorizontalFlip(), A.VerticalFlip(), A.NoOp()], n=2),
            A.ToTensorV2(),
        ],
        bbox_params=A.BboxParams(format="pascal_voc", label_fields=["labels"]),
        p=0.8,
    ),
}

# Every other class that is translated, one step each, with options of its own; what their defaults are follows.
singles = [
    A.Transpose(),
    A.D4(),
    A.SquareSymmetry(),
    A.Perspective(scale=(0.02, 0.08), border_mode=2),
    A.LongestMaxSize(max_size=20),
    A.LongestMaxSize(max_size=[20, 30], interpolation=2),
    A.LongestMaxSize(max_size_hw=(20, 30)),
    A.SmallestMaxSize(max_size=20, interpolation=3),
    A.Pad(padding=(1, 2, 3, 4), fill=9),
    A.PadIfNeeded(min_height=20, min_width=30, position="top_left", border_mode=4),
    A.PadIfNeeded(min_height=None, min_width=None, pad_height_divisor=32, pad_width_divisor=32),
    A.RandomCrop(height=8, width=9),
    A.CropNonEmptyMaskIfExists(height=8, width=9, ignore_values=[2]),
    A.RandomSizedBBoxSafeCrop(height=8, width=9, erosion_rate=0.2),
    A.ElasticTransform(alpha=30, sigma=4, noise_distribution="uniform"),
    A.GridDistortion(num_steps=4, distort_limit=(-0.1, 0.2)),
    A.OpticalDistortion(distort_limit=(-0.1, 0.2), mode="fisheye"),
    A.RandomBrightnessContrast(brightness_limit=0.3, contrast_limit=(-0.1, 0.2), brightness_by_max=False),
    A.RandomGamma(gamma_limit=(60, 130)),
    A.CLAHE(clip_limit=(2, 5), tile_grid_size=(4, 6)),
    A.ToGray(),
    A.ToGray(num_output_channels=1),
    A.Equalize(),
    A.ChannelShuffle(),
    A.ChannelDropout(channel_drop_range=(1, 2), fill=7),
    A.RGBShift(r_shift_limit=10, g_shift_limit=(-5, 15), b_shift_limit=30),
    A.HueSaturationValue(hue_shift_limit=10, sat_shift_limit=(-5, 15), val_shift_limit=0),
    A.ToSepia(),
    A.PlanckianJitter(mode="cied", temperature_limit=(4500, 9000), sampling_method="gaussian"),
    A.HEStain(method="preset", preset="high_contrast", augment_background=True),
    A.FancyPCA(alpha=0.2),
    A.RandomToneCurve(scale=0.2, per_channel=True),
    A.GaussNoise(std_range=(0.05, 0.1), mean_range=(0.1, 0.1)),
    A.ISONoise(color_shift=(0.02, 0.04), intensity=(0.2, 0.3)),
    A.ShotNoise(scale_range=(0.05, 0.2)),
    A.SaltAndPepper(amount=(0.02, 0.03), salt_vs_pepper=(0.3, 0.5)),
    A.MultiplicativeNoise(multiplier=(0.8, 1.3), per_channel=True, elementwise=True),
    A.Blur(blur_limit=(3, 9)),
    A.MedianBlur(blur_limit=5),
    A.MotionBlur(blur_limit=(5, 9), angle_range=(10, 20), direction_range=(0, 1), allow_shifted=False),
    A.Defocus(radius=(2, 5), alias_blur=(0.2, 0.4)),
    A.ZoomBlur(max_factor=(1.1, 1.2), step_factor=(0.02, 0.02)),
    A.Sharpen(alpha=(0.1, 0.3), lightness=(0.4, 0.9)),
    A.UnsharpMask(blur_limit=(5, 7), sigma_limit=(0.5, 1), alpha=(0.1, 0.3), threshold=4),
    A.Emboss(alpha=(0.1, 0.3), strength=(0.1, 0.4)),
    A.RingingOvershoot(blur_limit=(7, 9), cutoff=(1, 1.2)),
    A.ImageCompression(quality_range=(40, 80)),
    A.Downscale(scale_range=(0.4, 0.6), interpolation_pair={"downscale": 3, "upscale": 1}),
    A.CoarseDropout(num_holes_range=(2, 3), hole_height_range=(0.1, 1.0), hole_width_range=(4, 8), fill="random_uniform"),
    A.GridDropout(ratio=0.4, random_offset=False, holes_number_xy=(3, 4), shift_xy=(1, 2), fill=5),
    A.GridDropout(unit_size_range=(4, 8), fill="random"),
    A.PixelDropout(dropout_prob=0.1, per_channel=True, drop_value=None),
    A.MaskDropout(max_objects=(1, 3), fill=4, fill_mask=2),
    A.RandomFog(fog_coef_range=(0.1, 0.4)),
    A.RandomRain(rain_type="heavy", slant_range=(-5, 15), drop_length=9, drop_color=(1, 2, 3), brightness_coefficient=0.8),
    A.RandomSnow(snow_point_range=(0.2, 0.4)),
    A.RandomShadow(shadow_roi=(0, 0.2, 1, 0.9), num_shadows_limit=(2, 3), shadow_dimension=4),
    A.RandomSunFlare(flare_roi=(0, 0, 0.5, 0.5), src_radius=100, src_color=(255, 250, 240), num_flare_circles_range=(1, 3)),
    A.Spatter(mode="mud", mean=0.6, std=(0.2, 0.3), gauss_sigma=(1, 3), cutout_threshold=(0.5, 0.6), intensity=0.5, color=(1, 2, 3)),
    A.RandomGravel(gravel_roi=(0, 0.2, 1, 0.9), number_of_patches=3),
    A.Erasing(scale=(0.1, 0.2), ratio=(0.5, 2)),
]
# What differs of them.
different = [
    A.Perspective(keep_size=False, fit_output=True),
    A.LongestMaxSize(max_size=9, area_for_downscale="image"),
    A.PadIfNeeded(min_height=20, min_width=None, pad_width_divisor=16, position="random"),
    A.RandomCrop(height=8, width=9, pad_if_needed=True, pad_position="top_left"),
    A.CropNonEmptyMaskIfExists(height=8, width=9, ignore_channels=[1]),
    A.ElasticTransform(same_dxdy=True, approximate=True),
    A.GridDistortion(normalized=False),
    A.ToGray(method="pca", num_output_channels=5),
    A.Equalize(mode="pil", by_channels=False),
    A.AutoContrast(method="cdf", cutoff=2),
    A.HEStain(method="macenko"),
    A.GaussNoise(mean_range=(0, 0.2), per_channel=False, noise_scale_factor=0.5),
    A.Sharpen(method="gaussian"),
    A.ImageCompression(compression_type="webp"),
    A.Downscale(interpolation_pair={"downscale": 4, "upscale": 0}),
    A.CoarseDropout(fill="inpaint_telea", fill_mask=3),
    A.PixelDropout(mask_drop_value=1),
]
pipelines["singles"] = A.Compose(singles)
pipelines["different"] = A.Compose(different)
pipelines["defaults"] = A.Compose(
    [
        type(one)(**{name: getattr(one, name) for name in ("height", "width", "max_size", "max_size_hw") if hasattr(one, name)})
        for one in singles
    ]
)

content = {
    "versions": {"albumentations": version("albumentations")},
    "pipelines": {name: A.to_dict(pipeline) for name, pipeline in pipelines.items()},
}
(folder / "albumentations-policy.json").write_text(json.dumps(content, indent=1) + "\n")
