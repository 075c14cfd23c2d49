/** Checked by the compiler alone: what a batch's fields are follows from the sample, the transform and the mixing. */
import {
  compose,
  gaussianNoise,
  mixUp,
  normalize,
  oneOf,
  perFrame,
  randomHorizontalFlip,
  randomResizedCrop,
  toFloat,
} from "@millrace/core/image";
import {
  type BatchTensor,
  boxes,
  classLabel,
  clip,
  columnTable,
  concat,
  DataLoader,
  type FlatRows,
  filter,
  imageFile,
  imageFolder,
  kFold,
  map,
  maskClip,
  maskFile,
  type PaddedRows,
  pad,
  padTo,
  pixels,
  type RaggedRows,
  type Reference,
  split,
  subset,
  tensor,
  text,
} from "millrace";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

const folder = imageFolder("photographs");

for await (const batch of new DataLoader(folder, { batchSize: 2 })) {
  same<typeof batch.image, BatchTensor<"uint8">>(true);
  same<typeof batch.label, BatchTensor<"int32">>(true);
  // @ts-expect-error: there is no such field
  batch.mask;
}

// What differs in length is as the option says, and a mask is a field of its own.
const lists = {
  length: 1,
  get: () => ({
    tokens: [1],
    ids: new BigInt64Array(1),
    caption: "a",
    found: boxes([[0, 0, 1, 1]], { format: "xyxy", with: { id: [1] } }),
  }),
};
const counts = Object.assign(() => new Uint16Array(1), { schema: { dtype: "uint16" } } as const);
for await (const batch of new DataLoader(lists, {
  batchSize: 1,
  workers: 0,
  schema: { tokens: "int32" },
  collate: { tokens: "ragged", ids: pad({ mask: true }), caption: counts, found: padTo(3) },
})) {
  same<typeof batch.tokens, RaggedRows<Int32Array<ArrayBuffer>>>(true);
  same<typeof batch.ids, BatchTensor<"int64">>(true);
  same<typeof batch.idsMask, BatchTensor<"bool">>(true);
  same<typeof batch.caption, BatchTensor<"uint16">>(true);
  const padded: PaddedRows = batch.found;
  same<typeof batch.found.with.id, Float32Array<ArrayBuffer>>(true);
  padded.lengths.at(0);
  // @ts-expect-error: no mask was asked for
  batch.foundMask;
}
for await (const batch of new DataLoader(lists, {
  batchSize: 1,
  collate: { found: "flat", tokens: pad(), ids: "flat" },
})) {
  batch.found.sample.at(0);
  same<typeof batch.ids, FlatRows<BigInt64Array<ArrayBuffer>>>(true);
  same<typeof batch.tokens, BatchTensor<"float32">>(true);
  same<typeof batch.caption, string[]>(true);
}
for await (const batch of new DataLoader(folder, {
  batchSize: 2,
  transform: normalize(),
  schema: { image: "float16" },
})) {
  same<typeof batch.image, BatchTensor<"float16">>(true);
}

// Parts and concatenations have the samples of what they are made of.
const { train } = split(folder, { train: 0.9, test: 0.1 });
for await (const batch of new DataLoader(concat([train, subset(folder, { end: 3 })]), { batchSize: 2 })) {
  same<typeof batch.image, BatchTensor<"uint8">>(true);
  same<typeof batch.references, readonly Reference[]>(true);
}

for await (const batch of new DataLoader(split(folder, { a: 0.9, b: 0.1 }, { groups: "label" }).b, { batchSize: 2 })) {
  same<typeof batch.image, BatchTensor<"uint8">>(true);
}
for (const fold of kFold(folder, 5, { groups: "label" })) {
  for await (const batch of new DataLoader(fold.validation, { batchSize: 2 })) {
    same<typeof batch.label, BatchTensor<"int32">>(true);
  }
}
for await (const batch of new DataLoader(await filter(folder, ({ image }) => image.path !== ""), { batchSize: 2 })) {
  same<typeof batch.label, BatchTensor<"int32">>(true);
}
// @ts-expect-error: a test is answered at once
filter(folder, async () => true);
for await (const batch of new DataLoader(
  map(folder, async ({ image }) => ({ image, id: 3n })),
  { batchSize: 2 },
)) {
  same<typeof batch.id, BatchTensor<"int64">>(true);
  // @ts-expect-error: the change left it out
  batch.label;
}
const rows = columnTable({ age: Uint8Array.of(1, 2, 3) });
// @ts-expect-error: columns are divided without a look at them
kFold(rows, 3, { groups: "age" });
// @ts-expect-error: and so are the parts of a split
split(rows, { a: 0.5, b: 0.5 }, { groups: "age" });
// @ts-expect-error: there is no such option
split(folder, { a: 0.5, b: 0.5 }, { group: "label" });

