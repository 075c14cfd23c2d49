import { readdirSync, readFileSync } from "node:fs";
import type { Combinator, LeafTransform, Pixels } from "@millrace/core";
import { type AnyFactory, argumentLists, factories } from "../../packages/core/test/helpers/factories.ts";
import { otherNames } from "./names.ts";
import { after, digestOf, scene, shown } from "./picture.ts";

/** A file of the documents: text, or a picture that is still to be encoded. */
export type DocumentFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly pixels: Pixels<Uint8Array> };

const image = new URL("../../packages/core/src/image/", import.meta.url);

/** What folders are called in the index. */
const domains: Readonly<Record<string, string>> = {
  geometry: "Space",
  color: "Color",
  blur: "Blur and sharpness",
  noise: "Noise",
  degradation: "Degradation",
  occlusion: "Occlusion",
  weather: "Weather and light",
  pixel: "Other kernels",
  policies: "Automatic policies",
  partners: "With other samples",
  mix: "On batches",
};

/** In which folder a transform stands, and what its comment says. */
interface Source {
  readonly folder: string;
  readonly comment: string;
}

function sources(): ReadonlyMap<string, Source> {
  const found = new Map<string, Source>();
  const definition = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+) =/g;
  for (const folder of Object.keys(domains)) {
    for (const file of readdirSync(new URL(`${folder}/`, image))) {
      const text = readFileSync(new URL(`${folder}/${file}`, image), "utf8");
      for (const [, comment, name] of text.matchAll(definition)) {
        found.set(name as string, { folder, comment: plain(comment as string) });
      }
    }
  }
  return found;
}

/** A comment without its stars; what it throws as a sentence. */
function plain(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  return lines
    .join("\n")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/@throws (\w+)/g, "Throws `$1`")
    .replace(/@param (\w+)/g, "`$1`:")
    .trim();
}

/** Every document, made anew: a page for each transform with its picture, and an index. */
export async function documents(): Promise<readonly DocumentFile[]> {
  const known = sources();
  const before = scene();
  const files: DocumentFile[] = [{ name: "pictures/scene.png", pixels: before }];
  const listed: { readonly name: string; readonly folder: string; readonly summary: string }[] = [];
  for (const [name, factory] of factories) {
    const source = known.get(name);
    if (source === undefined) continue;
    const [values = []] = argumentLists(name, factory).filter((list) => list.length > 0 || !needsOptions(factory));
    const transform = factory(...values);
    const picture = transform.type === "batch" ? undefined : await after(transform as LeafTransform | Combinator);
    if (picture !== undefined) files.push({ name: `pictures/${name}.png`, pixels: shown(picture) });
    files.push({ name: `${name}.md`, text: page(name, factory, source, transform as LeafTransform, picture) });
    listed.push({ name, folder: source.folder, summary: factory.definition.summary });
  }
  files.push({ name: "README.md", text: index(listed) });
  return files;
}

function needsOptions(factory: AnyFactory): boolean {
  return !factory.definition.options.safeParse({}).success;
}

function page(
  name: string,
  { definition }: AnyFactory,
  { comment }: Source,
  transform: LeafTransform,
  picture: Pixels | undefined,
): string {
  const others = otherNames[name] ?? {};
  const elsewhere = Object.entries(others).map(([library, other]) => `${library}: \`${other}\``);
  const { changes, given } = transform;
  const lines = [
    `# ${name}`,
    "",
    definition.summary,
    "",
    comment,
    "",
    ...(picture === undefined
      ? []
      : [
          `| before | \`${call(name, given)}\` |`,
          "| --- | --- |",
          `| ![before](pictures/scene.png) | ![after](pictures/${name}.png) |`,
          "",
          `<!-- pixels ${digestOf(picture)} -->`,
          "",
        ]),
    ...options(definition),
    `- **Can alter** (with the options above): ${changes.join(", ") || "nothing that a label depends on"}.`,
    `- **When a model is tested**: ${evaluation(definition)}.`,
    `- **At a lower intensity**: ${definition.intensity === "fixed" ? "stays as it is" : "does less, or does it more rarely"}.`,
    ...(elsewhere.length === 0 ? [] : [`- **Elsewhere**: ${elsewhere.join(", ")}.`]),
    "",
  ];
  return lines.join("\n");
}

function call(name: string, given: object): string {
  const text = JSON.stringify(given)
    .replace(/"(\w+)":/g, "$1: ")
    .replaceAll(",", ", ")
    .replaceAll("|", "\\|");
  return text === "{}" ? `${name}()` : `${name}(${text.length > 90 ? "{ … }" : text})`;
}

function evaluation({ evaluation: counterpart }: AnyFactory["definition"]): string {
  if (counterpart === "same") return "the same";
  return counterpart === "nothing" ? "nothing" : "a fixed counterpart";
}

function options({ options: schema, positional }: AnyFactory["definition"]): string[] {
  const shape = schema.shape as Record<
    string,
    { description?: string; safeParse(value: unknown): { success: boolean; data?: unknown } }
  >;
  const rows = Object.entries(shape).map(([option, one]) => {
    const parsed = one.safeParse(undefined);
    const standard = parsed.success
      ? parsed.data === undefined
        ? "–"
        : `\`${JSON.stringify(parsed.data)}\``
      : "required";
    const alone = option === positional ? " (may stand alone)" : "";
    return `| \`${option}\`${alone} | ${(one.description ?? "").replaceAll("|", "\\|")} | ${standard} |`;
  });
  return rows.length === 0
    ? ["No options.", ""]
    : ["| option | allowed | default |", "| --- | --- | --- |", ...rows, ""];
}

function index(
  listed: readonly { readonly name: string; readonly folder: string; readonly summary: string }[],
): string {
  const lines = [
    "# Image transforms",
    "",
    "Made by `npx --yes pnpm@12 document` from the transforms' own descriptions; the pictures are what the library makes of one drawing.",
    "",
  ];
  for (const [folder, title] of Object.entries(domains)) {
    lines.push(`## ${title}`, "", "| | |", "| --- | --- |");
    for (const { name, summary } of listed.filter((one) => one.folder === folder)) {
      lines.push(`| [${name}](${name}.md) | ${summary} |`);
    }
    lines.push("");
  }
  for (const library of ["torchvision", "albumentations"] as const) {
    lines.push(`## In ${library} this is called`, "", `| ${library} | Millrace |`, "| --- | --- |");
    const pairs = Object.entries(otherNames).flatMap(([name, others]) => {
      const other = others[library];
      return other === undefined ? [] : [[other, name] as const];
    });
    const link = (name: string) => (listed.some((one) => one.name === name) ? `[${name}](${name}.md)` : `\`${name}\``);
    const order = (a: readonly [string, string], b: readonly [string, string]) =>
      a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? -1 : 1;
    for (const [other, name] of pairs.sort(order)) lines.push(`| \`${other}\` | ${link(name)} |`);
    lines.push("");
  }
  return lines.join("\n");
}
