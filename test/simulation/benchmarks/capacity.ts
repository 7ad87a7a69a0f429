/**
 * Sends more create requests at once than an account has free places, with and without the counter of places.
 * `npm run bench:capacity -- [--requests 1000] [--places 597] [--seed 1]`. Runs in virtual time.
 */
import { parseArgs } from 'node:util';
import { configured } from '../../harness/operations.ts';
import { type FullAccount, requestOnFullAccount } from '../full-account.ts';
import { asSynthesized, type Deployment, stack } from '../simulated-account.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000' },
    places: { type: 'string', default: '597' },
    seed: { type: 'string', default: '1' },
  },
});
const [requests, places, seed] = [Number(values.requests), Number(values.places), Number(values.seed)];

/** A deployment whose API admits a request as long as the last count of the list showed a free place. */
const byLastCount: Deployment = {
  ...asSynthesized,
  code: (name) => {
    if (name !== 'request-voice') return asSynthesized.code(name);
    const { variables, timeoutSeconds } = stack.functionOf(name);
    const uncounted = { used: null, limit: null, taken: 0, countedAt: null };
    const replaced = { places: { take: async () => places > 0, read: async () => uncounted } };
    return {
      timeoutSeconds,
      handlerOn: (platform) => configured(name, variables).handlerOn(platform, replaced),
    };
  },
};

const variants = [
  ['the last count alone', byLastCount],
  ['the counter of places', asSynthesized],
] as const;
process.stdout.write(
  `| admission by | requests | places | refused, 409 | create calls | voices made | FAILED records |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
`,
);
for (const [name, deployment] of variants) {
  const result = await requestOnFullAccount(seed, { requests, places, deployment });
  process.stdout.write(`${row(name, result)}\n`);
}

function row(name: string, { refused, creates, made, records }: FullAccount): string {
  return `| ${[name, requests, places, refused, creates, made, records.FAILED ?? 0].join(' | ')} |`;
}
