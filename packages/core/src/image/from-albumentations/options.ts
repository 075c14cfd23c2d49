/** Something that is not, or not quite, what the file says. */
export interface Difference {
  /** Where it stands in the file: `transforms[1].transforms[0]`. */
  readonly path: string;
  /** The name there, such as `RandomResizedCrop`. */
  readonly transform: string;
  /** The option, where it is one. */
  readonly option?: string;
  readonly message: string;
}

/**
 * The options of one transform in a file. Whoever translates it takes those that it understands; what nobody took is
 * reported, so that nothing is lost without a word.
 */
export class FileOptions {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #taken = new Set<string>(["__class_fullname__", "__version__", "p", "always_apply", "transforms"]);
  readonly #report: (option: string | undefined, message: string) => void;

  constructor(
    values: Readonly<Record<string, unknown>>,
    report: (option: string | undefined, message: string) => void,
  ) {
    this.#values = values;
    this.#report = report;
  }

  /** How often it runs; a whole pipeline always, where it does not say. */
  get p(): number {
    if (this.#values.always_apply === true) return 1;
    return this.number("p", String(this.#values.__class_fullname__).endsWith("Compose") ? 1 : 0.5);
  }

  /** An option as it stands there, by the first of several names that it has had. */
  take(...names: readonly string[]): unknown {
    for (const name of names) this.#taken.add(name);
    const name = names.find((one) => this.#values[one] !== undefined && this.#values[one] !== null);
    return name === undefined ? undefined : this.#values[name];
  }

  /** @throws TypeError for what is no number. */
  number(name: string, standard: number): number {
    const value = this.take(name) ?? standard;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new TypeError(`${name} must be a number, got ${JSON.stringify(value)}`);
  }

  /** @throws TypeError for what is neither true nor false. */
  flag(name: string, standard: boolean): boolean {
    const value = this.take(name) ?? standard;
    if (typeof value === "boolean") return value;
    throw new TypeError(`${name} must be true or false, got ${JSON.stringify(value)}`);
  }

  /** Whether it is null there, which for some is a choice of its own. */
  isNull(name: string): boolean {
    return this.#values[name] === null;
  }

  /** Two numbers; one stands for all between the least there can be and itself. */
  upTo(name: string, least: number, standard: readonly [number, number]): [number, number] {
    const value = this.take(name);
    return typeof value === "number" ? [least, value] : this.range([name], standard);
  }

  /** Two numbers; one stands for itself and its opposite about `middle`. */
  range(names: readonly string[], standard: readonly [number, number], middle = 0): [number, number] {
    const value = this.take(...names) ?? standard;
    if (typeof value === "number") return [middle - Math.abs(value), middle + Math.abs(value)];
    const numbers = Array.isArray(value) ? value : [];
    if (numbers.length === 2 && numbers.every((one) => Number.isFinite(one))) {
      // Adding zero makes −0, which Python writes, the 0 that JSON has here.
      return numbers.map((one) => one + 0) as [number, number];
    }
    throw new TypeError(`${names[0]} must be a number or two, got ${JSON.stringify(value)}`);
  }

  /** Options that mean nothing here, or what is done anyway: they are as they have to be, or it is reported why not. */
  expect(name: string, values: readonly unknown[], message: string): void {
    const value = this.take(name);
    if (value === undefined || values.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
    this.#report(name, `${message}, and it is ${JSON.stringify(value)}`);
  }

  /** Says what is not quite the same. */
  differs(option: string | undefined, message: string): void {
    this.#report(option, message);
  }

  /** Reports all that nobody took. */
  finish(): void {
    for (const [name, value] of Object.entries(this.#values)) {
      if (this.#taken.has(name) || value === null) continue;
      this.#report(name, `it is ${JSON.stringify(value)}, and nothing here is like it`);
    }
  }
}
