import { z } from 'zod';
import { previewDefects } from '../audio/defects.ts';
import { reviewOutcomeSchema } from '../voice.ts';

/** The time of the effect, relative to the operation (a create or a delete, for example). */
const when = z.enum(['before', 'after']);

const status = z.int().min(200).max(599);
const message = z.string().default('Simulated.');

const seconds = z
  .number()
  .min(0)
  .max(10 ** 9);

/**
 * A change to how a call is processed or answered. Some effects replace the answer: of these, the first one applies.
 * All other effects add up.
 */
export const effectSchema = z.discriminatedUnion('kind', [
  /** An error in the provider's format. With status 200, an error body in a success response. */
  z.strictObject({
    kind: z.literal('error'),
    status,
    code: z.string(),
    message,
    when: when.default('before'),
  }),
  /** An error in the format of OpenAI's API, which some gateways of the vendor return. */
  z.strictObject({
    kind: z.literal('openai-error'),
    status: status.default(400),
    code: z.string().default('invalid_request_error'),
    message,
    when: when.default('before'),
  }),
  /** TCP reset. */
  z.strictObject({ kind: z.literal('reset'), when }),
  /** The connection is closed without an answer. */
  z.strictObject({ kind: z.literal('close'), when }),
  /** The connection stays open without an answer until the caller closes it. */
  z.strictObject({ kind: z.literal('silence'), when }),
  /** The start of the normal answer. `framing` is how its length is declared. With `none` it looks complete. */
  z.strictObject({
    kind: z.literal('truncate'),
    keep: z.number().min(0).max(1).default(0.5),
    framing: z.enum(['length', 'chunked', 'none']).default('length'),
  }),
  /** An HTML page of a proxy, or with status 405 of the web application firewall. */
  z.strictObject({ kind: z.literal('html'), status: status.default(502), when: when.default('before') }),
  /** The normal answer, a few bytes at a time, without idle periods. */
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: z.number().positive().default(50) }),
  /** Bytes that are not HTTP. */
  z.strictObject({ kind: z.literal('garbage'), when: when.default('after') }),
  /** An arbitrary body. */
  z.strictObject({
    kind: z.literal('body'),
    status: status.default(200),
    body: z.string(),
    contentType: z.string().default('application/json'),
    headers: z.record(z.string(), z.string()).default({}),
    when: when.default('after'),
  }),
  /** Delays the operation, and with it the answer. */
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0).max(3_600_000) }),
  /** A JSON merge patch (RFC 7396) to a success response. `null` removes a field. */
  z.strictObject({ kind: z.literal('patch'), patch: z.record(z.string(), z.unknown()) }),
  /** Breaks the preview of a create, or gives its sound a defect. `bytes` is the size of a `huge` preview. */
  z.strictObject({
    kind: z.literal('preview'),
    preview: z.enum(['bad-base64', 'empty', 'missing', 'wrong-format', 'huge', ...previewDefects]),
    bytes: z.int().positive().max(200_000_000).default(60_000_000),
  }),
  /** Properties of the voice that a create makes. Times are divided by the time scale. */
  z.strictObject({
    kind: z.literal('voice'),
    outcome: reviewOutcomeSchema.optional(),
    /** `null` means that the review never ends. */
    reviewSeconds: seconds.nullable().optional(),
    /** Time during which list and query do not return the voice. */
    hiddenSeconds: seconds.optional(),
    /** Time after which the provider removes the voice. */
    removedAfterSeconds: seconds.optional(),
    /** The form of the id. Opaque ids contain neither model nor name. Default: the setting `voiceIds`. */
    id: z.enum(['documented', 'opaque']).optional(),
    /** The target model of the voice, regardless of the request. */
    targetModel: z.string().optional(),
  }),
]);

export type Effect = z.infer<typeof effectSchema>;
export type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;
