import { type Column, tableLines } from '../output/table.ts';
import type { Color, Terminal } from '../output/terminal.ts';
import { printable } from '../output/text.ts';
import type { AliasResult } from './apply-file.ts';
import type { CheckedAlias } from './check-briefs.ts';
import {
  type Action,
  type FieldChange,
  makesVoice,
  type Plan,
  type RemakeReason,
  type Step,
} from './plan.ts';

const reasons: Readonly<Record<Exclude<Action, 'remake'>, string>> = {
  create: 'the alias does not exist',
  move: 'the voice of this brief is being made',
  wait: 'a voice of another brief is being made',
  choose: 'waits for a choice',
  unchanged: '',
  prune: 'the file no longer contains it',
};

const remakeReasons: Readonly<Record<RemakeReason, string>> = {
  brief_changed: 'the brief has changed',
  brief_unknown: 'the brief of its voice is not known',
  voice_gone: 'DashScope no longer has its voice',
};

/** Fields whose values are too long for a table. */
const textFields = ['voicePrompt', 'previewText'];

const colors: Readonly<Record<Action, Color>> = {
  create: 'green',
  remake: 'yellow',
  move: 'cyan',
  wait: 'cyan',
  choose: 'cyan',
  unchanged: 'grey',
  prune: 'red',
};

/** The price of the new voices of a plan. The amount is null if the price of one of them is not known. */
export interface PlanCost {
  readonly voices: number;
  readonly amount: number | null;
  readonly currency: string | null;
  /** The different sentences about prices. */
  readonly basis: readonly string[];
}

export function costOfPlan({ steps }: Pick<Plan, 'steps'>, aliases: readonly CheckedAlias[]): PlanCost {
  const made = new Set(steps.filter(makesVoice).map(({ alias }) => alias));
  const costs = aliases.filter(({ alias }) => made.has(alias)).map(({ cost }) => cost);
  const currencies = new Set(costs.map(({ currency }) => currency));
  const [currency = null] = currencies;
  const isKnown = currencies.size === 1 && currency !== null;
  // Prices have two decimals.
  const cents = costs.reduce((sum, { amount }) => sum + Math.round((amount ?? 0) * 100), 0);
  return {
    voices: aliases.reduce((sum, { alias, candidates = 1 }) => sum + (made.has(alias) ? candidates : 0), 0),
    amount: isKnown ? cents / 100 : null,
    currency: isKnown ? currency : null,
    basis: [...new Set(costs.map(({ basis }) => basis))],
  };
}

/** Formats a plan: its changes as a table, their number, the cost, and what prevents or delays them. */
export function planLines(terminal: Terminal, plan: Plan, cost: PlanCost): string[] {
  const { steps, waves, refusals, leftOver } = plan;
  const changes = steps.filter(({ action }) => action !== 'unchanged');
  return [
    ...(changes.length > 0 ? [...tableLines(changes, columns(terminal), terminal.columns), ''] : []),
    countLine(steps),
    ...(cost.voices > 0 ? [costLine(cost)] : []),
    ...waves.map(
      ({ family, scope, voices, free }) =>
        `The plan needs ${voices} places for voices of the family ${family} in the scope ${scope}, and ${free} are free. The voices are made in waves, each when places are free.`,
    ),
    ...(leftOver.length > 0
      ? [
          `An earlier apply created ${leftOver.join(', ')}, which the file does not contain; --prune deletes them.`,
        ]
      : []),
    ...refusals.map((refusal) => terminal.paint('red', `${refusal} Nothing was changed.`)),
  ];
}

function columns(terminal: Terminal): Column<Step>[] {
  return [
    { title: 'ALIAS', text: ({ alias }) => alias },
    {
      title: 'ACTION',
      text: ({ action }) => action,
      paint: (text, { action }) => terminal.paint(colors[action], text),
    },
    { title: 'REASON', text: (step) => reasonOf(step), shrinks: true },
  ];
}

function reasonOf({ action, auditionId, reason = 'brief_changed', changes = [] }: Step): string {
  if (action !== 'remake')
    return auditionId === undefined ? reasons[action] : `audition ${auditionId} ${reasons[action]}`;
  return [remakeReasons[reason], changes.map(changeText).join(', ')].filter(Boolean).join(': ');
}

function changeText({ field, from, to }: FieldChange): string {
  return textFields.includes(field) ? field : `${field} ${from ?? 'none'} → ${to ?? 'none'}`;
}

function countLine(steps: readonly Step[]): string {
  const count = (action: Action) => steps.filter((step) => step.action === action).length;
  const parts = (['create', 'remake', 'move', 'wait', 'choose', 'prune', 'unchanged'] as const)
    .map((action) => [count(action), action] as const)
    .filter(([number, action]) => number > 0 || action === 'unchanged')
    .map(([number, action]) => `${number} ${action === 'unchanged' ? action : `to ${action}`}`);
  return `Plan: ${parts.join(', ')}.`;
}

function costLine({ voices, amount, currency, basis }: PlanCost): string {
  const price = amount === null ? 'not known' : `${currency} ${amount}`;
  return `Cost of ${voices} ${voices === 1 ? 'voice' : 'voices'}: ${price}. ${printable(basis.join(' '))}`;
}

/** Formats the result of an alias that is not done. */
export function resultLine(terminal: Terminal, { alias, outcome, message }: AliasResult): string {
  const color = outcome === 'unfinished' || outcome === 'waiting' ? 'yellow' : 'red';
  return `${alias}  ${terminal.paint(color, outcome)}  ${printable(message ?? '')}`.trimEnd();
}
