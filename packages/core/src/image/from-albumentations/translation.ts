import type { Transform } from "../../transform.ts";
import type { FileOptions } from "./options.ts";

/** Makes a transform of what stands in a file; how often it runs is added where it is called. */
export type Translation = (options: FileOptions) => Transform;

/** How transforms of Albumentations are translated, by their names. */
export type Translations = Readonly<Record<string, Translation>>;
