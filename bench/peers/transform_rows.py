"""The rows of `transforms.py`: for each library, what it makes of a picture that is prepared as the library takes it.

Parameters are those of `bench/transforms/rows.ts`: fixed where a library lets them be, drawn from the same ranges otherwise.
"""

import io

import numpy


def as_array(picture):
    return picture


def as_tensor(picture):
    import torch

    torch.set_num_threads(1)
    return torch.from_numpy(numpy.ascontiguousarray(picture.transpose(2, 0, 1)))


def as_floats(picture):
    return as_tensor(picture)[None].float() / numpy.iinfo(picture.dtype).max


def as_pillow(picture):
    from PIL import Image

    return Image.fromarray(picture)


LIBRARIES = {
    "albumentations": as_array,
    "torchvision": as_tensor,
    "kornia": as_floats,
    "pillow": as_pillow,
}


def rows_of(library):
    return {
        "albumentations": albumentations_rows,
        "torchvision": torchvision_rows,
        "kornia": kornia_rows,
        "pillow": pillow_rows,
    }[library]()


def albumentations_rows():
    import albumentations as A
    import cv2

    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    nearest, linear, area, cubic = cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_AREA, cv2.INTER_CUBIC
    table = {
        "HorizontalFlip": A.HorizontalFlip(p=1),
        "VerticalFlip": A.VerticalFlip(p=1),
        "Transpose": A.Transpose(p=1),
        "Rotate90": A.RandomRotate90(p=1),
        "CenterCrop128": A.CenterCrop(128, 128, p=1),
        "RandomCrop128": A.RandomCrop(128, 128, p=1),
        "RandomResizedCrop": A.RandomResizedCrop((224, 224), p=1),
        "Resize256": A.Resize(256, 256, interpolation=linear, p=1),
        "ResizeArea": A.Resize(160, 160, interpolation=area, p=1),
        "LongestMaxSize": A.LongestMaxSize(256, p=1),
        "Pad": A.Pad(padding=10, p=1),
        "Rotate": A.Rotate((45, 45), interpolation=nearest, p=1),
        "RotateBilinear": A.Rotate((45, 45), interpolation=linear, p=1),
        "Affine": A.Affine(scale=1.2, rotate=25, translate_percent=0.1, shear=10, interpolation=linear, p=1),
        "AffineBicubic": A.Affine(scale=1.2, rotate=25, translate_percent=0.1, shear=10, interpolation=cubic, p=1),
        "Perspective": A.Perspective(scale=(0.1, 0.1), keep_size=True, p=1),
        "Elastic": A.ElasticTransform(alpha=50, sigma=5, p=1),
        "GridDistortion": A.GridDistortion(p=1),
        "OpticalDistortion": A.OpticalDistortion(distort_limit=(0.3, 0.3), p=1),
        "Brightness": A.RandomBrightnessContrast(brightness_limit=(0.2, 0.2), contrast_limit=(0, 0), p=1),
        "Contrast": A.RandomBrightnessContrast(brightness_limit=(0, 0), contrast_limit=(0.2, 0.2), p=1),
        "ColorJitter": A.ColorJitter((0.5, 1.5), (0.5, 1.5), (0.5, 1.5), (-0.1, 0.1), p=1),
        "Saturation": A.ColorJitter((1, 1), (1, 1), (1.5, 1.5), (0, 0), p=1),
        "Hue": A.ColorJitter((1, 1), (1, 1), (1, 1), (0.1, 0.1), p=1),
        "HSV": A.HueSaturationValue(20, 30, 20, p=1),
        "Grayscale": A.ToGray(num_output_channels=3, p=1),
        "Sepia": A.ToSepia(p=1),
        "Gamma": A.RandomGamma((120, 120), p=1),
        "Invert": A.InvertImg(p=1),
        "Posterize": A.Posterize(num_bits=4, p=1),
        "Solarize": A.Solarize(threshold_range=(0.5, 0.5), p=1),
        "Equalize": A.Equalize(p=1),
        "AutoContrast": A.AutoContrast(p=1),
        "CLAHE": A.CLAHE(clip_limit=(4, 4), p=1),
        "ChannelShuffle": A.ChannelShuffle(p=1),
        "ChannelDropout": A.ChannelDropout(p=1),
        "RGBShift": A.RGBShift(p=1),
        "PlanckianJitter": A.PlanckianJitter(p=1),
        "Normalize": A.Normalize(p=1),
        "GaussianBlur": A.GaussianBlur(blur_limit=(5, 5), sigma_limit=(2, 2), p=1),
        "MedianBlur": A.MedianBlur(blur_limit=(5, 5), p=1),
        "BoxBlur": A.Blur(blur_limit=(5, 5), p=1),
        "MotionBlur": A.MotionBlur(blur_limit=(7, 7), p=1),
        "Defocus": A.Defocus(radius=(5, 5), alias_blur=(0.1, 0.1), p=1),
        "ZoomBlur": A.ZoomBlur(max_factor=(1.1, 1.1), p=1),
        "Sharpen": A.Sharpen(p=1),
        "UnsharpMask": A.UnsharpMask(p=1),
        "Emboss": A.Emboss(p=1),
        "GaussianNoise": A.GaussNoise(std_range=(0.1, 0.1), p=1),
        "ShotNoise": A.ShotNoise(p=1),
        "SaltAndPepper": A.SaltAndPepper(p=1),
        "MultiplicativeNoise": A.MultiplicativeNoise(elementwise=True, p=1),
        "JPEG": A.ImageCompression(quality_range=(75, 75), p=1),
        "Downscale": A.Downscale(scale_range=(0.5, 0.5), p=1),
        "Erasing": A.Erasing(p=1),
        "CoarseDropout": A.CoarseDropout(p=1),
        "GridDropout": A.GridDropout(p=1),
        "PixelDropout": A.PixelDropout(p=1),
        "Fog": A.RandomFog(p=1),
        "Rain": A.RandomRain(p=1),
        "Snow": A.RandomSnow(p=1),
        "Shadow": A.RandomShadow(p=1),
        "SunFlare": A.RandomSunFlare(p=1),
    }
    return {name: (lambda image, step=step: step(image=image)["image"]) for name, step in table.items()}