// A clip is an image of more sizes, of the type of its frames.
const films = {
  length: 1,
  get: () => ({
    clip: clip([imageFile("a.jpg")]),
    deep: clip([imageFile("a.png", { bits: 16 })]),
    floats: clip([pixels(new Float32Array(3), 1, 1)]),
    masks: maskClip([maskFile("a.png")]),
  }),
};
for await (const batch of new DataLoader(films, { batchSize: 2, transform: compose([perFrame([gaussianNoise()])]) })) {
  same<typeof batch.clip, BatchTensor<"uint8">>(true);
  same<typeof batch.deep, BatchTensor<"uint16">>(true);
  same<typeof batch.floats, BatchTensor<"float32">>(true);
  same<typeof batch.masks, BatchTensor<"uint8" | "uint16">>(true);
}
// @ts-expect-error: masks are no images
clip([maskFile("a.png")]);

// An iterable may say that it can seek; it is a function with a property.
const seeking = Object.assign(({ skip }: { skip: number }) => [{ value: skip }], { seeks: true });
for await (const batch of new DataLoader(seeking, { batchSize: 2 })) {
  same<typeof batch.value, BatchTensor<"float32">>(true);
}

const bytes = compose([randomResizedCrop(8), randomHorizontalFlip()]);
const floats = compose([bytes, compose([normalize()])]);

for await (const batch of new DataLoader(folder, { batchSize: 2, transform: bytes })) {
  same<typeof batch.image, BatchTensor<"uint8">>(true);
}

for await (const batch of new DataLoader(folder, { batchSize: 2, transform: floats, batchTransform: mixUp() })) {
  same<typeof batch.image.data, Float32Array<ArrayBuffer>>(true);
  same<typeof batch.label, BatchTensor<"float32">>(true);
}

for await (const batch of new DataLoader(films, { batchSize: 2, transform: floats })) {
  same<typeof batch.clip, BatchTensor<"float32">>(true);
}

// In evaluation nothing is mixed, so labels are class numbers.
for await (const batch of new DataLoader(folder, {
  batchSize: 2,
  transform: floats,
  batchTransform: mixUp(),
  mode: "evaluate",
})) {
  same<typeof batch.label, BatchTensor<"int32">>(true);
}

for await (const batch of new DataLoader(folder, { batchSize: 2, transform: oneOf([toFloat(), normalize()]) })) {
  same<typeof batch.image, BatchTensor<"float32">>(true);
}

const own = {
  length: 3,
  get: (index: number) => ({
    image: imageFile("a.jpg"),
    weight: index,
    name: "a",
    sentence: text("b"),
    label: classLabel(index),
    boxes: boxes([[0, 0, 1, 1]], { format: "coco", with: { label: [1], name: ["x"] } }),
  }),
};

for await (const batch of new DataLoader(own, { batchSize: 2 })) {
  same<typeof batch.weight, BatchTensor<"float32">>(true);
  same<typeof batch.name, string[]>(true);
  same<typeof batch.sentence, string[]>(true);
  same<typeof batch.boxes.with.name, string[]>(true);
  same<typeof batch.boxes.with.label, Float32Array<ArrayBuffer>>(true);
}

const numbers = {
  length: 3,
  get: (index: number) => ({
    id: index,
    whole: index,
    flag: true,
    large: 1n,
    list: new Float64Array(2),
    cube: tensor(new Int16Array(8), [2, 2, 2]),
    halves: tensor(new Uint16Array(8), [8], "float16"),
  }),
};

for await (const batch of new DataLoader(numbers, {
  batchSize: 2,
  schema: { id: "int64", cube: { dtype: "int32" } },
})) {
  same<typeof batch.id, BatchTensor<"int64">>(true);
  same<typeof batch.id.data, BigInt64Array<ArrayBuffer>>(true);
  same<typeof batch.whole, BatchTensor<"float32">>(true);
  same<typeof batch.flag, BatchTensor<"bool">>(true);
  same<typeof batch.large, BatchTensor<"int64">>(true);
  same<typeof batch.list, BatchTensor<"float64">>(true);
  same<typeof batch.cube, BatchTensor<"int32">>(true);
  same<typeof batch.halves, BatchTensor<"float16">>(true);
}

// @ts-expect-error: a required option
randomResizedCrop();
// @ts-expect-error: an unknown option
randomResizedCrop({ size: 8, scal: [1, 1] });
// @ts-expect-error: what works on samples and what works on batches do not stand in one row
compose([mixUp(), randomResizedCrop(8)]);
same<ReturnType<typeof mixed>["labels"], "soft" | undefined>(true);
function mixed() {
  return oneOf([mixUp(), mixUp({ alpha: 0.2 })]);
}
// @ts-expect-error: an unknown option
new DataLoader(folder, { batchSize: 2, suffle: true });
