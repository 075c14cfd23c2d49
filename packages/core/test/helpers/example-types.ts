import type * as image from "@millrace/core/image";

/** What is exported beside factories has no definition. */
type Factories = {
  [Name in keyof typeof image as (typeof image)[Name] extends { readonly definition: unknown } ? Name : never]: Extract<
    (typeof image)[Name],
    (...values: never[]) => unknown
  >;
};

type ArgumentLists<Name extends keyof Factories> = readonly [
  Parameters<Factories[Name]>,
  ...(readonly Parameters<Factories[Name]>[]),
];

/** The transforms that cannot be called without anything. */
type Demanding = {
  [Name in keyof Factories]: [] extends Parameters<Factories[Name]> ? never : Name;
}[keyof Factories];

/** Argument lists of some transforms, as the contract tests call them. */
export type ExamplesOf = { readonly [Name in keyof Factories]?: ArgumentLists<Name> };

/** Those of all transforms that ask for options, and of some others. */
export type AllExamples = ExamplesOf & { readonly [Name in Demanding]: ArgumentLists<Name> };
