import { z } from 'zod';

/** Before or after the work of the call (making the voice, deleting it) is done. */
const when = z.enum(['before', 'after']);

const seconds = z
  .number()
  .min(0)
  .max(10 ** 9);

/**
 * What can be done to a call beside answering it as the provider would. The ones that end the exchange (`answer` is
 * theirs to give) exclude one another: the first that applies wins. The others add up.
 */
export const effectSchema = z.discriminatedUnion('kind', [
  /** An error in the provider's own form. With status 200: the error body that some answers hide. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(200).max(599),
    code: z.string(),
    message: z.string().default('Simulated.'),
    when: when.default('before'),
  }),
  /** An error in the form of OpenAI's API, which some of the vendor's gateways answer. */
  z.strictObject({
    kind: z.literal('openai-error'),
    status: z.int().min(200).max(599).default(400),
    code: z.string().default('invalid_request_error'),
    message: z.string().default('Simulated.'),
    when: when.default('before'),
  }),
  /** TCP reset. */
  z.strictObject({ kind: z.literal('reset'), when }),
  /** The connection ends in good order, without an answer. */
  z.strictObject({ kind: z.literal('close'), when }),
  /** Neither answer nor end: the connection stays open until the caller gives up. */
  z.strictObject({ kind: z.literal('silence'), when }),
  /** The true answer, cut. `framing` says how the length was announced: `none` looks complete to the caller. */
  z.strictObject({
    kind: z.literal('truncate'),
    keep: z.number().min(0).max(1).default(0.5),
    framing: z.enum(['length', 'chunked', 'none']).default('length'),
  }),
  /** A page of a proxy, or with status 405 of the web application firewall. */
  z.strictObject({
    kind: z.literal('html'),
    status: z.int().min(200).max(599).default(502),
    when: when.default('before'),
  }),
  /** The true answer, a few bytes at a time: slow, never idle. */
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: z.number().positive().default(50) }),
  /** Not HTTP. */
  z.strictObject({ kind: z.literal('garbage'), when: when.default('after') }),
  /** Any body at all. */
  z.strictObject({
    kind: z.literal('body'),
    status: z.int().min(200).max(599).default(200),
    body: z.string(),
    contentType: z.string().default('application/json'),
    headers: z.record(z.string(), z.string()).default({}),
    when: when.default('after'),
  }),
  /** The work, and with it the answer, comes that much later. */
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0).max(3_600_000) }),
  /** A JSON merge patch (RFC 7396) on a successful answer: `null` removes a field. */
  z.strictObject({ kind: z.literal('patch'), patch: z.record(z.string(), z.unknown()) }),
  /** What is wrong with the preview of a create; `bytes` is for `huge`. */
  z.strictObject({
    kind: z.literal('preview'),
    preview: z.enum(['bad-base64', 'empty', 'missing', 'wrong-format', 'huge']),
    bytes: z.int().positive().max(200_000_000).default(60_000_000),
  }),
  /** The life of the voice that a create makes; times are divided by the time scale. */
  z.strictObject({
    kind: z.literal('voice'),
    outcome: z.enum(['OK', 'UNDEPLOYED']).optional(),
    /** `null`: the review never ends. */
    reviewSeconds: seconds.nullable().optional(),
    /** Made at once, but list and query do not show it for that long. */
    hiddenSeconds: seconds.optional(),
    /** The provider removes it by itself after that long. */
    removedAfterSeconds: seconds.optional(),
    /** The form of its id; `opaque` shows neither model nor name. Default: the setting `voiceIds`. */
    id: z.enum(['documented', 'opaque']).optional(),
    /** The model that it is made for, whatever was asked for. */
    targetModel: z.string().optional(),
  }),
]);

export type Effect = z.infer<typeof effectSchema>;
export type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

/** An effect that takes the answer's place or form. */
export type Ending = Exclude<Effect, { kind: 'delay' | 'patch' | 'preview' | 'voice' }>;

/** Everything that shall happen to one call. */
export interface Plan {
  readonly delayMs: number;
  readonly ending: Ending | undefined;
  readonly patches: readonly EffectOf<'patch'>[];
  readonly preview: EffectOf<'preview'> | undefined;
  readonly life: Omit<EffectOf<'voice'>, 'kind'>;
  readonly kinds: readonly string[];
}

/** Adds effects up: delays sum, patches apply in order, of the rest the first one counts (per field, for a voice's life). */
export function planOf(effects: readonly Effect[]): Plan {
  let delayMs = 0;
  let ending: Ending | undefined;
  let preview: EffectOf<'preview'> | undefined;
  let life: Omit<EffectOf<'voice'>, 'kind'> = {};
  const patches: EffectOf<'patch'>[] = [];
  for (const effect of effects) {
    if (effect.kind === 'delay') delayMs += effect.ms;
    else if (effect.kind === 'patch') patches.push(effect);
    else if (effect.kind === 'preview') preview ??= effect;
    else if (effect.kind === 'voice') life = { ...effect, ...life };
    else ending ??= effect;
  }
  return { delayMs, ending, patches, preview, life, kinds: effects.map((effect) => effect.kind) };
}

/** Whether the exchange ends before any work is done for it. */
export function endsBeforeTheWork(ending: Ending): boolean {
  return 'when' in ending && ending.when === 'before';
}
