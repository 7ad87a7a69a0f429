import type { Log } from '../../lambdas/shared/platform/log.ts';

/** A log that discards every line. */
export const discardingLog: Log = { info: () => undefined, error: () => undefined };
