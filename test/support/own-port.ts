/**
 * Returns the first of four consecutive ports of this Jest worker. They are below the range of ports that systems
 * assign. `TEST_PORT_OFFSET` moves them, so that two checkouts can run their tests at the same time.
 */
export function ownPort(): number {
  const offset = Number(process.env.TEST_PORT_OFFSET ?? 0);
  return 20_000 + offset + 100 * Number(process.env.JEST_WORKER_ID ?? 0);
}
