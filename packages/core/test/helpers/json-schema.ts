type Schema = { readonly [key: string]: unknown };

/** What says nothing about validity. */
const annotations = new Set(["$schema", "$id", "$defs", "description", "default", "title"]);

/**
 * Where a value breaks a JSON Schema (draft 2020-12), of the keywords that policies use.
 *
 * @throws Error for a keyword that is not known here, so that nothing passes unchecked.
 */
export function violations(root: Schema, value: unknown, schema: Schema = root, path = "policy"): string[] {
  return Object.entries(schema).flatMap(([keyword, expected]) => {
    if (annotations.has(keyword)) return [];
    const check = keywords[keyword];
    if (check === undefined) throw new Error(`the keyword ${keyword} at ${path} is not known`);
    return check(expected, value, { root, schema, path });
  });
}

interface Context {
  readonly root: Schema;
  readonly schema: Schema;
  readonly path: string;
}

type Check = (expected: unknown, value: unknown, context: Context) => string[];

/** A check of one type of value; others pass, as the standard has it. */
function of<Value>(is: (value: unknown) => value is Value, holds: (expected: never, value: Value) => boolean): Check {
  return (expected, value, { path }) =>
    !is(value) || holds(expected as never, value) ? [] : [`${path}: ${JSON.stringify(expected)}`];
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !isList(value);
const isAnything = (_value: unknown): _value is unknown => true;

const types: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: isList,
  number: isNumber,
  integer: Number.isInteger,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
};

/** How many of some schemas a value fits. */
function fitting(options: unknown, value: unknown, { root, path }: Context): number {
  return (options as Schema[]).filter((option) => violations(root, value, option, path).length === 0).length;
}

const keywords: Record<string, Check> = {
  type: of(isAnything, (expected: string, value) => types[expected]?.(value) === true),
  const: of(isAnything, (expected, value) => expected === value),
  enum: of(isAnything, (expected: unknown[], value) => expected.includes(value)),
  minimum: of(isNumber, (least, value) => value >= least),
  maximum: of(isNumber, (most, value) => value <= most),
  exclusiveMinimum: of(isNumber, (least, value) => value > least),
  exclusiveMaximum: of(isNumber, (most, value) => value < most),
  minItems: of(isList, (least, value) => value.length >= least),
  maxItems: of(isList, (most, value) => value.length <= most),
  required: of(isObject, (names: string[], value) => names.every((name) => Object.hasOwn(value, name))),
  anyOf: (options, value, context) => (fitting(options, value, context) > 0 ? [] : [`${context.path}: anyOf`]),
  oneOf: (options, value, context) => (fitting(options, value, context) === 1 ? [] : [`${context.path}: oneOf`]),
  $ref: (reference, value, { root, path }) => {
    const target = String(reference)
      .slice(2)
      .split("/")
      .reduce<unknown>((part, name) => (part as Schema)[name], root);
    return violations(root, value, target as Schema, path);
  },
  properties: (properties, value, { root, path }) =>
    !isObject(value)
      ? []
      : Object.entries(properties as Record<string, Schema>).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? violations(root, value[name], schema, `${path}.${name}`) : [],
        ),
  additionalProperties: (allowed, value, { schema, path }) => {
    if (allowed !== false) throw new Error("additionalProperties is only known as false");
    const known = Object.keys((schema.properties ?? {}) as object);
    return !isObject(value)
      ? []
      : Object.keys(value).flatMap((name) => (known.includes(name) ? [] : [`${path}: unknown ${name}`]));
  },
  prefixItems: (schemas, value, { root, path }) =>
    !isList(value)
      ? []
      : (schemas as Schema[]).flatMap((schema, i) =>
          i < value.length ? violations(root, value[i], schema, `${path}[${i}]`) : [],
        ),
  items: (schema, value, { root, schema: parent, path }) => {
    if (!isList(value)) return [];
    const from = ((parent.prefixItems as unknown[] | undefined) ?? []).length;
    if (schema === false) return value.length > from ? [`${path}: too many items`] : [];
    return value.slice(from).flatMap((item, i) => violations(root, item, schema as Schema, `${path}[${from + i}]`));
  },
};
