import type { KeyScope, RefreshedVoiceView, Status, VoiceView } from '../../client/types.ts';
import type { Column } from './table.ts';
import type { Colour, Terminal } from './terminal.ts';
import { age, padded, printable } from './text.ts';

const statusColours: Readonly<Record<Status, Colour>> = {
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
/** What `--status`, `--family` and `--scope` may be; the types keep these lists whole. */
export const statuses = namesOf(statusColours);
export const families = namesOf<VoiceView['family']>({ cosyvoice: true, qwen: true });
export const scopes = namesOf<VoiceView['scope']>({ mainland: true, international: true });
export const keyScopes = namesOf<KeyScope>({ read: true, write: true, admin: true });

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  const isName = (name: string): name is Name => name in table;
  return Object.keys(table).filter(isName);
}

export function paintedStatus(terminal: Terminal, status: Status, text: string = status): string {
  return terminal.paint(statusColours[status], text);
}

/** What a list shows of a voice. */
type ListedVoice = Pick<VoiceView, 'voiceId' | 'status' | 'targetModel' | 'scope' | 'createdAt' | 'name'>;

/** Columns of a list of voices. */
export function voiceColumns(terminal: Terminal, now: number): Column<ListedVoice>[] {
  return [
    { title: 'VOICE ID', text: ({ voiceId }) => voiceId },
    {
      title: 'STATUS',
      text: ({ status }) => status,
      paint: (text, { status }) => paintedStatus(terminal, status, text),
    },
    { title: 'TARGET MODEL', text: ({ targetModel }) => targetModel, hides: 2 },
    { title: 'SCOPE', text: ({ scope }) => scope, hides: 3 },
    { title: 'AGE', text: ({ createdAt }) => age(createdAt, now), hides: 1 },
    { title: 'NAME', text: ({ name }) => name ?? '', shrinks: true },
  ];
}

/** Everything about one voice, and what a synthesis call needs, ready to paste. */
export function voiceCard(terminal: Terminal, voice: VoiceView | RefreshedVoiceView): string[] {
  const lines: string[] = [];
  const say = (title: string, text: string | null) => {
    if (text !== null && text !== '') lines.push(`  ${padded(title, 15)} ${printable(text)}`);
  };
  const { reason, warnings, labels, language, sampleRate, responseFormat } = voice;
  say('family', `${voice.family}, ${voice.scope}`);
  say('target model', voice.targetModel);
  say('voice prompt', voice.voicePrompt);
  say('preview text', voice.previewText);
  say('language', language);
  say('format', [responseFormat, sampleRate && `${sampleRate} Hz`].filter(Boolean).join(', '));
  say(
    'labels',
    Object.entries(labels)
      .map(([key, value]) => `${key}:${value}`)
      .join(', '),
  );
  say('preview', previewText(voice.preview));
  say('provider voice', voice.providerVoiceId);
  if ('providerStatus' in voice) say('provider says', voice.providerStatus ?? 'nothing');
  say(
    'created',
    `${voice.createdAt} by ${voice.createdBy}${voice.origin === 'imported' ? ', imported' : ''}`,
  );
  say('request key', voice.requestKey);
  say('reviewed', voice.reviewedAt);
  say('deleted', voice.deletedAt);
  say('restorable until', voice.restorableUntil);
  say('purge from', voice.purgeAt);
  if (reason) say('reason', reasonText(reason));
  for (const { code, message } of warnings) say('warning', `${code}: ${message}`);
  const title = [voice.voiceId, paintedStatus(terminal, voice.status), printable(voice.name ?? '')];
  return [
    title.join('  ').trimEnd(),
    ...lines,
    ...(voice.use ? ['', 'In a synthesis call:', '', `  ${JSON.stringify(voice.use)}`] : []),
  ];
}

/** `review_rejected`; with the provider's code and message where there are any. */
export function reasonText({ code, providerCode, message }: NonNullable<VoiceView['reason']>): string {
  return `${code}${providerCode ? ` (${providerCode})` : ''}${message ? `: ${message}` : ''}`;
}

function previewText(preview: VoiceView['preview']): string {
  if ('missing' in preview) return preview.missing;
  const { mediaType, sampleRate, durationSeconds, bytes } = preview;
  const parts = [mediaType, `${sampleRate} Hz`, durationSeconds && `${durationSeconds} s`, `${bytes} bytes`];
  return parts.filter(Boolean).join(', ');
}
