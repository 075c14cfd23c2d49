import { kindOf } from "../kinds/index.ts";
import type { Outline } from "../outline-types.ts";
import type { FieldSource, FieldSources } from "./sources.ts";

/** A sample on its way: what it looks like and where its pixels come from. */
export interface Standing {
  readonly outline: Outline;
  readonly sources: FieldSources;
}

/** The sample as one of its views sees it: the same fields, of which only this view's effects change what it delivers. */
export function enterView({ outline, sources }: Standing, view: string): Standing {
  const own: Record<string, FieldSource> = {};
  for (const [name, source] of Object.entries(sources)) own[name] = { ...source, views: [...source.views, view] };
  return { outline, sources: own };
}

/**
 * The views of a sample as one sample. What transforms change comes once for each view, named with its number: `image`
 * becomes `image0`, `image1`; labels and plain values are of the sample itself and come once.
 *
 * @throws TypeError where a view changed what belongs to the sample, or a name is taken.
 */
export function mergeViews(base: Standing, views: readonly Standing[]): Standing {
  const fields: Record<string, Outline["fields"][string]> = {};
  const others: Record<string, unknown> = {};
  const sources: Record<string, FieldSource> = {};
  for (const [name, value] of Object.entries(base.outline.others)) if (!isOfViews(value)) others[name] = value;
  views.forEach(({ outline, sources: own }, number) => {
    const place = (name: string): string => {
      const numbered = `${name}${number}`;
      if (Object.hasOwn(fields, numbered) || Object.hasOwn(others, numbered)) {
        throw new TypeError(
          `the field "${numbered}" is there twice: the sample has one, and view ${number} of "${name}" is called so`,
        );
      }
      return numbered;
    };
    for (const [name, field] of Object.entries(outline.fields)) fields[place(name)] = field;
    for (const [name, value] of Object.entries(outline.others)) {
      if (isOfViews(value) || !Object.hasOwn(base.outline.others, name)) others[place(name)] = value;
      else if (!Object.is(value, base.outline.others[name])) {
        throw new TypeError(
          `view ${number} changes the field "${name}", which belongs to the sample and not to a view`,
        );
      }
    }
    for (const [name, source] of Object.entries(own)) {
      if (Object.hasOwn(outline.fields, name)) sources[`${name}${number}`] = source;
      // Pixels that no transform sees are of the sample.
      else sources[name] = (Object.hasOwn(base.sources, name) ? base.sources[name] : undefined) ?? source;
    }
  });
  return { outline: { fields, others }, sources };
}

/** Texts are changed by transforms as pictures are. */
function isOfViews(value: unknown): boolean {
  return kindOf(value) === "text";
}
