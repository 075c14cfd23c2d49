import type { CollatedBatch } from "../../batch-transform.ts";
import { OptionError } from "../../check.ts";
import { type KindName, kindNamed } from "../../kinds/index.ts";
import type { Tensor } from "../../tensor.ts";

/** Images and labels are mixed; plain texts and other values are listed in batches and mean nothing to a loss. */
const mixable: ReadonlySet<KindName> = new Set<KindName>(["image", "clip", "label", "string", "other"]);

/**
 * Refuses a batch in which something would be left behind: images change places with their neighbours, and what belongs
 * to them must follow.
 *
 * @param cuts whether rectangles are cut, so that what annotates pixels can follow.
 * @throws OptionError for a batch without images, and for a field that cannot be mixed and is not in passThrough.
 */
export function checkMixable(owner: string, { images, schema, passThrough }: CollatedBatch, cuts: boolean): void {
  const fields = schema.map(({ name, kind }) => `${name} (${kind})`).join(", ");
  if (images.every((name) => passThrough.includes(name)))
    throw new OptionError(`${owner} mixes images, and the batch has none. Its fields: ${fields}`);
  for (const { name, kind } of schema) {
    if (passThrough.includes(name) || mixable.has(kind)) continue;
    if (cuts && kindNamed(kind).picture !== undefined) continue;
    const remedy = remedies[kind] ?? "";
    throw new OptionError(
      `${owner}: the field "${name}" (${kind}) would stay unmixed beside mixed images. ${remedy}List it in passThrough to leave it as it is`,
    );
  }
}

const remedies: Readonly<Partial<Record<KindName, string>>> = {
  number: "Create class labels with classLabel(…). ",
  boolean: "Create class labels with classLabel(…). ",
  tensor: "Create class labels with classLabel(…). ",
  mask: "cutMix cuts masks along. ",
  maskClip: "cutMix cuts masks along. ",
};

/** An image tensor of bytes or floats, which is what can be mixed. */
export function imageTensor(owner: string, batch: CollatedBatch, field: string): Tensor<"float32" | "uint8"> {
  const tensor = batch.tensors[field];
  if (tensor?.dtype === "float32" || tensor?.dtype === "uint8") return tensor as Tensor<"float32" | "uint8">;
  if (tensor?.dtype === "float16") {
    throw new OptionError(
      `${owner}: the field "${field}" holds float16, and images are mixed as float32: halves would be rounded twice. Leave float16 out of the schema, or mix in the training step`,
    );
  }
  throw new OptionError(
    `${owner}: the field "${field}" holds ${tensor?.dtype ?? "nothing"}; images are mixed as uint8 or float32, so end the transform with normalize() or toFloat()`,
  );
}
