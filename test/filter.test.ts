import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";
import {
  columnTable,
  concat,
  DataLoader,
  type Dataset,
  type FilterOptions,
  type FilterProgress,
  filter,
  fromModule,
  OptionError,
  type ReadContext,
  type Reference,
  SampleError,
  subset,
} from "millrace";
import { IndexList } from "../src/datasets/filter/index-list.ts";
import { sourcesOf } from "../src/datasets/sources.ts";
import type { named } from "./fixtures/named.ts";

interface Row {
  readonly row: number;
}

const whole = (length: number) => ({ length, get: (row: number): Row => ({ row }) });
const list = (length: number) => Array.from({ length }, (_, index) => index);
const even = ({ row }: Row) => row % 2 === 0;

/** What a dataset that has to be waited for was asked. */
class Slow {
  readonly asked: number[] = [];
  readonly signals: AbortSignal[] = [];
  most = 0;
  #pending = 0;

  async answer(row: number): Promise<Row> {
    this.asked.push(row);
    this.#pending++;
    this.most = Math.max(this.most, this.#pending);
    // Later ones are there before earlier ones.
    await setTimeout(4 - (row % 4));
    this.#pending--;
    return { row };
  }
}

function forms(slow: Slow, length: number): Readonly<Record<string, Dataset<Row>>> {
  const never = () => assert.fail("another form was there");
  return {
    get: { length, get: (row) => slow.answer(row) },
    getMany: { length, get: never, getMany: (rows) => Promise.all(rows.map((row) => slow.answer(row))) },
    "getMany, one by one": { length, get: never, getMany: (rows) => rows.map((row) => slow.answer(row)) },
    read: {
      length,
      get: never,
      getMany: never,
      read: (references: readonly Reference[], { epoch, seed, signal }: ReadContext) => {
        assert.deepEqual([epoch, seed], [0, 0]);
        slow.signals.push(signal);
        return references.map(({ row }) => slow.answer(row));
      },
    },
  };
}

/** The warnings of filters while something runs. */
async function warningsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  const note = (warning: Error & { code?: string }) => {
    if (warning.code === "MILLRACE_FILTER") seen.push(warning.message);
  };
  process.on("warning", note);
  await run();
  // They come a tick later.
  await setImmediate();
  process.off("warning", note);
  return seen;
}