def torchvision_rows():
    import torch
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms.v2 import (
        JPEG,
        ColorJitter,
        ElasticTransform,
        GaussianNoise,
        RandomChannelPermutation,
        RandomCrop,
        RandomErasing,
        RandomResizedCrop,
        functional,
    )

    torch.set_num_threads(1)
    nearest, bilinear = InterpolationMode.NEAREST, InterpolationMode.BILINEAR
    mean, deviation = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    corners = lambda image: ([[0, 0], [image.shape[2], 0], [image.shape[2], image.shape[1]], [0, image.shape[1]]])
    tilted = lambda image: [[x + (20 if i % 2 else -0) * (1 if x == 0 else -1), y] for i, (x, y) in enumerate(corners(image))]
    normalize = lambda image: functional.normalize(functional.to_dtype(image, torch.float32, scale=True), mean, deviation)
    return {
        "HorizontalFlip": functional.horizontal_flip,
        "VerticalFlip": functional.vertical_flip,
        "CenterCrop128": lambda image: functional.center_crop(image, [128, 128]),
        "RandomCrop128": RandomCrop(128, pad_if_needed=True),
        "RandomResizedCrop": RandomResizedCrop(224, antialias=True),
        "Resize256": lambda image: functional.resize(image, [256, 256], bilinear, antialias=True),
        "Pad": lambda image: functional.pad(image, [10]),
        "Rotate": lambda image: functional.rotate(image, 45, nearest),
        "RotateBilinear": lambda image: functional.rotate(image, 45, bilinear),
        "Affine": lambda image: functional.affine(image, 25, [30, 30], 1.2, [10, 0], bilinear),
        "Perspective": lambda image: functional.perspective(image, corners(image), tilted(image), bilinear),
        "Elastic": ElasticTransform(50.0, 5.0),
        "Brightness": lambda image: functional.adjust_brightness(image, 1.2),
        "Contrast": lambda image: functional.adjust_contrast(image, 1.2),
        "ColorJitter": ColorJitter(0.5, 0.5, 0.5, 0.1),
        "Saturation": lambda image: functional.adjust_saturation(image, 1.5),
        "Hue": lambda image: functional.adjust_hue(image, 0.1),
        "Grayscale": lambda image: functional.rgb_to_grayscale(image, 3),
        "Gamma": lambda image: functional.adjust_gamma(image, 1.2),
        "Invert": functional.invert,
        "Posterize": lambda image: functional.posterize(image, 4),
        "Solarize": lambda image: functional.solarize(image, 128),
        "Equalize": functional.equalize,
        "AutoContrast": functional.autocontrast,
        "ChannelShuffle": RandomChannelPermutation(),
        "Normalize": normalize,
        "GaussianBlur": lambda image: functional.gaussian_blur(image, [5, 5], [2.0, 2.0]),
        "Sharpness": lambda image: functional.adjust_sharpness(image, 2),
        "GaussianNoise": GaussianNoise(0, 0.1),
        "JPEG": JPEG(75),
        "Erasing": RandomErasing(p=1),
    }


