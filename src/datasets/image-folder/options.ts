import { parseOptions } from "@millrace/core";
import { z } from "zod";

/** The formats that are decoded. */
const decoded = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff", ".gif"];

const schema = z.strictObject({
  classes: z.boolean().default(true).describe("true (sub-folders are classes) or false (no labels)"),
  split: z.enum(["train", "validation", "test"]).optional().describe('"train", "validation" or "test"'),
  extensions: z
    .array(z.string())
    .refine((extensions) => extensions.length > 0 && extensions.every((extension) => /^\.[^/]+$/.test(extension)))
    .default(decoded)
    .transform((extensions) => extensions.map((extension) => extension.toLowerCase()))
    .describe('a list of file name endings with their dots, such as [".jpg", ".png"]'),
  allowEmpty: z.boolean().default(false).describe("true or false"),
  channels: z
    .union([z.literal(1), z.literal(3), z.literal(4)])
    .optional()
    .describe("1 (grey), 3 (RGB) or 4 (RGB and alpha)"),
  exifOrientation: z.boolean().optional().describe("true or false"),
  colorProfile: z.enum(["ignore", "convert"]).optional().describe('"ignore" or "convert"'),
});

/** @throws OptionError for an unknown option and a value that is not allowed. */
export function parseImageFolderOptions(options: unknown) {
  const { channels, exifOrientation, colorProfile, ...rest } = parseOptions("imageFolder", schema, options);
  return {
    ...rest,
    ...(channels === undefined ? {} : { channels }),
    ...(exifOrientation === undefined ? {} : { exifOrientation }),
    ...(colorProfile === undefined ? {} : { colorProfile }),
  };
}
