import { z } from 'zod';
import type { Clock, TimeScale } from '../../core/clock.ts';
import { longestTimerSeconds } from './guards.ts';
import type { Json } from './language/definition.ts';
import { UncatchableError } from './language/task-error.ts';

const waitSchema = z.union([
  z.strictObject({ Seconds: z.number() }),
  z.strictObject({ Timestamp: z.iso.datetime({ offset: true }) }),
]);

/**
 * Until when (milliseconds since 1970) a Wait state entered now waits, the time scale applied.
 * @param parameters the state's evaluated `Seconds` or `Timestamp`
 * @throws UncatchableError `States.Runtime` for what Step Functions refuses too: fractions, texts, and (so that a
 * poll can never run hot) less than a second; and for more than the 24 days that a timer here can take
 */
export function waitUntil(parameters: Json, clock: Clock, timeScale: TimeScale): number {
  const parsed = waitSchema.safeParse(parameters);
  if (!parsed.success) throw refused(parameters, 'a number of seconds or a timestamp is expected');
  const now = clock.now();
  if ('Timestamp' in parsed.data) {
    const rest = Date.parse(parsed.data.Timestamp) - now;
    if (rest > longestTimerSeconds * 1000) throw refused(parameters, 'it is over 24 days');
    return now + timeScale.scale(Math.max(0, rest));
  }
  const { Seconds } = parsed.data;
  if (!Number.isInteger(Seconds) || Seconds < 1)
    throw refused(parameters, 'whole seconds from 1 are expected');
  if (Seconds > longestTimerSeconds) throw refused(parameters, 'it is over 24 days');
  return now + timeScale.scale(Seconds * 1000);
}

function refused(parameters: Json, reason: string): UncatchableError {
  return new UncatchableError(
    'States.Runtime',
    `A Wait state cannot wait ${JSON.stringify(parameters)}: ${reason}.`,
  );
}
