/**
 * A port, and the three after it, of this Jest worker alone: below those that systems give to whoever asks for any, so
 * that nobody else has one of them by chance.
 */
export function ownPort(): number {
  return 20_000 + 100 * Number(process.env.JEST_WORKER_ID ?? 0);
}
