import type { ReadableClip, ReadableField, ReadableFields } from "@millrace/core";
import { kindNamed, readableClip } from "@millrace/core/engine";

/** Where a picture of a sample stands. */
export interface Place {
  readonly name: string;
  /** Which frame of the field it is, where that is a clip. */
  readonly frame: number | undefined;
}

/** The pictures of a sample that can be opened by now, those of clips frame by frame. */
export class OpenedFields {
  readonly #single: Record<string, ReadableField> = {};
  readonly #clips: { readonly name: string; readonly kind: ReadableClip["kind"]; readonly frames: ReadableField[] }[] =
    [];

  /** A clip whose frames are to come. */
  expect(name: string, kind: ReadableClip["kind"]): void {
    this.#clips.push({ name, kind, frames: [] });
  }

  put({ name, frame }: Place, field: ReadableField): void {
    if (frame === undefined) this.#single[name] = field;
    else for (const clip of this.#clips) if (clip.name === name) clip.frames[frame] = field;
  }

  /** The images on which a mask may lie: one of a clip's masks lies on the frames of its number, any other on all frames. */
  imagesUnder({ frame }: Place): readonly ReadableField[] {
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
