const secondsBetweenLines = 10;
/** Seconds. A shorter step ends without a line. */
const worthTelling = 0.5;

/**
 * Runs a step of a command that takes a while. Says so on standard error when it begins, every ten seconds while it
 * runs, and with its duration when it ends.
 *
 * @param name as in "Synthesizing the stack"
 */
export async function step<Result>(name: string, action: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  console.error(`${name} …`);
  const lines = setInterval(
    () => console.error(`${name} … ${seconds().toFixed(0)} s`),
    secondsBetweenLines * 1_000,
  );
  try {
    const result = await action();
    if (seconds() >= worthTelling) console.error(`${name}: done in ${seconds().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(lines);
  }
}