def kornia_rows():
    import kornia.augmentation as K
    import torch

    torch.set_num_threads(1)
    table = {
        "HorizontalFlip": K.RandomHorizontalFlip(p=1),
        "VerticalFlip": K.RandomVerticalFlip(p=1),
        "CenterCrop128": K.CenterCrop(128),
        "RandomCrop128": K.RandomCrop((128, 128), pad_if_needed=True),
        "RandomResizedCrop": K.RandomResizedCrop((224, 224)),
        "Resize256": K.Resize((256, 256)),
        "Rotate": K.RandomRotation((45.0, 45.0), resample="nearest", p=1),
        "RotateBilinear": K.RandomRotation((45.0, 45.0), p=1),
        "Affine": K.RandomAffine((25.0, 25.0), (0.1, 0.1), (1.2, 1.2), (10.0, 10.0), p=1),
        "Perspective": K.RandomPerspective(0.2, p=1),
        "Elastic": K.RandomElasticTransform(p=1),
        "Brightness": K.RandomBrightness((1.2, 1.2), p=1),
        "Contrast": K.RandomContrast((1.2, 1.2), p=1),
        "ColorJitter": K.ColorJitter(0.5, 0.5, 0.5, 0.1, p=1),
        "Saturation": K.RandomSaturation((1.5, 1.5), p=1),
        "Hue": K.RandomHue((0.1, 0.1), p=1),
        "Grayscale": K.RandomGrayscale(p=1),
        "Gamma": K.RandomGamma((1.2, 1.2), p=1),
        "Invert": K.RandomInvert(p=1),
        "Posterize": K.RandomPosterize(4, p=1),
        "Solarize": K.RandomSolarize(0.0, 0.5, p=1),
        "Equalize": K.RandomEqualize(p=1),
        "AutoContrast": K.RandomAutoContrast(p=1),
        "CLAHE": K.RandomClahe(p=1),
        "ChannelShuffle": K.RandomChannelShuffle(p=1),
        "ChannelDropout": K.RandomChannelDropout(p=1),
        "PlanckianJitter": K.RandomPlanckianJitter(p=1),
        "Normalize": K.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
        "GaussianBlur": K.RandomGaussianBlur((5, 5), (2.0, 2.0), p=1),
        "MedianBlur": K.RandomMedianBlur((5, 5), p=1),
        "BoxBlur": K.RandomBoxBlur((5, 5), p=1),
        "MotionBlur": K.RandomMotionBlur(7, 35.0, 0.5, p=1),
        "Sharpness": K.RandomSharpness(2.0, p=1),
        "GaussianNoise": K.RandomGaussianNoise(0.0, 0.1, p=1),
        "SaltAndPepper": K.RandomSaltAndPepperNoise(p=1),
        "JPEG": K.RandomJPEG((75, 75), p=1),
        "Erasing": K.RandomErasing(p=1),
        "Rain": K.RandomRain(p=1),
        "Snow": K.RandomSnow(p=1),
    }
    return table


