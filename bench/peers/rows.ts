/** A line of the race's tables. */
export interface Row {
  readonly name: string;
  /** File under bench/peers/peers; absent: Millrace. */
  readonly file?: string;
  readonly pipelines: readonly Pipeline[];
  /** Python packages that must be installed. */
  readonly needs: readonly string[];
  /** Reads a format of its own, made first: these rows have a table of their own, with the seconds of the conversion. */
  readonly converts?: true;
  readonly about: string;
}

export const pipelines = {
  a: "randomResizedCrop 224, flip, normalize",
  b: "randomResizedCrop 224, flip, colorJitter .4 .4 .4 .1, normalize",
  c: "randomResizedCrop 224, flip, trivialAugmentWide, normalize, randomErasing p .1",
  d: "evaluation: resize 256, centre crop 224, normalize",
  e: "(a) on photographs of 2048 pixels on the long edge",
  f: "no transform: 28 × 28 bytes in memory, shuffled and batched, the loader alone",
} as const;

export type Pipeline = keyof typeof pipelines;

const photographs = ["a", "b", "d", "e"] as const;
/** Of those that have TrivialAugment in its wide form themselves. */
const withPolicy = [...photographs, "c"] as const;

export const rows: readonly Row[] = [
  {
    name: "millrace-exact",
    pipelines: withPolicy,
    needs: [],
    about: 'Millrace, `decode: "exact"`: every JPEG decoded at full scale',
  },
  {
    name: "millrace-fast",
    pipelines: withPolicy,
    needs: [],
    about: 'Millrace, `decode: "fast"`, its default: JPEG decoded at 1/2, 1/4 or 1/8 where the resize shrinks as much',
  },
  {
    name: "millrace",
    pipelines: ["f"],
    needs: [],
    about: "Millrace, a dataset from a module, so that workers read it themselves",
  },
  {
    name: "millrace-batched",
    pipelines: ["f"],
    needs: [],
    about: "Millrace, the images as a column of a `columnTable`, which is read a batch at a time",
  },
  {
    name: "torchvision-tensor",
    file: "torchvision_rows.py",
    pipelines: withPolicy,
    needs: ["torch"],
    about: "torch DataLoader, torchvision v2 on tensors from `torchvision.io.decode_jpeg`",
  },
  {
    name: "torchvision-pillow",
    file: "torchvision_rows.py",
    pipelines: withPolicy,
    needs: ["torch"],
    about: "torch DataLoader, torchvision v2 on Pillow images",
  },
  {
    name: "torch",
    file: "torchvision_rows.py",
    pipelines: ["f"],
    needs: ["torch"],
    about: "torch DataLoader with its default collate function",
  },
  {
    name: "torch-batched",
    file: "torchvision_rows.py",
    pipelines: ["f"],
    needs: ["torch"],
    about: "torch DataLoader, a dataset with `__getitems__`, which takes a batch at once",
  },
  {
    name: "opencv",
    file: "opencv_rows.py",
    pipelines: photographs,
    needs: ["torch", "opencv-python-headless"],
    about: "torch DataLoader, OpenCV; resized without antialiasing, which is less work",
  },
  {
    name: "albumentations",
    file: "opencv_rows.py",
    pipelines: photographs,
    needs: ["torch", "albumentations"],
    about: "torch DataLoader, albumentations 2.0.8 on OpenCV; resized without antialiasing, its default",
  },
  {
    name: "spdl",
    file: "spdl_row.py",
    pipelines: [...photographs, "f"],
    needs: ["torch", "spdl-io"],
    about: "SPDL with threads; FFmpeg decodes, crops and resizes; torchvision's ColorJitter in (b)",
  },
  {
    name: "grain",
    file: "grain_row.py",
    pipelines: [...photographs, "f"],
    needs: ["grain", "opencv-python-headless"],
    about: "Grain with worker processes; it has no image operations, so OpenCV as in the row opencv",
  },
  {
    name: "tf.data",
    file: "tensorflow_row.py",
    pipelines: [...photographs, "f"],
    needs: ["tensorflow-cpu"],
    about:
      "tf.data with a pool of as many threads; `decode_and_crop_jpeg`; resized without antialiasing, as usual there",
  },
  {
    name: "dataloader-rs",
    file: "dataloader_rs_row.py",
    pipelines: ["f"],
    needs: ["dataloader-rs"],
    about: "dataloader-rs, threads; Python with its global lock, which they share",
  },
  {
    name: "dataloader-rs-batched",
    file: "dataloader_rs_row.py",
    pipelines: ["f"],
    needs: ["dataloader-rs"],
    about: "dataloader-rs, a dataset with `__getitems__`",
  },
  {
    name: "dali",
    file: "dali_row.py",
    pipelines: withPolicy,
    needs: ["nvidia-dali-cuda130"],
    about:
      "NVIDIA DALI on the processor alone; its decoder decodes the crop; color_twist in (b), which is linear in hue",
  },
  {
    name: "kornia",
    file: "kornia_row.py",
    pipelines: ["a", "b", "d"],
    needs: ["torch", "kornia"],
    about: "torch DataLoader; kornia's crop, flip and jitter on each sample, decoded by torchvision",
  },
  {
    name: "webdataset",
    file: "webdataset_row.py",
    pipelines: ["a"],
    needs: ["torch", "webdataset"],
    converts: true,
    about: "webdataset: tar shards of the JPEG files, its WebLoader, torchvision v2 on tensors",
  },
  {
    name: "mosaicml-streaming",
    file: "mosaic_row.py",
    pipelines: ["a"],
    needs: ["torch", "mosaicml-streaming"],
    converts: true,
    about: "mosaicml-streaming: MDS shards of the JPEG files, torch DataLoader, torchvision v2 on tensors",
  },
  {
    name: "litdata",
    file: "litdata_row.py",
    pipelines: ["a"],
    needs: ["torch", "litdata"],
    converts: true,
    about: "litdata: optimized chunks of the JPEG files, its StreamingDataLoader, torchvision v2 on tensors",
  },
];
