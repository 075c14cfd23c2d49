import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { augment, type Pixels, toPolicy } from "@millrace/core";
import { fromAlbumentations } from "@millrace/core/image";
import { noise } from "./helpers/samples.ts";

const { pipelines } = JSON.parse(
  readFileSync(new URL("./golden/albumentations-policy.json", import.meta.url), "utf8"),
) as { pipelines: Record<"plain" | "odd", unknown> };

/** A pipeline of one transform, as a file has it. */
const one = (name: string, options: object = {}) => ({
  transform: { __class_fullname__: "Compose", p: 1, transforms: [{ __class_fullname__: name, ...options }] },
});

const stepsOf = (json: unknown) => toPolicy(fromAlbumentations(json).transform).steps;

describe("a file of Albumentations 2", () => {
  test("every transform with its counterpart, ranges, probabilities and weights", () => {
    const { transform, differences } = fromAlbumentations(pipelines.plain);
    assert.deepEqual(
      differences.map(({ transform: name, option, message }) => `${name} ${option}: ${message}`),
      [
        'Equalize mode: levels are spread as Pillow itself does, not as by "pil"',
        'AutoContrast method: levels are stretched as Pillow itself does, not as by "pil"',
      ],
    );
    const sometimes = (p: number, ...transforms: object[]) => ({ randomApply: { transforms, p } });
    assert.deepEqual(toPolicy(transform).steps, [
      sometimes(0.3, { "image.horizontalFlip": {} }),
      sometimes(0.9, {
        oneOf: {
          transforms: [
            { "image.verticalFlip": {} },
            { "image.randomRotation": { interpolation: "bilinear", fill: 7, degrees: [-30, 45] } },
            { compose: [] },
          ],
          weights: [0.2, 0.6, 0.8],
        },
      }),
      sometimes(0.7, {
        someOf: {
          transforms: [
            { "image.invert": {} },
            sometimes(0.4, { "image.randomRotate90": { p: 1 } }),
            { "image.posterize": { bits: 3 } },
          ],
          count: 2,
        },
      }),
      {
        randomOrder: [
          {
            "image.colorJitter": {
              brightness: [0.8, 1.2],
              contrast: [0.8, 1.2],
              saturation: [0.8, 1.2],
              hue: [-0.5, 0.5],
              compat: "opencv",
            },
          },
          sometimes(0.1, { "image.solarize": { threshold: 102 } }),
        ],
      },
      {
        compose: [
          {
            "image.randomResizedCrop": {
              scale: [0.3, 1],
              ratio: [0.75, 1.3333333333333333],
              interpolation: "bilinear",
              antialias: false,
              size: [24, 32],
            },
          },
        ],
      },
      // Its angles go the other way round.
      sometimes(0.25, {
        "image.randomAffine": {
          scale: [0.9, 1.1],
          shear: [-4, 4, -4, 4],
          translate: [0, 0],
          interpolation: "bilinear",
          fill: 0,
          degrees: [-15, 5],
        },
      }),
      { "image.resize": { interpolation: "nearest", antialias: false, size: [20, 30] } },
      { "image.centerCrop": { size: [10, 12] } },
      { "image.crop": { x: 1, y: 2, width: 8, height: 6 } },
      { "image.equalize": {} },
      { "image.autocontrast": { compat: "pillow" } },
      { "image.gaussianBlur": { sigma: [1, 1], kernelSize: 7 } },
      { "image.normalize": { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] } },
    ]);
  });

  test("it runs", async () => {
    const { transform } = fromAlbumentations(pipelines.plain);
    const { sample } = await augment({ image: noise(64, 48) }, transform, { seed: 1 });
    const { width, height, data } = sample.image as Pixels;
    assert.deepEqual([width, height, data instanceof Float32Array], [8, 6, true]);
  });

  test("what differs is reported with its place, its option and what is done", () => {
    assert.throws(
      () => fromAlbumentations(pipelines.odd),
      /fromAlbumentations: transform\.transforms\[4\]: there is no counterpart of TimeMasking\. Those that are known: Compose, .*onUnknown: "skip"/,
    );
    const { transform, differences } = fromAlbumentations(pipelines.odd, { onUnknown: "skip" });
    assert.deepEqual(
      differences.map(({ path, transform: name, option }) => [path.replace("transform.transforms", ""), name, option]),
      [
        ["[0]", "Rotate", "crop_border"],
        ["[1]", "Affine", "scale"],
        ["[1]", "Affine", "translate_percent"],
        ["[1]", "Affine", "fit_output"],
        ["[3]", "GaussianBlur", "blur_limit"],
        ["[4]", "TimeMasking", undefined],
        ["[5]", "SomeOf", "replace"],
        ["[6]", "RandomOrder", "n"],
        ["[7]", "ToTensorV2", undefined],
        ["transform", "Compose", "bbox_params"],
      ],
    );
    assert.match(differences[0]?.message ?? "", /corners are kept, and it is true/);
    const [whole] = toPolicy(transform).steps as [{ randomApply: { p: number } }];
    assert.equal(whole.randomApply.p, 0.8);
  });
});

