import { z } from 'zod';
import { type Random, randomFrom, seedOf } from '../random.ts';
import { type Effect, effectSchema } from './effects.ts';

const matchSchema = z.strictObject({
  scope: z.enum(['mainland', 'international']).optional(),
  account: z.string().optional(),
  family: z.enum(['cosyvoice', 'qwen']).optional(),
  action: z.enum(['create', 'list', 'query', 'delete']).optional(),
  /** A part of the voice prompt: of a create, or of the voice that a query or delete names. */
  prompt: z.string().optional(),
  /** The beginning of the provider-side name, likewise. */
  name: z.string().optional(),
  /** The whole id of a query or delete. */
  voice: z.string().optional(),
});

/** A rule: what to do (`effects`) to which calls (`match`), how often. */
export const ruleSchema = z.strictObject({
  match: matchSchema.default({}),
  effects: z.array(effectSchema).min(1),
  /** Lets that many matching calls pass first. */
  skip: z.int().min(0).default(0),
  /** Applies to that many calls, then no more; without it, to all. */
  times: z.int().positive().optional(),
  /** Chance of applying to a call it matches, drawn from the settings' seed and the rule's place. */
  probability: z.number().min(0).max(1).default(1),
});

type Rule = z.infer<typeof ruleSchema>;
export type RuleInput = z.input<typeof ruleSchema>;

interface RuleState {
  readonly id: string;
  readonly rule: Rule;
  /** Calls that matched, and calls it was applied to. */
  readonly matched: number;
  readonly applied: number;
}

/** What rules may look at. */
export interface CallFacts {
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
  /** Forgets every rule, and begins the numbering, and with it the draws, again. */
  clear(): void;
  /** The effects of every rule that applies to this call, oldest rule first. Counts. */
  draw(facts: CallFacts): Effect[];
}

function matches({ match }: Rule, facts: CallFacts): boolean {
  const same = (wanted: string | undefined, actual: string | null) =>
    wanted === undefined || wanted === actual;
  return (
    same(match.scope, facts.scope) &&
    same(match.account, facts.account) &&
    same(match.family, facts.family) &&
    same(match.action, facts.action) &&
    same(match.voice, facts.voice) &&
    (match.prompt === undefined || (facts.prompt?.includes(match.prompt) ?? false)) &&
    (match.name === undefined || (facts.name?.startsWith(match.name) ?? false))
  );
}

interface Entry {
  readonly id: string;
  readonly rule: Rule;
  readonly random: Random;
  matched: number;
  applied: number;
}

function applies(entry: Entry, facts: CallFacts): boolean {
  if (!matches(entry.rule, facts)) return false;
  entry.matched += 1;
  if (entry.matched <= entry.rule.skip) return false;
  if (entry.rule.times !== undefined && entry.applied >= entry.rule.times) return false;
  // Each rule draws from a stream of its own: calls that other rules look at do not shift it.
  if (entry.random() >= entry.rule.probability) return false;
  entry.applied += 1;
  return true;
}

export function openRules(seed: () => number): Rules {
  let entries: Entry[] = [];
  let numbered = 0;
  const stateOf = ({ id, rule, matched, applied }: Entry): RuleState => ({ id, rule, matched, applied });
  return {
    add: (rule) => {
      numbered += 1;
      const id = `rule-${numbered}`;
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
      numbered = 0;
    },
    draw: (facts) => entries.filter((entry) => applies(entry, facts)).flatMap((entry) => entry.rule.effects),
  };
}
