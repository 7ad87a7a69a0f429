import type { RefreshedVoiceView, Status, VoiceView } from '../../client/types.ts';
import { analysisOf, previewLines } from './preview-text.ts';
import type { Column } from './table.ts';
import type { Color, Terminal } from './terminal.ts';
import { formatAge, padEnd, printable } from './text.ts';

export const statusColors: Readonly<Record<Status, Color>> = {
  REQUESTED: 'cyan',
  CREATING: 'cyan',
  DEPLOYING: 'cyan',
  OK: 'green',
  UNDEPLOYED: 'red',
  FAILED: 'red',
  TIMED_OUT: 'yellow',
  DELETED: 'grey',
  PURGED: 'grey',
  EXPIRED: 'grey',
};

/** Colors a status, or the padded text of a status. */
export function paintStatus(terminal: Terminal, status: Status, text: string = status): string {
  return terminal.paint(statusColors[status], text);
}

/** Returns the columns of a list of voices. */
export function voiceColumns(
  terminal: Terminal,
  now: number,
  voices: readonly VoiceView[],
): Column<VoiceView>[] {
  return [
    { title: 'VOICE ID', text: ({ voiceId }) => voiceId },
    {
      title: 'STATUS',
      text: ({ status }) => status,
      paint: (text, { status }) => paintStatus(terminal, status, text),
    },
    { title: 'TARGET MODEL', text: ({ targetModel }) => targetModel, hideRank: 2 },
    { title: 'SCOPE', text: ({ scope }) => scope, hideRank: 3 },
    { title: 'AGE', text: ({ createdAt }) => formatAge(createdAt, now), hideRank: 1 },
    { title: 'NAME', text: ({ name }) => name ?? '', shrinks: true },
    ...(voices.some((voice) => voiceNote(voice) !== '')
      ? [{ title: 'NOTE', text: voiceNote, shrinks: true }]
      : []),
  ];
}

/** Returns the codes of the reason, the findings and the warnings of a voice. */
function voiceNote({ reason, preview, warnings }: VoiceView): string {
  const findings = analysisOf(preview)?.findings ?? [];
  return [...(reason ? [reason.code] : []), ...findings, ...warnings.map(({ code }) => code)].join(', ');
}

/** Formats all fields of a voice, and the parameters of a synthesis call as JSON. */
export function voiceDetails(terminal: Terminal, voice: VoiceView | RefreshedVoiceView): string[] {
  const lines: string[] = [];
  const add = (title: string, text: string | null) => {
    if (text !== null && text !== '') lines.push(`  ${padEnd(title, 15)} ${printable(text)}`);
  };
  const { reason, warnings, labels, language, sampleRate, responseFormat } = voice;
  add('family', `${voice.family}, ${voice.scope}`);
  add('target model', voice.targetModel);
  add('voice prompt', voice.voicePrompt);
  add('preview text', voice.previewText);
  add('language', language);
  add('format', [responseFormat, sampleRate && `${sampleRate} Hz`].filter(Boolean).join(', '));
  add(
    'labels',
    Object.entries(labels)
      .map(([key, value]) => `${key}:${value}`)
      .join(', '),
  );
  for (const [title, text] of previewLines(voice.preview)) add(title, text);
  add('provider voice', voice.providerVoiceId);
  add('aliases', voice.aliases.join(', '));
  add('remake of', voice.remakeOf);
  if ('providerStatus' in voice) add('provider status', voice.providerStatus ?? 'unknown');
  add(
    'created',
    `${voice.createdAt} by ${voice.createdBy}${voice.origin === 'imported' ? ', imported' : ''}`,
  );
  add('request key', voice.requestKey);
  add('audition', voice.auditionId);
  add('reviewed', voice.reviewedAt);
  add('deleted', [voice.deletedAt, voice.deletedBecause].filter(Boolean).join(', '));
  add('restorable until', voice.restorableUntil);
  add('purge from', voice.purgeAt);
  if (reason) add('reason', formatReason(reason));
  for (const { code, message } of warnings) add('warning', `${code}: ${message}`);
  const title = [voice.voiceId, paintStatus(terminal, voice.status), printable(voice.name ?? '')];
  return [
    title.join('  ').trimEnd(),
    ...lines,
    ...(voice.use ? ['', 'Parameters of a synthesis call:', '', `  ${JSON.stringify(voice.use)}`] : []),
  ];
}

/** Formats a reason: its code, and the provider's code and message if present. */
function formatReason({ code, providerCode, message }: NonNullable<VoiceView['reason']>): string {
  return `${code}${providerCode ? ` (${providerCode})` : ''}${message ? `: ${message}` : ''}`;
}
