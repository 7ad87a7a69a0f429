import { z } from 'zod';
import type { Clock, TimeScale } from '../../core/clock.ts';
import type { Json } from './language/definition.ts';
import { RuntimeError } from './language/task-error.ts';
import { maxTimerSeconds } from './refusals.ts';

const waitSchema = z.union([
  z.strictObject({ Seconds: z.number() }),
  z.strictObject({ Timestamp: z.iso.datetime({ offset: true }) }),
]);

/**
 * Returns the end of a Wait state that is entered now, in milliseconds since 1970 after the time scale is applied.
 * @param parameters the state's evaluated `Seconds` or `Timestamp`
 * @throws RuntimeError `States.Runtime` for fractions and strings, like Step Functions, for less than a second, so that
 * a poll cannot run without a pause, and for more than the 24 days that a local timer supports
 */
export function waitUntil(parameters: Json, clock: Clock, timeScale: TimeScale): number {
  const parsed = waitSchema.safeParse(parameters);
  if (!parsed.success) throw refused(parameters, 'expected a number of seconds or a timestamp');
  const now = clock.now();
  if ('Timestamp' in parsed.data) {
    const rest = Date.parse(parsed.data.Timestamp) - now;
    if (rest > maxTimerSeconds * 1000) throw refused(parameters, 'the maximum is 24 days');
    return now + timeScale.scale(Math.max(0, rest));
  }
  const { Seconds } = parsed.data;
  if (!Number.isInteger(Seconds) || Seconds < 1)
    throw refused(parameters, 'expected a whole number of at least 1 second');
  if (Seconds > maxTimerSeconds) throw refused(parameters, 'the maximum is 24 days');
  return now + timeScale.scale(Seconds * 1000);
}

function refused(parameters: Json, reason: string): RuntimeError {
  return new RuntimeError(`A Wait state cannot wait ${JSON.stringify(parameters)}: ${reason}.`);
}
