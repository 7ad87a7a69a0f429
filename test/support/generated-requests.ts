import fc from 'fast-check';
import { voiceRequestSchema } from '../../lambdas/shared/validation/voice-request.ts';
import { anyText } from './any-text.ts';
import { awkwardTexts, inheritedNames } from './awkward-text.ts';
import { cosyvoice, qwen } from './voice-requests.ts';

/** The calls of the API, and events: how many of all generated requests are of one kind. */
const kinds = 14;

/** How many requests of one kind a property is held against; `npm run fuzz` asks for 10,000 in all. */
export const requestsOfAKind = Math.ceil(Number(process.env.GENERATED_REQUESTS ?? 840) / kinds);

const awkward = fc.constantFrom(...inheritedNames, ...awkwardTexts);
const labels = fc.dictionary(fc.oneof(awkward, anyText({ maxLength: 70 })), awkward, {
  maxKeys: 6,
  noNullPrototype: true,
});

/** A request that is valid but for some of its labels: keys and texts that a program could mistake for its own. */
export const awkwardRequest = fc
  .tuple(fc.constantFrom(cosyvoice, qwen), awkward, labels)
  .map(([valid, name, labels]) => ({ ...valid, name, labels }));

const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText({ maxLength: 600 }), awkward, labels);

/** A request that is right but for some of its fields. */
const brokenRequest = fc
  .tuple(
    fc.constantFrom(cosyvoice, qwen),
    fc.dictionary(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.constantFrom(
            ...Object.keys(voiceRequestSchema.shape),
            'requestKey',
            '__proto__',
            'status',
          ),
        },
        awkward,
      ),
      field,
      { maxKeys: 3, noNullPrototype: true },
    ),
  )
  .map(([valid, broken]) => ({ ...valid, ...broken }));

export const spoiledRequest = fc.oneof(brokenRequest, awkwardRequest);
