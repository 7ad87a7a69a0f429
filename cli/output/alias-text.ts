import type { AliasView, ListedAlias } from '../../client/types.ts';
import type { Column } from './table.ts';
import type { Terminal } from './terminal.ts';
import { formatAge, padEnd } from './text.ts';
import { paintStatus } from './voice-text.ts';

/** Returns the columns of a list of aliases. */
export function aliasColumns(terminal: Terminal, now: number): Column<ListedAlias>[] {
  return [
    { title: 'ALIAS', text: ({ alias }) => alias },
    { title: 'VERSION', text: ({ version }) => String(version) },
    { title: 'VOICE ID', text: ({ voiceId }) => voiceId },
    {
      title: 'STATUS',
      text: ({ status }) => status,
      paint: (text, { status }) => paintStatus(terminal, status, text),
    },
    { title: 'TARGET MODEL', text: ({ use }) => use.model, hideRank: 2 },
    { title: 'AGE', text: ({ updatedAt }) => formatAge(updatedAt, now), hideRank: 1 },
    { title: 'REMAKE', text: ({ pending }) => pending?.voiceId ?? pending?.auditionId ?? '', hideRank: 3 },
  ];
}

/** Formats an alias with its history, and the parameters of a synthesis call as JSON. */
export function aliasDetails(terminal: Terminal, alias: AliasView): string[] {
  const lines: string[] = [];
  const add = (title: string, text: string | null) => {
    if (text !== null) lines.push(`  ${padEnd(title, 15)} ${text}`);
  };
  const { previous, pending, history, use } = alias;
  add('version', String(alias.version));
  add('target model', use.model);
  add('changed', alias.updatedAt);
  add('created by', alias.managedBy && `voice ${alias.managedBy}`);
  add('former voice', previous && [previous.voiceId, keptUntil(previous.keptUntil)].join(''));
  add('remake', pending && `${remakeText(pending)}, requested ${pending.requestedAt}`);
  for (const { version, voiceId, at, by } of history) {
    add(`version ${version}`, `${voiceId ?? 'deleted'}, ${at} by ${by}`);
  }
  return [
    [alias.alias, alias.voiceId, paintStatus(terminal, alias.status)].join('  '),
    ...lines,
    '',
    'Parameters of a synthesis call:',
    '',
    `  ${JSON.stringify(use)}`,
  ];
}

function keptUntil(time: string | null): string {
  return time === null ? '' : `, kept until ${time}`;
}

function remakeText({ voiceId, auditionId }: NonNullable<ListedAlias['pending']>): string {
  return voiceId ?? `audition ${auditionId}, which waits for a choice`;
}
