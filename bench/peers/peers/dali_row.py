"""NVIDIA DALI on the processor alone: fused decoding of a random crop, as in its ImageNet examples."""

from importlib.metadata import version

from nvidia.dali import fn, pipeline_def, types
from nvidia.dali.auto_aug import trivial_augment

from common import DEVIATION, JITTER, MEAN, run


@pipeline_def(enable_conditionals=True)
def photographs(job):
    encoded, labels = fn.readers.file(
        files=job.files, labels=job.labels(), random_shuffle=job.training, initial_fill=1024, name="files"
    )
    if job.training:
        images = fn.decoders.image_random_crop(
            encoded, device="cpu", random_aspect_ratio=(3 / 4, 4 / 3), random_area=(0.08, 1.0), num_attempts=10
        )
        images = fn.resize(images, size=(224, 224), interp_type=types.INTERP_LINEAR)
    else:
        images = fn.resize(fn.decoders.image(encoded, device="cpu"), resize_shorter=256)
    if job.jitter:
        factors = {name: fn.random.uniform(range=(1 - JITTER[name], 1 + JITTER[name])) for name in JITTER if name != "hue"}
        images = fn.color_twist(images, **factors, hue=fn.random.uniform(range=(-36.0, 36.0)))
    if job.pipeline == "c":
        images = trivial_augment.trivial_augment_wide(images)
    images = fn.crop_mirror_normalize(
        images,
        crop=(224, 224),
        dtype=types.FLOAT,
        output_layout="CHW",
        mean=[value * 255 for value in MEAN],
        std=[value * 255 for value in DEVIATION],
        mirror=fn.random.coin_flip() if job.training else 0,
    )
    if job.pipeline == "c":
        if fn.random.coin_flip(dtype=types.BOOL, probability=0.1):
            images = fn.erase(
                images,
                anchor=fn.random.uniform(range=(0.0, 0.6), shape=2),
                shape=fn.random.uniform(range=(0.14, 0.57), shape=2),
                axis_names="HW",
                normalized=True,
            )
    return images, labels


def passes(job):
    pipeline = photographs(
        job, batch_size=job.batch, num_threads=job.workers, device_id=None, prefetch_queue_depth=2, seed=1
    )
    pipeline.build()
    batches = -(-job.samples // job.batch)

    # The reader goes round and round, so what was read ahead of a pass is read ahead of its end too.
    def one_pass():
        for _ in range(batches):
            images, labels = pipeline.run()
            yield images.as_array(), labels.as_array()

    return one_pass


run({"dali": passes}, lambda: {"dali": version("nvidia-dali-cuda130")})
