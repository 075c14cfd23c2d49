import { mostChannels, parseOptions } from "@millrace/core";
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
    .number()
    .int()
    .min(1)
    .max(mostChannels)
    .optional()
    .describe("1 (grey), 3 (RGB), 4 (RGB and alpha), or 2 and 5 to 255 (bands as they are stored)"),
  bits: z
    .union([z.literal(8), z.literal(16)])
    .optional()
    .describe("8, or 16 for PNG and TIFF"),
  exifOrientation: z.boolean().optional().describe("true or false"),
  colorProfile: z.enum(["ignore", "convert"]).optional().describe('"ignore" or "convert"'),
});

/** @throws OptionError for an unknown option and a value that is not allowed. */
export function parseImageFolderOptions(options: unknown) {
  const { channels, bits, exifOrientation, colorProfile, ...rest } = parseOptions("imageFolder", schema, options);
  return {
    ...rest,
    ...(channels === undefined ? {} : { channels }),
    ...(bits === undefined ? {} : { bits }),
    ...(exifOrientation === undefined ? {} : { exifOrientation }),
    ...(colorProfile === undefined ? {} : { colorProfile }),
  };
}
