import { kindNamed } from "../../kinds/index.ts";
import type { Outline } from "../../outline-types.ts";
import type { ReadableField, Rectangle } from "../../pixel-source.ts";
import { concerns, type FieldSource, type FieldSources, type PendingEffect } from "../../walk/sources.ts";
import type { ImageEffect } from "../effect.ts";
import { ImageProgram, type Operation } from "./program.ts";

/** What of a field has to be decoded, and what is then done to it. */
export interface WantedWindow {
  readonly name: string;
  readonly field: ReadableField;
  readonly region: Rectangle;
  readonly scale: 1 | 2 | 4 | 8;
  /** They count from the window's corner. */
  readonly operations: readonly Operation[];
}

/** The window of each field that its effects need. */
export function wantedWindows(
  sources: FieldSources,
  outline: Outline,
  effects: readonly PendingEffect[],
  decode: "fast" | "exact",
): readonly WantedWindow[] {
  return Object.keys(sources).map((name) => {
    const source = sources[name] as FieldSource;
    const { field } = source;
    const program = new ImageProgram(field, kindNamed(field.kind).picture?.annotates === true);
    // A field that only passes through is decoded, but its pixels stay as they are.
    if (Object.hasOwn(outline.fields, name)) {
      for (const [position, pending] of effects.entries()) {
        if (concerns(pending, position, source)) program.add(pending.effect as ImageEffect, pending.name);
      }
    }
    const { region, operations } = program.finish(field);
    return { name, field, region, operations, scale: decode === "fast" ? program.enoughScale() : 1 };
  });
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
