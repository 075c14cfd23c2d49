/** How many of the channels are color: the last of 2 or 4 is alpha; 5 and more are bands without one. */
export function colorChannels(channels: number): number {
  return channels === 2 || channels === 4 ? channels - 1 : channels;
}
