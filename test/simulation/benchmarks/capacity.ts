/**
 * Sends more create requests at once than an account has free places, with and without the counter of places.
 * `npm run bench:capacity -- [--requests 1000] [--places 597] [--seed 1]`. Runs in virtual time.
 */
import { parseArgs } from 'node:util';
import { type FullAccount, requestOnFullAccount } from '../full-account.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000' },
    places: { type: 'string', default: '597' },
    seed: { type: 'string', default: '1' },
  },
});
const [requests, places, seed] = [Number(values.requests), Number(values.places), Number(values.seed)];

const variants = [
  ['the last count alone', { take: async () => places > 0 }],
  ['the counter of places', {}],
] as const;
process.stdout.write(
  `| admission by | requests | places | refused, 409 | create calls | voices made | FAILED records |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
`,
);
for (const [name, variant] of variants) {
  const result = await requestOnFullAccount(seed, { requests, places, ...variant });
  process.stdout.write(`${row(name, result)}\n`);
}

function row(name: string, { refused, creates, made, records }: FullAccount): string {
  return `| ${[name, requests, places, refused, creates, made, records.FAILED ?? 0].join(' | ')} |`;
}
