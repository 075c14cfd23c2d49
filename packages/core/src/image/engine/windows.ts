import { kindNamed } from "../../kinds/index.ts";
import type { Outline } from "../../outline-types.ts";
import type { ReadableClip, ReadableField, Rectangle } from "../../pixel-source.ts";
import { concerns, type FieldSource, type FieldSources, type PendingEffect } from "../../walk/sources.ts";
import type { ImageEffect } from "../effect.ts";
import { ImageProgram, type Operation } from "./program.ts";

/** What of a picture has to be decoded, and what is then done to it. */
export interface WantedWindow {
  readonly name: string;
  /** Which frame of the field it is, where that is a clip. */
  readonly frame: number | undefined;
  readonly field: ReadableField;
  readonly region: Rectangle;
  readonly scale: 1 | 2 | 4 | 8;
  /** They count from the window's corner. */
  readonly operations: readonly Operation[];
}

/** The window of each picture that its effects need; of clips that of each frame. */
export function wantedWindows(
  sources: FieldSources,
  outline: Outline,
  effects: readonly PendingEffect[],
  decode: "fast" | "exact",
): readonly WantedWindow[] {
  const wanted: WantedWindow[] = [];
  for (const name of Object.keys(sources)) {
    const source = sources[name] as FieldSource;
    // A field that only passes through is decoded, but its pixels stay as they are.
    const concerned = Object.hasOwn(outline.fields, name) ? effects : [];
    const { field } = source;
    if ("frames" in field) wantFrames(wanted, name, field, { source, effects: concerned, decode });
    else wanted.push(windowOf(name, undefined, field, { source, effects: concerned, decode }));
  }
  return wanted;
}

/** What a field has before it. */
interface Coming {
  readonly source: FieldSource;
  readonly effects: readonly PendingEffect[];
  readonly decode: "fast" | "exact";
}

/** The window of the first frame is that of all, but where some effects are for certain frames alone. */
function wantFrames(wanted: WantedWindow[], name: string, { frames }: ReadableClip, coming: Coming): void {
  const alike = coming.effects.every(({ frame }) => frame === undefined);
  const first = windowOf(name, 0, frames[0] as ReadableField, coming);
  wanted.push(first);
  for (let frame = 1; frame < frames.length; frame++) {
    const field = frames[frame] as ReadableField;
    wanted.push(alike ? { ...first, frame, field } : windowOf(name, frame, field, coming));
  }
}

function windowOf(
  name: string,
  frame: number | undefined,
  field: ReadableField,
  { source, effects, decode }: Coming,
): WantedWindow {
  const program = new ImageProgram(field, kindNamed(field.kind).picture?.annotates === true);
  for (let position = 0; position < effects.length; position++) {
    const pending = effects[position] as PendingEffect;
    if (pending.frame !== undefined && pending.frame !== frame) continue;
    if (concerns(pending, position, source)) program.add(pending.effect as ImageEffect, pending.name);
  }
  const { region, operations } = program.finish(field);
  return { name, frame, field, region, operations, scale: decode === "fast" ? program.enoughScale() : 1 };
}

/** Windows of one picture that are decoded at once: those of its views. */
export interface Decoding {
  readonly field: ReadableField;
  readonly region: Rectangle;
  readonly scale: 1 | 2 | 4 | 8;
  readonly windows: readonly WantedWindow[];
}

/**
 * Views of one picture are decoded together where the rectangle around their windows is no more than the windows
 * themselves, and all want one scale: the bytes are the same either way.
 */
export function decodings(wanted: readonly WantedWindow[]): readonly Decoding[] {
  if (wanted.length === 1) return wanted.map(alone);
  const groups = new Map<ReadableField, WantedWindow[]>();
  for (const window of wanted) {
    const group = groups.get(window.field);
    if (group === undefined) groups.set(window.field, [window]);
    else group.push(window);
  }
  return [...groups.values()].flatMap((group): readonly Decoding[] => {
    const together = decodeTogether(group);
    return together === undefined ? group.map(alone) : [together];
  });
}

function alone(window: WantedWindow): Decoding {
  const { field, region, scale } = window;
  return { field, region, scale, windows: [window] };
}

function decodeTogether(windows: readonly WantedWindow[]): Decoding | undefined {
  const [first] = windows;
  if (first === undefined || windows.length === 1 || windows.some(({ scale }) => scale !== first.scale))
    return undefined;
  const region = windows.map((window) => window.region).reduce(hull);
  const apart = windows.reduce((sum, window) => sum + area(window.region), 0);
  return area(region) > apart ? undefined : { field: first.field, region, scale: first.scale, windows };
}

function hull(one: Rectangle, other: Rectangle): Rectangle {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}

function area({ width, height }: Rectangle): number {
  return width * height;
}
