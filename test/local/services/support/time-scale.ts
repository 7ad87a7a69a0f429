import type { TimeScale } from '../../../../local/core/clock.ts';

export const realTime: TimeScale = { factor: 1, scale: (milliseconds) => milliseconds };

export function timesFaster(factor: number): TimeScale {
  return { factor, scale: (milliseconds) => milliseconds / factor };
}
