import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, oneOf, randomApply, randomOrder, type Step, someOf } from "@millrace/core";
import { fixedCanvas } from "@millrace/core/engine";
import {
  centerCrop,
  crop,
  horizontalFlip,
  normalize,
  randomResizedCrop,
  randomRotation,
  resize,
  rotate,
} from "@millrace/core/image";

const fixed = { width: 20, height: 10 };
const size: [number, number] = [10, 20];

const cases: readonly (readonly [title: string, policy: Step | undefined, expected: object | undefined])[] = [
  ["no policy", undefined, undefined],
  ["a resize of both edges", resize(size), fixed],
  ["a resize of the shorter edge", resize(10), undefined],
  ["crops", compose([crop({ x: 0, y: 0, width: 20, height: 10 })]), fixed],
  ["what keeps the size behind what fixes it", compose([centerCrop(size), horizontalFlip(), normalize()]), fixed],
  ["what keeps the size alone", horizontalFlip(), undefined],
  ["the last of two", compose([resize([5, 5]), randomResizedCrop(size)]), fixed],
  ["a rotation that expands behind it", compose([resize(size), rotate({ degrees: 30, expand: true })]), undefined],
  ["a rotation that does not", compose([resize(size), randomRotation({ degrees: 30 })]), fixed],
  ["a plain function behind it", compose([resize(size), (sample) => sample]), undefined],
  ["a plain function before it", compose([(sample) => sample, resize(size)]), fixed],
  ["alternatives of one size", oneOf([resize(size), centerCrop(size)]), fixed],
  ["alternatives of two sizes", oneOf([resize(size), centerCrop([10, 21])]), undefined],
  ["a step that may not run", randomApply([resize(size)]), undefined],
  ["a step that may not run and changes nothing", compose([resize(size), randomApply([resize(size)])]), fixed],
  ["some of several", compose([resize(size), someOf([horizontalFlip(), resize([5, 5])], { count: 1 })]), undefined],
  ["a drawn order", randomOrder([resize(size), resize([5, 5])]), undefined],
];

for (const [title, policy, expected] of cases) {
  test(`the size that a policy fixes: ${title}`, () => {
    assert.deepEqual(fixedCanvas(policy), expected);
  });
}
