import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type BatchTransform, compose, type Transform } from "@millrace/core";
import {
  autoAugment,
  colorJitter,
  hueSaturationValue,
  randAugment,
  randomAffine,
  randomResizedCrop,
  randomRotation,
  timmPolicy,
  topdownAffine,
} from "@millrace/core/image";
import { towardsNoTurn } from "../src/image/ranges.ts";
import { batchChangesOf, type ChangesAt, changesOf, inLevels, inPlaces, intensities, risesOf } from "./helpers/dial.ts";
import { argumentLists, everyTransform, factories } from "./helpers/factories.ts";
import { sight } from "./helpers/photograph.ts";
import { mean } from "./helpers/statistics.ts";

/**
 * How many keys are asked. Most transforms rise with the first few, and nobody else is asked; one that seems to fall has to
 * do so with many.
 */
const keys = [32, 192, 768];

/**
 * How far the mean rise may lie below 0, in standard errors of it. Of a transform whose change stays exactly where it is,
 * one rise in 160 would lie lower, and only those few that level off do that.
 */
const tolerance = 2.5;

/**
 * What cannot be compared with the counterpart for tests. A crop comes from the whole picture, while a model is tested on the
 * middle of it: on the way to a small part it passes that, and is nearest to it there. So it is compared with what it does
 * just above 0.
 */
const reference = new Map([["randomResizedCrop", 1e-9]]);

function neverFalls(changesAt: ChangesAt, changesNothing: boolean): void {
  const changes: (readonly number[])[] = [];
  for (const count of keys) {
    while (changes.length < count) changes.push(changesAt(changes.length));
    if (risesOf(changes).every((rise) => rise.mean >= 0)) break;
  }
  const means = intensities.map((_, i) => mean(changes.map((row) => row[i] as number)));
  const [least, most] = [means[0] as number, means.at(-1) as number];
  for (const { from, to, mean: rise, error } of risesOf(changes)) {
    const told = `from ${from} to ${to} by ${rise} ± ${error}; at ${intensities.join(", ")} it is ${means.join(", ")}`;
    assert.ok(rise >= -tolerance * error, `the change falls ${told}`);
  }
  if (changesNothing) assert.equal(most, 0);
  else assert.ok(most > least, `the change is as great at ${intensities[0]} as at 1: ${most}`);
}

function changesOfTransform(transform: Transform): ChangesAt {
  if (transform.type === "combinator") return changesOf(transform, inLevels);
  const { name, kinds, partners, definition } = transform;
  // What changes boxes alone is seen where a step takes them.
  const hasPictures = kinds.includes("image") || kinds.includes("mask");
  const shown = hasPictures ? transform : compose([transform, topdownAffine([sight.height, sight.width])]);
  const varies = definition.canvas?.(definition.options.parse(transform.given)) === "varies";
  // Points of other samples come from nowhere; their pictures are seen.
  return changesOf(shown, varies && partners === undefined ? inPlaces : inLevels, reference.get(name));
}

/** Ranges that lie on one side, reach around a circle or narrow what they leave, and more policies. */
const further: readonly (readonly [string, Transform])[] = [
  ["turns of nearly a whole circle", randomRotation([270, 360])],
  ["turns from none to a whole circle", randomRotation([0, 360])],
  ["turns all around, and more", randomRotation(500)],
  ["turns of all but few", randomRotation([20, 340])],
  ["turns the other way, with room for them", randomRotation([-340, -20], { expand: true })],
  ["affine turns of nearly a whole circle", randomAffine([-360, -280])],
  ["ways across a picture that repeats", randomAffine(0, { translate: [1, 1], border: "wrap" })],
  ["scales of one side", randomAffine(0, { scale: [0.2, 0.4], border: "reflect" })],
  ["hues all around", hueSaturationValue({ hueShiftLimit: 180, p: 1 })],
  ["hues of nearly a whole circle", hueSaturationValue({ hueShiftLimit: [150, 180], satShiftLimit: 0, p: 1 })],
  ["brightness against contrast", colorJitter({ brightness: [0.1, 0.4], contrast: [2, 5], hue: 0.5 })],
  ["crops of half a picture", randomResizedCrop([sight.height, sight.width], { scale: [0.5, 0.5] })],
  ["the policy of ImageNet", autoAugment()],
  ["the policy of CIFAR-10", autoAugment({ policy: "cifar10", interpolation: "bilinear" })],
  ["the policy of SVHN", autoAugment({ policy: "svhn" })],
  ["RandAugment at its highest", randAugment({ magnitude: 30 })],
  ["timm's factors that turn over at 5", timmPolicy("rand-m5-n2-p1")],
  ["timm's bits that are kept", timmPolicy("rand-m2-n2-p1")],
  ["timm's levels above the usual", timmPolicy("rand-m15-mmax20-n2-p1-inc1")],
  ["timm's weights", timmPolicy("rand-m9-mstd101-tweights")],
  ["timm's three", timmPolicy("rand-m10-n1-t3a-p1")],
];

describe("a range of angles, brought nearer to no turn", () => {
  const cases: [range: number | [number, number], half: number | [number, number]][] = [
    [40, 20],
    [200, 90],
    [
      [-20, 90],
      [-10, 45],
    ],
    [
      [270, 350],
      [-45, -5],
    ],
    [
      [-740, -700],
      [-10, 10],
    ],
    [
      [0, 360],
      [-90, 90],
    ],
    [
      [90, 200],
      [45, 90],
    ],
    [
      [160, 240],
      [-90, -60],
    ],
    [
      [-240, -160],
      [60, 90],
    ],
    [
      [-20, 200],
      [-10, 90],
    ],
  ];
  for (const [range, half] of cases) {
    test(`${range}`, () => {
      assert.deepEqual(towardsNoTurn(range, 360, 0.5), half);
      assert.deepEqual(towardsNoTurn(range, 360, 1), range);
    });
  }
});

const ofSamples = everyTransform().filter(({ transform }) => {
  // Fields that come only after a step, and clips, are seen with the transforms inside.
  const isOther = transform.type === "combinator" && ["each", "frames"].includes(transform.evaluatesAs);
  return !isOther && (transform.type === "combinator" || transform.definition.intensity !== "fixed");
});

describe("the change to photographs never falls as the dial rises", () => {
  for (const { title, transform } of ofSamples) {
    const isNothing = transform.type === "leaf" && transform.changes.length === 0;
    test(title, () => neverFalls(changesOfTransform(transform), isNothing));
  }
  for (const [title, transform] of further) test(title, () => neverFalls(changesOfTransform(transform), false));

  for (const [name, factory] of factories.filter(([, { batch }]) => batch)) {
    for (const [i, values] of argumentLists(name, factory).entries()) {
      test(`${name} ${i}`, () => neverFalls(batchChangesOf(factory(...values) as BatchTransform), false));
    }
  }
});
