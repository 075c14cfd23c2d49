import { z } from "zod";

/** Which light a temperature is of. */
export const light = z.enum(["blackbody", "cied"]).default("blackbody").describe('"blackbody" or "cied"');
