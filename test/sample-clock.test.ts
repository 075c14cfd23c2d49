import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { SampleClock } from "../src/worker/sample-clock.ts";
import { busyPlace, Sampling, StageTimes, waitedPlace } from "../src/worker/stages.ts";

/** What the clock shows, in milliseconds. */
let now = 0;
beforeEach(() => {
  now = 1000;
  mock.method(performance, "now", () => now);
});
afterEach(() => mock.restoreAll());

/** Lets time go by and says when it began. */
function during(clock: SampleClock, milliseconds: number): number {
  const begin = clock.now();
  now += milliseconds;
  return begin;
}

describe("the clock of a sample", () => {
  test("what is of no other stage is the transform's, and a sample stands for others", () => {
    const times = new StageTimes();
    const clock = new SampleClock();
    clock.start(3);
    now += 1;
    clock.readSince(during(clock, 10));
    clock.decodedSince(during(clock, 100));
    now += 2;
    clock.collatedSince(during(clock, 1000));
    clock.finish(times);
    const sums = times.take();
    assert.equal(sums[busyPlace.read], 30);
    assert.equal(sums[busyPlace.decode], 300);
    assert.equal(sums[busyPlace.transform], 9);
    assert.equal(sums[busyPlace.collate], 3000);
    assert.deepEqual(
      Object.values(waitedPlace).map((place) => sums[place]),
      [0, 0, 0, 0],
    );
    assert.deepEqual(times.take(), new Array(8).fill(0), "once");
  });

  test("a sample that is not timed looks at no clock", () => {
    const times = new StageTimes();
    const clock = new SampleClock();
    mock.method(performance, "now", () => assert.fail("the clock was looked at"));
    clock.start(0);
    assert.equal(clock.now(), 0);
    clock.readSince(0);
    clock.decodedSince(0);
    clock.decoderAwaitedSince(0);
    clock.servedSince(0);
    clock.collatedSince(0);
    clock.leave();
    clock.finish(times);
    assert.deepEqual(times.take(), new Array(8).fill(0));
  });

  test("one that waits: for a decoder, for the others of its batch, for a step", () => {
    const times = new StageTimes();
    const clock = new SampleClock();
    clock.start(1);
    now += 4;
    clock.leave();
    clock.decoderAwaitedSince(during(clock, 500));
    clock.decodedSince(during(clock, 20));
    now += 8;
    clock.collatedSince(during(clock, 1));
    clock.finish(times);
    let sums = times.take();
    assert.deepEqual([sums[waitedPlace.decode], sums[busyPlace.decode]], [500, 20]);
    assert.deepEqual(
      [sums[busyPlace.transform], sums[waitedPlace.transform]],
      [12, 0],
      "before and behind the decoder",
    );

    clock.start(1);
    clock.readSince(during(clock, 3));
    now += 5;
    clock.leave();
    clock.servedSince(during(clock, 700));
    now += 60;
    clock.collatedSince(during(clock, 1));
    clock.finish(times);
    sums = times.take();
    assert.deepEqual([sums[busyPlace.transform], sums[waitedPlace.transform]], [5, 60]);
    assert.deepEqual([sums[busyPlace.read], sums[busyPlace.collate], sums[waitedPlace.decode]], [3, 1, 0]);
  });

  test("one that came to nothing counts for nothing", () => {
    const times = new StageTimes();
    const clock = new SampleClock();
    clock.start(1);
    now += 5;
    clock.stop();
    clock.finish(times);
    assert.deepEqual(times.take(), new Array(8).fill(0));
  });
});

test("which samples are timed: the first of each batch, and of quick ones one in 127, for all of them", () => {
  const sampling = new Sampling();
  let all = 0;
  let timed = 0;
  for (let batch = 0; batch < 127; batch++) {
    for (let row = 0; row < 64; row++) {
      const weight = sampling.weightOf(row);
      all += weight;
      if (weight > 0) timed++;
      if (weight > 0) sampling.took(0.002);
    }
  }
  assert.equal(timed, 127 + (127 * 63) / 127);
  assert.equal(all, 127 * 64);
  sampling.took(0.05);
  assert.deepEqual([sampling.weightOf(1), sampling.weightOf(2)], [1, 1], "of slow ones each");
});

test("how long the stages took is told at once, and then every 5 ms at most", () => {
  const times = new StageTimes();
  times.add(busyPlace.read, 1);
  assert.equal(times.takeWhenDue(1000)?.[busyPlace.read], 1);
  times.add(busyPlace.read, 2);
  assert.equal(times.takeWhenDue(1004), undefined);
  times.add(busyPlace.read, 3);
  assert.equal(times.takeWhenDue(1005)?.[busyPlace.read], 5, "and nothing is lost");
});
