import fc from 'fast-check';
import { voiceRequestSchema } from '../../lambdas/shared/requests/voice-request.ts';
import { anyText } from './any-text.ts';
import { cosyvoice, qwen } from './voice-requests.ts';

/** The calls of the API, and events: how many of all generated requests are of one kind. */
const kinds = 14;

/** How many requests of one kind a property is held against; `npm run fuzz` asks for 10,000 in all. */
export const requestsOfAKind = Math.ceil(Number(process.env.GENERATED_REQUESTS ?? 840) / kinds);

const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText({ maxLength: 600 }));

/** A request that is right but for some of its fields. */
export const spoiledRequest = fc
  .tuple(
    fc.constantFrom(cosyvoice, qwen),
    fc.dictionary(
      fc.constantFrom(...Object.keys(voiceRequestSchema.shape), 'requestKey', '__proto__', 'status'),
      field,
      { maxKeys: 3 },
    ),
  )
  .map(([valid, spoiled]) => ({ ...valid, ...spoiled }));
