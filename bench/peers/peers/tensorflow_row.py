"""tf.data with a private pool of as many threads as there are workers, and the operations of TensorFlow's own ImageNet
examples: sample_distorted_bounding_box and decode_and_crop_jpeg, which decodes only the crop."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

from common import DEVIATION, MEAN, run

# NumPy's, because a TensorFlow constant would start the runtime before its threads are set.
MEAN_255 = np.array(MEAN, np.float32) * 255
DEVIATION_255 = np.array(DEVIATION, np.float32) * 255


def training_crop(contents):
    begin, size, _ = tf.image.sample_distorted_bounding_box(
        tf.io.extract_jpeg_shape(contents),
        bounding_boxes=tf.zeros([1, 0, 4]),
        min_object_covered=0.0,
        aspect_ratio_range=(3 / 4, 4 / 3),
        area_range=(0.08, 1.0),
        max_attempts=10,
        use_image_if_no_bounding_boxes=True,
    )
    window = tf.stack([begin[0], begin[1], size[0], size[1]])
    image = tf.image.decode_and_crop_jpeg(contents, window, channels=3)
    return tf.image.random_flip_left_right(tf.image.resize(image, [224, 224]))


def evaluation_crop(contents):
    image = tf.image.decode_jpeg(contents, channels=3)
    size = tf.cast(tf.shape(image)[:2], tf.float32)
    size = tf.cast(size * (256 / tf.reduce_min(size)), tf.int32)
    image = tf.image.resize(image, size)
    return tf.image.crop_to_bounding_box(image, (size[0] - 224) // 2, (size[1] - 224) // 2, 224, 224)


def jitter(image):
    """In one order: a random one would need a branch for each step."""
    image = tf.clip_by_value(image * tf.random.uniform([], 0.6, 1.4), 0, 255) / 255
    image = tf.clip_by_value(tf.image.random_contrast(image, 0.6, 1.4), 0, 1)
    image = tf.clip_by_value(tf.image.random_saturation(image, 0.6, 1.4), 0, 1)
    return tf.image.random_hue(image, 0.1) * 255


def passes(job):
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(job.workers)

    def sample(path, label):
        contents = tf.io.read_file(path)
        image = training_crop(contents) if job.training else evaluation_crop(contents)
        if job.jitter:
            image = jitter(image)
        return (image - MEAN_255) / DEVIATION_255, label

    if job.pipeline == "f":
        dataset = tf.data.Dataset.from_tensor_slices((job.arrays(), job.labels()))
        dataset = dataset.shuffle(job.samples).batch(job.batch)
    else:
        dataset = tf.data.Dataset.from_tensor_slices((job.files, job.labels()))
        if job.training:
            dataset = dataset.shuffle(job.samples)
        dataset = dataset.map(sample, num_parallel_calls=job.workers).batch(job.batch)
    options = tf.data.Options()
    options.threading.private_threadpool_size = job.workers
    options.deterministic = not job.shuffled
    dataset = dataset.with_options(options).prefetch(2)
    return lambda: dataset.as_numpy_iterator()


run({"tf.data": passes}, lambda: {"tensorflow": tf.__version__})
