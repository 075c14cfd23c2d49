import { parseOptions } from "@millrace/core";
import { z } from "zod";

/** What is measured, and under which training step. */
export interface BenchmarkOptions<One> {
  /** The training step; what it returns is awaited. Default: none, which measures the loader alone. */
  readonly step?: (batch: One) => unknown;
  /** Batches to measure, over as many epochs as that takes, from 1. Default: one epoch. */
  readonly batches?: number;
  /** Batches to leave out at the beginning, while workers start and memory is fresh, from 0. Default 2. */
  readonly warmUp?: number;
}

const step = z.custom<(batch: never) => unknown>((value) => typeof value === "function");

const schema = z.strictObject({
  step: step.optional().describe("a function of a batch"),
  batches: z.number().int().min(1).optional().describe("a whole number of batches from 1"),
  warmUp: z.number().int().min(0).default(2).describe("a whole number of batches from 0"),
});

const withStep = schema.extend({
  step: step.describe("a function of a batch: the training step"),
  warmUp: z.number().int().min(1).default(2).describe("a whole number of batches from 1"),
});

/** The options with their defaults. @throws OptionError */
export function checkBenchmark<One>(options: BenchmarkOptions<One>) {
  const { batches, warmUp } = parseOptions("benchmark", schema, options);
  return { step: options.step, batches, warmUp };
}

/** The options with their defaults, where there must be a step and a batch before it is measured. @throws OptionError */
export function checkHeadroom<One>(options: BenchmarkOptions<One>) {
  const { batches, warmUp } = parseOptions("headroom", withStep, options);
  return { step: options.step as (batch: One) => unknown, batches, warmUp };
}
