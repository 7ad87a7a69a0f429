import type { Effect, EffectOf } from './effects.ts';

/** An effect that replaces the answer or changes how it is sent. */
export type AnswerFault = Exclude<Effect, { kind: 'delay' | 'patch' | 'preview' | 'voice' }>;

/** The combined effects on one call. */
export interface Plan {
  readonly delayMs: number;
  readonly answerFault: AnswerFault | undefined;
  readonly patches: readonly EffectOf<'patch'>[];
  readonly preview: EffectOf<'preview'> | undefined;
  readonly voice: Omit<EffectOf<'voice'>, 'kind'>;
  /** The kinds of the effects, in order. */
  readonly kinds: readonly string[];
}

/**
 * Combines effects. Delays add up and patches apply in order. For all other kinds the first effect applies, and for
 * `voice` the first value of each field.
 */
export function planOf(effects: readonly Effect[]): Plan {
  let delayMs = 0;
  let answerFault: AnswerFault | undefined;
  let preview: EffectOf<'preview'> | undefined;
  let voice: Omit<EffectOf<'voice'>, 'kind'> = {};
  const patches: EffectOf<'patch'>[] = [];
  for (const effect of effects) {
    if (effect.kind === 'delay') delayMs += effect.ms;
    else if (effect.kind === 'patch') patches.push(effect);
    else if (effect.kind === 'preview') preview ??= effect;
    else if (effect.kind === 'voice') voice = { ...effect, ...voice };
    else answerFault ??= effect;
  }
  return { delayMs, answerFault, patches, preview, voice, kinds: effects.map((effect) => effect.kind) };
}

/** Returns true if the fault ends the call before its operation is performed. */
export function skipsOperation(fault: AnswerFault): boolean {
  return 'when' in fault && fault.when === 'before';
}
