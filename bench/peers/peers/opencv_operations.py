"""The pipelines in plain OpenCV, for rows whose library has no image operations of its own.

Resizing is cv2.INTER_LINEAR without antialiasing: less work than torchvision, Millrace and SPDL do, and what most
OpenCV pipelines use.
"""

import cv2
import numpy as np

from common import DEVIATION, MEAN, draw_crop, evaluation_size

# uint8 → normalised float32 in one pass over the pixels.
NORMALIZE = np.stack(
    [(np.arange(256, dtype=np.float32) / 255 - mean) / deviation for mean, deviation in zip(MEAN, DEVIATION)], axis=-1
).reshape(1, 256, 3)


def read(path):
    return cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB)


def train(image, uniform):
    x, y, width, height = draw_crop(image.shape[1], image.shape[0], uniform)
    image = cv2.resize(image[y : y + height, x : x + width], (224, 224), interpolation=cv2.INTER_LINEAR)
    return cv2.flip(image, 1) if uniform() < 0.5 else image


def evaluate(image):
    width, height = evaluation_size(image.shape[1], image.shape[0])
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    x, y = (width - 224) // 2, (height - 224) // 2
    return image[y : y + 224, x : x + 224]


def jitter(image, uniform):
    """ColorJitter(.4, .4, .4, .1) in random order."""

    def brightness(pixels):
        return cv2.convertScaleAbs(pixels, alpha=0.6 + 0.8 * uniform())

    def contrast(pixels):
        factor = 0.6 + 0.8 * uniform()
        mean = cv2.mean(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))[0]
        return cv2.convertScaleAbs(pixels, alpha=factor, beta=mean * (1 - factor))

    def saturation(pixels):
        factor = 0.6 + 0.8 * uniform()
        gray = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        return cv2.addWeighted(pixels, factor, gray, 1 - factor, 0)

    def hue(pixels):
        turn = -0.1 + 0.2 * uniform()
        planes = list(cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)))
        planes[0] = cv2.LUT(planes[0], ((np.arange(256) + 180 * turn) % 180).astype(np.uint8))
        return cv2.cvtColor(cv2.merge(planes), cv2.COLOR_HSV2RGB)

    steps = [brightness, contrast, saturation, hue]
    while steps:
        image = steps.pop(int(uniform() * len(steps)))(image)
    return image


def sample(path, training, color, uniform):
    image = read(path)
    image = train(image, uniform) if training else evaluate(image)
    if color:
        image = jitter(image, uniform)
    return cv2.LUT(np.ascontiguousarray(image), NORMALIZE)
