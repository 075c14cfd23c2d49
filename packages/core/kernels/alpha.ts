/** Which bytes of a vector that begins with a pixel are alpha: the last of 2 or 4 channels. */
export function alphaMask(channels: i32): v128 {
  if (channels == 4) return i32x4.splat(0xff000000);
  return channels == 2 ? i16x8.splat(<i16>0xff00) : i32x4.splat(0);
}
