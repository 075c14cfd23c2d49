import type { ReadableClip, ReadableField, ReadableFields } from "@millrace/core";
import { kindNamed, readableClip } from "@millrace/core/engine";
import type { Source } from "./decode-error.ts";

/** The pictures of a sample that can be opened by now, those of clips frame by frame. */
export class OpenedFields {
  readonly #single: Record<string, ReadableField> = {};
  readonly #clips: { readonly name: string; readonly kind: ReadableClip["kind"]; readonly frames: ReadableField[] }[] =
    [];

  /** A clip whose frames are to come. */
  expect(name: string, kind: ReadableClip["kind"]): void {
    this.#clips.push({ name, kind, frames: [] });
  }

  /** @param place where it stands in the sample. */
  put({ field, frame }: Pick<Source, "field" | "frame">, picture: ReadableField): void {
    if (frame === undefined) this.#single[field] = picture;
    else for (const clip of this.#clips) if (clip.name === field) clip.frames[frame] = picture;
  }

  /**
   * The images on which a mask may lie: one of a clip's masks lies on the frames of its number, any other on all frames.
   *
   * @param mask where it stands in the sample.
   */
  imagesUnder({ frame }: Pick<Source, "frame">): readonly ReadableField[] {
    const images = Object.values(this.#single);
    for (const { frames } of this.#clips) {
      if (frame === undefined) for (const one of frames) images.push(one);
      else if (frames[frame] !== undefined) images.push(frames[frame]);
    }
    return images.filter((field) => field !== undefined && kindNamed(field.kind).picture?.annotates === false);
  }

  /** @throws RangeError or TypeError for a clip whose frames are not alike. */
  all(): ReadableFields {
    if (this.#clips.length === 0) return this.#single;
    const clips = this.#clips.map(({ name, kind, frames }) => [name, readableClip(name, kind, frames)]);
    return { ...this.#single, ...Object.fromEntries(clips) };
  }
}
