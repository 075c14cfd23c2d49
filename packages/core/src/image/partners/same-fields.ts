import { framesOf } from "../../outline.ts";
import type { FieldOutline, Outline } from "../../outline-types.ts";

/**
 * The fields of one name of a sample and of its partners.
 *
 * @throws TypeError where a partner has no such field, or another kind of it; RangeError where it has other channels.
 */
export function fieldOfAll<Field extends FieldOutline>(
  name: string,
  field: Field,
  partners: readonly Outline[],
): readonly [Field, ...Field[]] {
  const others = partners.map(({ fields }) => {
    const other = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (other?.kind !== field.kind) {
      throw new TypeError(
        `the field "${name}" is of kind ${field.kind}, and a partner's is ${other?.kind ?? "missing"}; all samples need the same`,
      );
    }
    requireSingle(name, other);
    if ("channels" in field && "channels" in other && other.channels !== field.channels) {
      throw new RangeError(
        `the field "${name}" has ${channelsText(field.channels)}, and a partner's has ${channelsText(other.channels)}; decode all with as many`,
      );
    }
    return other as Field;
  });
  return [field, ...others];
}

function channelsText(channels: number): string {
  return `${channels} channel${channels === 1 ? "" : "s"}`;
}

/**
 * Refuses clips: partners are put together picture by picture.
 *
 * @throws TypeError naming the field.
 */
export function requireNoClips({ fields }: Outline): void {
  for (const [name, field] of Object.entries(fields)) requireSingle(name, field);
}

function requireSingle(name: string, field: FieldOutline): void {
  const frames = framesOf(field);
  if (frames === undefined) return;
  throw new TypeError(
    `the field "${name}" is a clip of ${frames} frames, and partners are put together from single images and masks; leave it out for clips`,
  );
}