describe("filter", () => {
  test("is a part: order, classes, types and split as they are, and nothing copied", async () => {
    const birds = { ...whole(10), classes: ["jay"], schema: { row: "int32" }, split: "validation" } as const;
    const kept = await filter(birds, even);
    assert.deepEqual(kept.indices, [0, 2, 4, 6, 8]);
    assert.deepEqual([kept.classes, kept.schema, kept.split], [["jay"], { row: "int32" }, "validation"]);
    assert.deepEqual(kept.get(3), { row: 6 });
    assert.deepEqual(sourcesOf(kept).datasets, [birds]);
    const again = await filter(
      concat([kept, { ...whole(3), classes: ["jay"] }]),
      ({ row }, index) => row !== 4 && index !== 5,
    );
    assert.deepEqual(again.indices, [0, 1, 3, 4, 6, 7]);
    assert.deepEqual(sourcesOf(again).places.at(3), { dataset: 0, row: 8 });
    assert.deepEqual(sourcesOf(again).places.at(4), { dataset: 1, row: 1 });
    assert.equal("split" in (await filter(whole(3), even)), false);
  });

  test("a filtered dataset is read in workers, as the whole is", async () => {
    const module = new URL("./fixtures/named.ts", import.meta.url);
    const birds = fromModule<typeof named>(module, "named", { name: "birds", length: 20 });
    const kept = await filter(birds, even);
    await using loader = new DataLoader(kept, { batchSize: 5, workers: 1 });
    const seen: number[] = [];
    for await (const batch of loader) {
      seen.push(...batch.row.data);
      assert.equal(
        batch.thread.data.every((thread) => thread > 0),
        true,
      );
    }
    assert.deepEqual(seen, kept.indices);
  });

  for (const name of Object.keys(forms(new Slow(), 1))) {
    test(`${name}: each sample once, several at a time, and handed over by index`, async () => {
      for (const reads of [undefined, 1, 5]) {
        const slow = new Slow();
        const order: number[] = [];
        const options: FilterOptions = reads === undefined ? {} : { reads };
        const kept = await filter(
          forms(slow, 50)[name] as Dataset<Row>,
          (sample, index) => {
            assert.equal(sample.row, index);
            return even({ row: order.push(index) - 1 });
          },
          options,
        );
        assert.deepEqual(
          kept.indices,
          list(25).map((half) => 2 * half),
        );
        assert.deepEqual(order, list(50));
        assert.deepEqual(slow.asked, list(50));
        assert.equal(slow.most, reads ?? 16);
        assert.equal(
          slow.signals.some(({ aborted }) => aborted),
          false,
        );
      }
    });
  }

  test("progress by the hundredth, after a thousand at the latest, and at the end", async () => {
    const work = { task: "filter", unit: "samples" };
    const reported = async (length: number) => {
      const all: FilterProgress[] = [];
      await filter(whole(length), even, { progress: (report) => all.push(report) });
      assert.deepEqual(all.pop(), all.at(-1), "at the end once more");
      const { rate, secondsLeft } = all[0] as FilterProgress;
      assert.equal(rate > 0 && (secondsLeft as number) >= 0, true);
      return all.map(({ task, done, total, unit, kept }) => ({ task, done, total, unit, kept }));
    };
    assert.deepEqual(
      await reported(3),
      [1, 2, 3].map((done) => ({ ...work, done, total: 3, kept: Math.ceil(done / 2) })),
    );
    const long = await reported(250_500);
    assert.equal(long.length, 251);
    assert.deepEqual(long[1], { ...work, done: 2000, total: 250_500, kept: 1000 });
    assert.deepEqual(long.at(-1), { ...work, done: 250_500, total: 250_500, kept: 125_250 });
    const broken = filter(whole(3), even, { progress: () => JSON.parse("no bar") });
    await assert.rejects(broken, SyntaxError);
    const written: string[] = [];
    await filter(whole(1000), even, { progress: { write: (text) => written.push(text) } });
    assert.equal(written.length, 2);
    assert.match(
      written[1] as string,
      /^filter {2}1,000\/1,000 samples \(100 %\) {2}\S+ samples\/s {2}0:00 left {2}500 kept\n$/,
    );
  });

  test("a warning where nearly nothing passes, an error where nothing does", async () => {
    assert.deepEqual(await warningsOf(() => filter(whole(100), ({ row }) => row === 3)), []);
    const [warning, ...others] = await warningsOf(() => filter(whole(101), ({ row }) => row === 3));
    assert.match(warning as string, /of 101 samples only 1 passed, fewer than 1 in 100/);
    assert.deepEqual(others, []);
    const nothing = [whole(200), whole(1), whole(0)] as const;
    for (const dataset of nothing) {
      await assert.rejects(
        filter(dataset, () => false),
        (error: Error) =>
          error instanceof OptionError && error.message.includes(`but of ${dataset.length} none passed`),
      );
    }
  });

  describe("what goes wrong", () => {
    const cause = new Error("the disk is gone");
    const fails = (dataset: Dataset<Row>, index: number, keep = even) =>
      assert.rejects(filter(dataset, keep, { reads: 8 }), (error: unknown) => {
        assert.equal(error instanceof SampleError, true, `${error}`);
        const { index: told, cause: kept, message } = error as SampleError;
        assert.deepEqual([told, kept], [index, cause]);
        assert.match(message, new RegExp(`^sample ${index}\\b.*the disk is gone`));
        return true;
      });

    test("names its sample and keeps its cause, in every form", async () => {
      const throws = (row: number) => {
        if (row >= 13) throw cause;
        return { row };
      };
      const length = 20;
      const get = throws;
      await fails({ length, get }, 13);
      await fails({ length, get: async (row) => throws(row) }, 13);
      await fails({ length, get, getMany: (rows) => rows.map(throws) }, 8);
      await fails({ length, get, getMany: async (rows) => rows.map(throws) }, 8);
      await fails({ length, get, read: (references) => references.map(async ({ row }) => throws(row)) }, 13);
      await fails(whole(20), 7, ({ row }) => {
        if (row === 7) throw cause;
        return true;
      });
      await assert.rejects(filter({ length, get: () => 5 as never }, even), /^SampleError: sample 0,.*got 5/);
      await assert.rejects(
        filter(subset({ length, get }, { start: 10 }), even),
        (error) => error instanceof SampleError && error.index === 3 && error.row === 13,
      );
    });

    test("the first by index, however early another one fails; nothing is read after it, and the dataset is told", async () => {
      const slow = new Slow();
      let signal: AbortSignal | undefined;
      const asked: number[] = [];
      const dataset: Dataset<Row> = {
        length: 1000,
        get: () => assert.fail("read is there"),
        read(references, context) {
          signal = context.signal;
          return references.map(async ({ row }) => {
            asked.push(row);
            if (row === 5) throw new Error("too early");
            if (row === 2) {
              await slow.answer(row);
              throw cause;
            }
            return { row };
          });
        },
      };
      await fails(dataset, 2);
      assert.equal(signal?.aborted, true);
      assert.deepEqual(asked, list(8));
      const { length } = dataset;
      const get = async (row: number) => {
        if (row === 5) throw new Error("too early");
        if (row !== 2) return { row };
        await slow.answer(row);
        throw cause;
      };
      await fails({ length, get }, 2);
      // A promise that nobody hears of would end the process here.
      await setTimeout(5);
    });

    test("a test that does not say true or false", async () => {
      for (const [answer, told] of [
        [async () => false, "a promise"],
        [() => Promise.reject(cause), "a promise"],
        [() => 1, "1"],
        [() => undefined, "undefined"],
      ] as const) {
        await assert.rejects(
          filter(whole(5), (({ row }: Row) => (row < 3 ? true : answer())) as typeof even),
          (error: Error) =>
            error instanceof OptionError &&
            error.message.includes(`true or false, and at once, but for sample 3 it returned ${told}`),
        );
      }
    });

    test("what it does not take is refused by its name", async () => {
      const table = columnTable({ a: Float32Array.of(1) });
      const refused: readonly [unknown, unknown, object, RegExp][] = [
        [table, even, {}, /this one gives columns; .*subset\(table, indices\)/],
        [() => [], even, {}, /a dataset with length and get.*an iterable leaves samples out/],
        [undefined, even, {}, /a dataset with length and get/],
        [whole(3), "even", {}, /keep must be a function.*got "even"/],
        [whole(3), even, { reads: 0 }, /reads must be a whole number of samples from 1 to 4096, got 0/],
        [whole(3), even, { progres: () => {} }, /progress/],
        [whole(3), even, { progress: true }, /progress must be a function of a report, or a stream/],
        [whole(3), even, { signal: {} }, /signal must be an AbortSignal/],
      ];
      for (const [dataset, keep, options, message] of refused) {
        await assert.rejects(
          filter(dataset as Dataset<Row>, keep as typeof even, options),
          (error: Error) => error instanceof OptionError && message.test(error.message),
          `${message}`,
        );
      }
    });
  });

  describe("a signal ends it with its reason", () => {
    const reason = new Error("enough");

    test("before anything is read", async () => {
      const slow = new Slow();
      const { get } = forms(slow, 10);
      await assert.rejects(filter(get as Dataset<Row>, even, { signal: AbortSignal.abort(reason) }), reason);
      assert.deepEqual(slow.asked, []);
    });

    test("while a sample does not come, and the dataset is told", async () => {
      const controller = new AbortController();
      let told: AbortSignal | undefined;
      const dataset: Dataset<Row> = {
        length: 10,
        get: () => assert.fail("read is there"),
        read(references, { signal }) {
          told = signal;
          return references.map(() => new Promise<Row>(() => {}));
        },
      };
      const filtering = filter(dataset, even, { signal: controller.signal });
      await setTimeout(5);
      assert.equal(told?.aborted, false);
      controller.abort(reason);
      await assert.rejects(filtering, reason);
      assert.deepEqual([told?.aborted, told?.reason], [true, reason]);
    });

    test("while a dataset answers at once: timers get their turn", async () => {
      const controller = new AbortController();
      let looked = 0;
      const filtering = filter(
        whole(5_000_000),
        () => {
          looked++;
          return true;
        },
        { signal: controller.signal },
      );
      setTimeout(1).then(() => controller.abort(reason));
      await assert.rejects(filtering, reason);
      assert.equal(looked < 5_000_000, true);
    });
  });

  test("what passed takes 4 bytes a sample, and 8 where 4 do not hold it", () => {
    const few = new IndexList(5000);
    for (let index = 0; index < 5000; index += 2) few.push(index);
    assert.deepEqual(
      [...few.finished()],
      list(5000).filter((index) => index % 2 === 0),
    );
    assert.equal(few.finished().buffer.byteLength, 4 * 2500);
    const many = new IndexList(2 ** 33);
    for (let index = 2 ** 33 - 3000; index < 2 ** 33; index++) many.push(index);
    assert.deepEqual([many.length, many.finished()[0], many.finished()[2999]], [3000, 2 ** 33 - 3000, 2 ** 33 - 1]);
  });
});
