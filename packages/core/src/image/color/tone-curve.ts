import type { ColorOperation } from "../../kernels/color-operation.ts";
import { roundHalfEven } from "../../rounding.ts";

/** The heights of a curve's two inner points, for each channel or for all. */
export interface ToneCurve {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Levels along a Bézier curve from (0, 0) to (1, 1); 1/3 and 2/3 are the straight line. */
export function bendingTones({ low, high }: ToneCurve): ColorOperation {
  return {
    operation: "curve",
    perChannel: low.length > 1,
    curve: (value, most, channel) => {
      const t = value / most;
      const rest = 1 - t;
      const [first, second] = [low[channel % low.length]!, high[channel % high.length]!];
      return roundHalfEven((3 * rest * rest * t * first + 3 * rest * t * t * second + t * t * t) * most);
    },
  };
}
