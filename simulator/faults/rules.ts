import { z } from 'zod';
import { type Random, randomFrom, seedOf } from '../random.ts';
import { actionSchema, familySchema, scopeSchema } from '../vocabulary.ts';
import { type Effect, effectSchema } from './effects.ts';

const matchSchema = z.strictObject({
  scope: scopeSchema.optional(),
  account: z.string().optional(),
  family: familySchema.optional(),
  action: actionSchema.optional(),
  /** A substring of the voice prompt. For a query or delete, it is the prompt of the requested voice. */
  prompt: z.string().optional(),
  /** A prefix of the provider-side name. For a query or delete, it is the name of the requested voice. */
  name: z.string().optional(),
  /** The complete voice id of a query or delete. */
  voice: z.string().optional(),
});

export const ruleSchema = z.strictObject({
  match: matchSchema.default({}),
  effects: z.array(effectSchema).min(1),
  /** Number of matching calls to skip before the rule applies. */
  skip: z.int().min(0).default(0),
  /** Maximum number of calls that the rule applies to. Default: no maximum. */
  times: z.int().positive().optional(),
  /** Probability of applying to a matching call. The draw depends on the seed and the rule's number. */
  probability: z.number().min(0).max(1).default(1),
});

type Rule = z.infer<typeof ruleSchema>;

/**
 * A fault rule: which calls it matches, which effects it has on them, and how often.
 *
 * @example
 * // The next create call makes a voice, but its caller sees a connection reset.
 * await control.addRule({ match: { action: 'create' }, effects: [{ kind: 'reset', when: 'after' }], times: 1 });
 */
export type RuleInput = z.input<typeof ruleSchema>;

export const ruleStateSchema = z.object({
  id: z.string(),
  rule: ruleSchema,
  /** Number of calls that matched. */
  matched: z.number(),
  /** Number of calls that the rule was applied to. */
  applied: z.number(),
});

/**
 * A fault rule and how often it has matched and was applied.
 *
 * @example
 * const [{ applied }] = await control.rules();
 */
export type RuleState = z.infer<typeof ruleStateSchema>;

/** The properties of a call that rules can match. */
export interface CallProperties {
  readonly scope: string;
  readonly account: string;
  readonly family: string;
  readonly action: string;
  readonly prompt: string | null;
  readonly name: string | null;
  readonly voice: string | null;
}

export interface Rules {
  add(rule: Rule): RuleState;
  list(): RuleState[];
  remove(id: string): boolean;
  /** Removes all rules. Numbering restarts, and with it the random draws. */
  clear(): void;
  /** Returns the effects of every rule that applies to the call, oldest rule first, and counts the applications. */
  apply(call: CallProperties): Effect[];
}

interface Entry {
  readonly id: string;
  readonly rule: Rule;
  readonly random: Random;
  matched: number;
  applied: number;
}

export function createRules(seed: () => number): Rules {
  let entries: Entry[] = [];
  let count = 0;
  const stateOf = ({ id, rule, matched, applied }: Entry): RuleState => ({ id, rule, matched, applied });
  return {
    add: (rule) => {
      count += 1;
      const id = `rule-${count}`;
      const entry = { id, rule, random: randomFrom(seedOf(seed(), id)), matched: 0, applied: 0 };
      entries.push(entry);
      return stateOf(entry);
    },
    list: () => entries.map(stateOf),
    remove: (id) => {
      const before = entries.length;
      entries = entries.filter((entry) => entry.id !== id);
      return entries.length < before;
    },
    clear: () => {
      entries = [];
      count = 0;
    },
    apply: (call) => entries.filter((entry) => applyEntry(entry, call)).flatMap(({ rule }) => rule.effects),
  };
}

function applyEntry(entry: Entry, call: CallProperties): boolean {
  if (!matches(entry.rule, call)) return false;
  entry.matched += 1;
  if (entry.matched <= entry.rule.skip) return false;
  if (entry.rule.times !== undefined && entry.applied >= entry.rule.times) return false;
  // Each rule has its own random sequence, so that calls to other rules do not shift it.
  if (entry.random() >= entry.rule.probability) return false;
  entry.applied += 1;
  return true;
}

function matches({ match }: Rule, call: CallProperties): boolean {
  const equals = (expected: string | undefined, actual: string | null) =>
    expected === undefined || expected === actual;
  return (
    equals(match.scope, call.scope) &&
    equals(match.account, call.account) &&
    equals(match.family, call.family) &&
    equals(match.action, call.action) &&
    equals(match.voice, call.voice) &&
    (match.prompt === undefined || (call.prompt?.includes(match.prompt) ?? false)) &&
    (match.name === undefined || (call.name?.startsWith(match.name) ?? false))
  );
}
