import type { Color, Terminal } from '../output/terminal.ts';
import { printable } from '../output/text.ts';
import { makesVoice, type Plan } from './plan.ts';

/** A remark of the API about the brief of an alias. It does not prevent the voice. */
export interface BriefNote {
  readonly alias: string;
  /** Line of the alias in the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface BriefNotes {
  /** Reasons why the provider may refuse a voice, for example a retired target model. */
  readonly warnings: readonly BriefNote[];
  /** Ways to improve the descriptions of voices. */
  readonly advice: readonly BriefNote[];
}

/** Number of aliases that a line names before it counts the others. */
const maxNamed = 3;

/** Returns the notes without the advice on voices that the plan does not make. */
export function notesOfPlan({ warnings, advice }: BriefNotes, { steps }: Pick<Plan, 'steps'>): BriefNotes {
  const made = new Set(steps.filter(makesVoice).map(({ alias }) => alias));
  return { warnings, advice: advice.filter(({ alias }) => made.has(alias)) };
}

/** Formats notes, one line for all aliases with the same note. @param fileName name of the file in messages */
export function formatNotes(
  terminal: Terminal,
  { warnings, advice }: BriefNotes,
  fileName: string,
): string[] {
  const lines = (kind: string, color: Color, notes: readonly BriefNote[]) =>
    [...Map.groupBy(notes, ({ code, message }) => `${message} (${code})`)].map(([text, group]) => {
      const subject = `${fileName}, line ${group[0]?.line}: ${namesOf(group)}`;
      return `${terminal.paint(color, kind)}  ${printable(`${subject}: ${text}`)}`;
    });
  return [...lines('warning', 'yellow', warnings), ...lines('advice', 'cyan', advice)];
}

function namesOf(notes: readonly BriefNote[]): string {
  const names = notes.map(({ alias }) => alias);
  const further = names.length - maxNamed;
  if (further <= 0) return names.join(', ');
  return `${names.slice(0, maxNamed).join(', ')} and ${further} ${further === 1 ? 'other' : 'others'}`;
}
