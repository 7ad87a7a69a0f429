import { stateCases } from './all-cases.ts';
import { machinesWith } from './machines.ts';

/** Checks every case, and prints the failure of each as JSON, or null. */
const machineAt = machinesWith();
const results: Record<string, string | null> = {};
for (const { name, check } of stateCases) {
  results[name] = await check(machineAt).then(
    () => null,
    (error: unknown) => String(error),
  );
}
process.stdout.write(JSON.stringify(results));
