// Pictures of bytes made smaller by means of whole pixels, with Pillow's arithmetic: weights of 22 bits of fraction, rows
// first, both passes rounded to bytes.

/**
 * One pass: each of `lines` lines of `count` results. `spans` holds for each result its first position, how many there are
 * and their common weight, as i32. Positions are `step` bytes apart, lines of the source `stride`, and of the output
 * count · channels (along rows) or as given.
 */
export function boxPass(
  source: usize,
  lines: i32,
  lineStep: i32,
  step: i32,
  channels: i32,
  count: i32,
  spans: usize,
  output: usize,
  outputLine: i32,
  outputStep: i32,
): void {
  for (let line = 0; line < lines; line++) {
    for (let index = 0; index < count; index++) {
      const span = spans + <usize>(12 * index);
      const first = load<i32>(span);
      const number = load<i32>(span, 4);
      const weight = load<i32>(span, 8);
      for (let channel = 0; channel < channels; channel++) {
        let at = source + <usize>(line * lineStep + first * step + channel);
        let sum = 1 << 21;
        for (let position = 0; position < number; position++, at += <usize>step) sum += <i32>load<u8>(at) * weight;
        store<u8>(output + <usize>(line * outputLine + index * outputStep + channel), min<i32>(255, sum >> 22));
      }
    }
  }
}
