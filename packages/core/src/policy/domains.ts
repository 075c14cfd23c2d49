import { registeredDomains } from "./registry.ts";

/** Where each domain's transforms are. A domain is loaded when it is named: who works on texts loads nothing of images. */
const modules: Readonly<Record<string, () => Promise<unknown>>> = {
  image: () => import("../image/index.ts"),
  tabular: () => import("../tabular/index.ts"),
};

export const domainNames: readonly string[] = Object.keys(modules);

/**
 * Loads the domains that a policy names; all of them where it has a bare name that no loaded one knows.
 *
 * @param names as they stand in the policy: `image.resize`, or bare.
 * @param isKnown whether a bare name is known by now.
 */
export async function loadDomainsOf(names: Iterable<string>, isKnown: (name: string) => boolean): Promise<void> {
  const wanted = new Set<string>();
  let bare = false;
  for (const name of names) {
    const point = name.indexOf(".");
    if (point >= 0) wanted.add(name.slice(0, point));
    else if (!isKnown(name)) bare = true;
  }
  const loaded = registeredDomains();
  const missing = domainNames.filter((domain) => (bare || wanted.has(domain)) && !loaded.includes(domain));
  await Promise.all(missing.map((domain) => modules[domain]?.()));
}
