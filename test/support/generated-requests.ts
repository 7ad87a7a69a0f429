import fc from 'fast-check';
import { routes } from '../../lambdas/shared/contract.ts';
import { voiceRequestSchema } from '../../lambdas/shared/validation/voice-request.ts';
import { anyText } from './any-text.ts';
import { awkwardTexts, inheritedNames } from './awkward-text.ts';
import { cosyvoice, qwen } from './voice-requests.ts';

/** Number of kinds of requests: the calls of each route, and events. */
const kinds = routes.length + 1;

/** Number of generated requests of each kind. `npm run fuzz` generates 10,000 in all. */
export const requestsPerKind = Math.ceil(Number(process.env.GENERATED_REQUESTS ?? 840) / kinds);

const awkward = fc.constantFrom(...inheritedNames, ...awkwardTexts);
const labels = fc.dictionary(fc.oneof(awkward, anyText({ maxLength: 70 })), awkward, {
  maxKeys: 6,
  noNullPrototype: true,
});

/** A request with labels whose keys and texts a program could mistake for its own. */
export const awkwardRequest = fc
  .tuple(fc.constantFrom(cosyvoice, qwen), awkward, labels)
  .map(([valid, name, labels]) => ({ ...valid, name, labels }));

const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText({ maxLength: 600 }), awkward, labels);

/** A valid request of which some fields are replaced. */
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
