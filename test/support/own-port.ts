/**
 * The first of four consecutive ports that belong to this Jest worker, below the range systems assign from.
 * `TEST_PORT_OFFSET` moves them, so that two checkouts can run their tests at once.
 */
export function ownPort(): number {
  const offset = Number(process.env.TEST_PORT_OFFSET ?? 0);
  return 20_000 + offset + 100 * Number(process.env.JEST_WORKER_ID ?? 0);
}
