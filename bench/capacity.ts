/**
 * Requests more voices at once than an account has places for: with the counter of places, and with the last count of
 * the list alone. `npm run bench:capacity -- [--requests 1000] [--places 597] [--seed 1]`; in virtual time.
 */
import { parseArgs } from 'node:util';
import { type FullAccount, requestOnFullAccount } from '../test/simulation/full-account.ts';

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
console.log(
  '| admission by | requests | places | refused, 409 | create calls | voices made | FAILED records |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [name, variant] of variants) {
  console.log(row(name, await requestOnFullAccount(seed, { requests, places, ...variant })));
}

function row(name: string, { refused, creates, made, records }: FullAccount): string {
  return `| ${[name, requests, places, refused, creates, made, records.FAILED ?? 0].join(' | ')} |`;
}
