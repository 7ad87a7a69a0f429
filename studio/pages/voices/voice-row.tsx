import type { VoiceView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { StatusBadge } from '../../ui/badge.tsx';
import { FindingBadges } from '../../ui/findings.tsx';
import { PlayButton } from '../../ui/play-button.tsx';
import { Waveform } from '../../ui/waveform.tsx';
import { type FilterTexts, queryOf } from './filter-query.ts';

export interface VoiceRowProps {
  readonly voice: VoiceView;
  /** The current filters, which a label of the row adds to. */
  readonly filters: FilterTexts;
}

/** One voice of the list. */
export function VoiceRow({ voice, filters }: VoiceRowProps) {
  const { voices: text, common } = useWords();
  const { voiceId, preview, status, family, targetModel, createdAt } = voice;
  const name = voice.name ?? text.unnamed;
  const isMissing = 'missing' in preview;
  const waveText = isMissing
    ? common.noPreview[preview.missing]
    : preview.waveform === null && text.noWaveform;
  return (
    <>
      {isMissing ? <span class="play play-none" /> : <PlayButton voice={voice} name={name} />}
      <div class="voice-main">
        <a class="voice-name" href={link(`/voices/${voiceId}`)} title={name}>
          {name}
        </a>
        <span class="voice-model">
          {text.families[family]} · {targetModel}
        </span>
      </div>
      <div class="voice-wave">
        {waveText ? <span class="hint">{waveText}</span> : <Waveform voice={voice} name={name} />}
      </div>
      <div class="voice-facts">
        <div class="voice-state">
          <StatusBadge status={status} />
          <FindingBadges voice={voice} max={1} />
        </div>
        <Tags voice={voice} filters={filters} />
      </div>
      <Age time={createdAt} />
    </>
  );
}

/** Labels that a row shows. */
const maxLabels = 2;

/** Aliases and labels. A label filters the list. */
function Tags({ voice: { aliases, labels }, filters }: VoiceRowProps) {
  const { voices: text } = useWords();
  const [alias] = aliases;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}:${value}`);
  const shownLabels = pairs.slice(0, alias === undefined ? maxLabels : maxLabels - 1);
  const hidden = [...aliases.slice(1).map(text.alias), ...pairs.slice(shownLabels.length)];
  return (
    <div class="voice-tags">
      {alias !== undefined && (
        <span class="chip chip-accent" title={text.alias(alias)}>
          <span aria-hidden="true">@</span>
          <span class="visually-hidden">{text.alias('')}</span>
          {alias}
        </span>
      )}
      {shownLabels.map((label) => (
        <a
          key={label}
          class="chip"
          href={link('/voices', queryOf(filters, { label }))}
          title={text.filterByLabel(label)}
        >
          {label}
        </a>
      ))}
      {hidden.length > 0 && (
        <span class="hint" title={hidden.join(', ')}>
          {text.more(hidden.length)}
        </span>
      )}
    </div>
  );
}
