import { createAtOnce } from '../../burst.ts';
import { asSynthesized } from '../../simulated-account.ts';
import { halfShare, withConcurrency, withoutBudget } from './deployments.ts';
Error.stackTraceLimit = 0;
const all: Record<string, any> = { stack: [asSynthesized], half: [halfShare, halfShare], none: [withoutBudget], none2: [withoutBudget, withoutBudget], c10: [withConcurrency(10)], c30: [withConcurrency(30)] };
for (const arg of process.argv.slice(2)) {
  const [name = '', n] = arg.split(':');
  process.stdout.write(`${name} ${n} ${JSON.stringify(await createAtOnce({ requests: Number(n), deployments: all[name] }))}\n`);
}