def pillow_rows():
    from PIL import Image, ImageEnhance, ImageFilter, ImageOps

    bilinear, nearest, bicubic, box = (
        Image.Resampling.BILINEAR,
        Image.Resampling.NEAREST,
        Image.Resampling.BICUBIC,
        Image.Resampling.BOX,
    )

    def centre(image, size):
        left, top = (image.width - size) // 2, (image.height - size) // 2
        return image.crop((left, top, left + size, top + size))

    def jpeg(image):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=75)
        return Image.open(buffer).convert("RGB")

    def downscale(image):
        return image.resize((image.width // 2, image.height // 2), nearest).resize(image.size, nearest)

    gamma = [int((i / 255) ** 1.2 * 255.999) for i in range(256)] * 3
    affine = (0.8, 0.2, 5.0, -0.25, 0.85, 30.0)
    sepia = (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0)
    return {
        "HorizontalFlip": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "VerticalFlip": lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        "Transpose": lambda image: image.transpose(Image.Transpose.TRANSPOSE),
        "Rotate90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
        "CenterCrop128": lambda image: centre(image, 128),
        "RandomCrop128": lambda image: image.crop((11, 7, 139, 135)),
        "RandomResizedCrop": lambda image: image.resize(
            (224, 224), bilinear, box=(0.2 * image.width, 0.2 * image.height, 0.9 * image.width, 0.9 * image.height)
        ),
        "Resize256": lambda image: image.resize((256, 256), bilinear),
        "ResizeArea": lambda image: image.resize((160, 160), box),
        "LongestMaxSize": lambda image: ImageOps.contain(image, (256, 256), bilinear),
        "Pad": lambda image: ImageOps.expand(image, 10),
        "Rotate": lambda image: image.rotate(45, nearest),
        "RotateBilinear": lambda image: image.rotate(45, bilinear),
        "Affine": lambda image: image.transform(image.size, Image.Transform.AFFINE, affine, bilinear),
        "AffineBicubic": lambda image: image.transform(image.size, Image.Transform.AFFINE, affine, bicubic),
        "Perspective": lambda image: image.transform(
            image.size, Image.Transform.PERSPECTIVE, (*affine, 0.0004, 0.0002), bilinear
        ),
        "Brightness": lambda image: ImageEnhance.Brightness(image).enhance(1.2),
        "Contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.2),
        "Saturation": lambda image: ImageEnhance.Color(image).enhance(1.5),
        "Grayscale": lambda image: image.convert("L").convert("RGB"),
        "Sepia": lambda image: image.convert("RGB", sepia),
        "Gamma": lambda image: image.point(gamma),
        "Invert": ImageOps.invert,
        "Posterize": lambda image: ImageOps.posterize(image, 4),
        "Solarize": lambda image: ImageOps.solarize(image, 128),
        "Equalize": ImageOps.equalize,
        "AutoContrast": ImageOps.autocontrast,
        "ChannelShuffle": lambda image: Image.merge("RGB", image.split()[::-1]),
        "GaussianBlur": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
        "MedianBlur": lambda image: image.filter(ImageFilter.MedianFilter(5)),
        "BoxBlur": lambda image: image.filter(ImageFilter.BoxBlur(2)),
        "Sharpen": lambda image: image.filter(ImageFilter.SHARPEN),
        "Sharpness": lambda image: ImageEnhance.Sharpness(image).enhance(2),
        "UnsharpMask": lambda image: image.filter(ImageFilter.UnsharpMask()),
        "Emboss": lambda image: image.filter(ImageFilter.EMBOSS),
        "JPEG": jpeg,
        "Downscale": downscale,
    }