describe("files of version 1, and others", () => {
  test("names with modules, always_apply, one limit for both sides, other names of the fill", () => {
    const modules = "albumentations.augmentations.geometric.";
    assert.deepEqual(
      stepsOf(one("albumentations.augmentations.transforms.HorizontalFlip", { always_apply: true, p: 0.5 })),
      [{ "image.horizontalFlip": {} }],
    );
    const rotate = {
      always_apply: false,
      p: 1,
      limit: 15,
      interpolation: 1,
      border_mode: 0,
      value: [1, 2, 3],
      mask_value: null,
    };
    assert.deepEqual(stepsOf(one(`${modules}rotate.Rotate`, rotate)), [
      { "image.randomRotation": { interpolation: "bilinear", fill: [1, 2, 3], degrees: [-15, 15] } },
    ]);
    assert.deepEqual(stepsOf(one(`${modules}resize.Resize`, { p: 1, height: 10, width: 20, interpolation: 2 })), [
      { "image.resize": { interpolation: "bicubic", antialias: false, size: [10, 20] } },
    ]);
    const moved = {
      p: 1,
      shift_limit_x: 0.1,
      shift_limit_y: [-0.2, 0.2],
      scale_limit: [-0.1, 0.3],
      rotate_limit: [-10, 20],
    };
    assert.deepEqual(stepsOf(one(`${modules}transforms.ShiftScaleRotate`, moved)), [
      {
        "image.randomAffine": {
          translate: [0.1, 0.2],
          scale: [0.9, 1.3],
          interpolation: "bilinear",
          fill: 0,
          degrees: [-20, 10],
        },
      },
    ]);
    assert.deepEqual(stepsOf(one("Solarize", { p: 1, threshold: [128, 128] })), [
      { "image.solarize": { threshold: 128 } },
    ]);
  });

  test("ranges of whole numbers, values of another scale, one or the other", () => {
    assert.deepEqual(stepsOf(one("Posterize", { p: 1, num_bits: [2, 4] })), [
      { oneOf: [2, 3, 4].map((bits) => ({ "image.posterize": { bits } })) },
    ]);
    assert.deepEqual(stepsOf(one("Normalize", { p: 1, mean: [0.5], std: [0.2], max_pixel_value: 510 })), [
      { "image.normalize": { mean: [1], std: [0.4] } },
    ]);
    const children = [
      { __class_fullname__: "HorizontalFlip", p: 0.1 },
      { __class_fullname__: "InvertImg", p: 0.1 },
    ];
    assert.deepEqual(stepsOf(one("OneOrOther", { p: 0.3, transforms: children })), [
      { oneOf: { transforms: [{ "image.horizontalFlip": {} }, { "image.invert": {} }], weights: [0.3, 0.7] } },
    ]);
  });

  test("OpenCV's numbers for interpolations and for what lies beyond the edges", () => {
    const rotated = (options: object) => fromAlbumentations(one("Rotate", { p: 1, limit: [5, 5], ...options }));
    const filters = ["nearest", "bilinear", "bicubic", "area"];
    const borders = ["constant", "edge", "symmetric", "wrap", "reflect"];
    borders.forEach((border, code) => {
      const { transform, differences } = rotated({ border_mode: code, interpolation: 2, fill_mask: code });
      assert.deepEqual(differences, []);
      const beyond = { ...(code === 0 ? {} : { border }), fill: 0, ...(code === 0 ? {} : { fillMask: code }) };
      assert.deepEqual(toPolicy(transform).steps, [
        { "image.randomRotation": { interpolation: "bicubic", ...beyond, degrees: [5, 5] } },
      ]);
    });
    filters.forEach((interpolation, code) => {
      assert.deepEqual(stepsOf(one("Resize", { p: 1, height: 4, width: 6, interpolation: code })), [
        { "image.resize": { interpolation, antialias: false, size: [4, 6] } },
      ]);
    });
    assert.match(rotated({ interpolation: 3 }).differences[0]?.message ?? "", /3 is taken for bilinear/);
    assert.match(rotated({ interpolation: 4 }).differences[0]?.message ?? "", /4 is taken for bicubic/);
    assert.match(rotated({ border_mode: 5 }).differences[0]?.message ?? "", /5 is taken for a fill/);
    assert.match(rotated({ fill_mask: 1.5 }).differences[0]?.message ?? "", /1.5 is taken for 0/);
  });

  test("an option that nobody knows is reported, whatever it is", () => {
    const { differences } = fromAlbumentations(one("HorizontalFlip", { p: 1, novelty: { deep: 1 } }));
    assert.deepEqual(differences, [
      {
        path: "transform.transforms[0]",
        transform: "HorizontalFlip",
        option: "novelty",
        message: 'it is {"deep":1}, and nothing here is like it',
      },
    ]);
  });

  const wrong: [string, unknown, RegExp][] = [
    ["no object", 5, /fromAlbumentations: an object as A\.to_dict makes it is needed, got 5/],
    ["no name", { transform: { transforms: [] } }, /fromAlbumentations: transform: "__class_fullname__" says no name/],
    [
      "a name that is nearly known",
      one("HorizontalFlop"),
      /no counterpart of HorizontalFlop\. Did you mean "HorizontalFlip"\?/,
    ],
    ["no list", { __class_fullname__: "Compose" }, /transform \(Compose\): transforms must be a list/],
    [
      "a limit that is none",
      one("Rotate", { limit: "far" }),
      /transforms\[0\] \(Rotate\): limit must be a number or two, got "far"/,
    ],
    [
      "an option out of range",
      one("Posterize", { num_bits: [9, 9] }),
      /transforms\[0\] \(Posterize\): posterize: bits must be/,
    ],
  ];
  for (const [name, json, message] of wrong) {
    test(`${name} is an error with its place`, () => assert.throws(() => fromAlbumentations(json), message));
  }

  test("an unknown option of its own is refused", () => {
    assert.throws(
      () => fromAlbumentations(pipelines.plain, { onUnknwn: "skip" } as never),
      /unknown option "onUnknwn"/,
    );
  });
});
