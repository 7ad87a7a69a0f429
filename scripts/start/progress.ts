const secondsBetweenLines = 10;
/** A shorter step does not print its duration. */
const minReportedSeconds = 0.5;

/**
 * Runs a step and prints its progress on standard error: a line at the start, one every ten seconds, and the duration at
 * the end.
 *
 * @param name for example "Synthesizing the stack"
 */
export async function withProgress<Result>(name: string, action: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  console.error(`${name} …`);
  const timer = setInterval(
    () => console.error(`${name} … ${seconds().toFixed(0)} s`),
    secondsBetweenLines * 1_000,
  );
  try {
    const result = await action();
    if (seconds() >= minReportedSeconds) console.error(`${name}: done in ${seconds().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
