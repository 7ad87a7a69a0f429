import type { AuditionStatus, AuditionView, ListedAuditionView } from '../../client/types.ts';
import { analysisOf, secondsOf } from './preview-text.ts';
import type { Column } from './table.ts';
import { tableLines } from './table.ts';
import type { Color, Terminal } from './terminal.ts';
import { formatAge, padEnd, printable } from './text.ts';
import { paintStatus } from './voice-text.ts';

export const auditionStatusColors: Readonly<Record<AuditionStatus, Color>> = {
  OPEN: 'cyan',
  READY: 'green',
  FAILED: 'red',
  DECIDED: 'green',
  LAPSED: 'yellow',
  CANCELLED: 'grey',
};

function paintAuditionStatus(terminal: Terminal, status: AuditionStatus, text: string = status): string {
  return terminal.paint(auditionStatusColors[status], text);
}

/** Returns the columns of a list of auditions. */
export function auditionColumns(terminal: Terminal, now: number): Column<ListedAuditionView>[] {
  return [
    { title: 'AUDITION ID', text: ({ auditionId }) => auditionId },
    {
      title: 'STATUS',
      text: ({ status }) => status,
      paint: (text, { status }) => paintAuditionStatus(terminal, status, text),
    },
    { title: 'OK', text: ({ candidates }) => countOk(candidates) },
    { title: 'AGE', text: ({ createdAt }) => formatAge(createdAt, now), hideRank: 1 },
    { title: 'NAME', text: ({ brief }) => brief.name ?? '', shrinks: true },
  ];
}

/** Formats an audition and a table of its candidates. */
export function auditionDetails(terminal: Terminal, audition: AuditionView): string[] {
  const { auditionId, status, brief, keepUntil, createdAt, createdBy, requestKey, candidates, cost } =
    audition;
  const lines: string[] = [];
  const add = (title: string, text: string | null) => {
    if (text !== null && text !== '') lines.push(`  ${padEnd(title, 15)} ${printable(text)}`);
  };
  add('family', `${brief.family}, ${brief.scope}`);
  add('target model', brief.targetModel);
  add('voice prompt', brief.voicePrompt);
  add('preview text', brief.previewText);
  add('created', `${createdAt} by ${createdBy}`);
  add('request key', requestKey);
  add('alias', audition.alias);
  add('keep until', keepUntil);
  add('cost', cost.amount === null ? 'unknown' : `${cost.currency} ${cost.amount}`);
  const warnings = candidates.flatMap((each) =>
    each.warnings.map(({ code, message }) => `${code}: ${message}`),
  );
  for (const warning of new Set(warnings)) add('warning', warning);
  const title = [auditionId, paintAuditionStatus(terminal, status), printable(brief.name ?? '')];
  return [
    title.join('  ').trimEnd(),
    ...lines,
    '',
    ...tableLines(candidates, candidateColumns(terminal, audition), terminal.columns),
  ];
}

function candidateColumns(
  terminal: Terminal,
  { chosen }: AuditionView,
): Column<AuditionView['candidates'][number]>[] {
  return [
    { title: 'CANDIDATE', text: ({ voiceId }) => voiceId },
    {
      title: 'STATUS',
      text: ({ status }) => status,
      paint: (text, { status }) => paintStatus(terminal, status, text),
    },
    { title: 'SECONDS', text: ({ preview }) => secondsOf(preview), hideRank: 1 },
    { title: 'LUFS', text: ({ preview }) => text(analysisOf(preview)?.loudnessLufs, 1), hideRank: 2 },
    { title: 'HZ', text: ({ preview }) => text(analysisOf(preview)?.pitchHz, 0), hideRank: 3 },
    {
      title: 'CHARS/S',
      text: ({ preview }) => text(analysisOf(preview)?.charactersPerSecond, 1),
      hideRank: 4,
    },
    { title: 'NOTE', text: (candidate) => candidateNote(candidate, chosen) },
  ];
}

function candidateNote(
  { voiceId, reason, preview, restorableUntil }: AuditionView['candidates'][number],
  chosen: AuditionView['chosen'],
): string {
  const isChosen = voiceId === chosen;
  const findings = analysisOf(preview)?.findings ?? [];
  const parts = [isChosen && 'chosen', !isChosen && reason?.code, ...findings];
  if (!isChosen && !reason && restorableUntil) parts.push(`until ${restorableUntil}`);
  return parts.filter(Boolean).join(', ');
}

function text(value: number | null | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '';
}

function countOk(candidates: ListedAuditionView['candidates']): string {
  return `${candidates.filter(({ status }) => status === 'OK').length} of ${candidates.length}`;
}
