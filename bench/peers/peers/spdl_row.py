"""SPDL: threads, decoding and resizing by FFmpeg with the filter graph of its documentation."""

import random
from concurrent.futures import ThreadPoolExecutor

import spdl.io
import torch
from spdl.pipeline import PipelineBuilder
from torchvision.transforms import v2

from common import DEVIATION, JITTER, MEAN, draw_crop, evaluation_size, run

COLOR = v2.ColorJitter(**JITTER)
SHIFT = torch.tensor(MEAN).mul(255).view(1, 1, 1, 3)
FACTOR = 1 / torch.tensor(DEVIATION).mul(255).view(1, 1, 1, 3)


def filters(job, width, height):
    if job.training:
        x, y, w, h = draw_crop(width, height, random.random)
        steps = [f"crop=w={w}:h={h}:x={x}:y={y}:exact=1", "scale=w=224:h=224:flags=bilinear"]
        if random.random() < 0.5:
            steps.append("hflip")
    else:
        w, h = evaluation_size(width, height)
        steps = [f"scale=w={w}:h={h}:flags=bilinear", "crop=w=224:h=224"]
    return ",".join([*steps, "format=pix_fmts=rgb24"])


def photographs(job):
    """decode → batch → normalise; the stages overlap, `job.workers` threads decode."""
    torch.set_num_threads(1)
    executor = ThreadPoolExecutor(max_workers=job.workers)

    def decode(item):
        path, label = item
        packets = spdl.io.demux_image(path)
        frames = spdl.io.decode_packets(packets, filter_desc=filters(job, packets.width, packets.height))
        return frames, label

    def batch(items):
        images = spdl.io.to_torch(spdl.io.convert_frames([frames for frames, _ in items]))
        if job.jitter:
            planes = images.permute(0, 3, 1, 2)
            images = torch.stack([COLOR(image) for image in planes]).permute(0, 2, 3, 1)
        return images.to(torch.float32).sub_(SHIFT).mul_(FACTOR), torch.tensor([label for _, label in items])

    def one_pass():
        items = list(zip(job.files, job.labels()))
        if job.training:
            random.shuffle(items)
        pipeline = (
            PipelineBuilder()
            .add_source(items)
            .pipe(decode, concurrency=job.workers, executor=executor)
            .aggregate(job.batch)
            .pipe(batch, concurrency=job.workers, executor=executor)
            .add_sink(2)
            .build(num_threads=job.workers)
        )
        with pipeline.auto_stop():
            yield from pipeline.get_iterator(timeout=300)

    return one_pass


def arrays(job):
    """Pipeline (f): indices in batches, gathered by the pipeline's threads."""
    images, labels = torch.from_numpy(job.arrays()), torch.tensor(job.labels())

    def one_pass():
        indices = list(range(job.samples))
        random.shuffle(indices)
        pipeline = (
            PipelineBuilder()
            .add_source(indices)
            .aggregate(job.batch)
            .pipe(lambda indices: (images[indices], labels[indices]), concurrency=job.workers)
            .add_sink(2)
            .build(num_threads=job.workers)
        )
        with pipeline.auto_stop():
            yield from pipeline.get_iterator(timeout=300)

    return one_pass


def versions():
    from importlib.metadata import version

    return {"spdl": version("spdl-io"), "ffmpeg from av": version("av"), "torch": torch.__version__}


run({"spdl": lambda job: arrays(job) if job.pipeline == "f" else photographs(job)}, versions)
