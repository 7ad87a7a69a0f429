import type { ComponentChildren } from 'preact';
import type { VoiceView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

/** The other fields of the record. */
export function RecordCard({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  return (
    <section class="card">
      <h2>{text.record}</h2>
      <dl class="facts">
        <Identity voice={voice} />
        <Design voice={voice} />
        <Origin voice={voice} />
      </dl>
      <div class="card-end">
        <CopyButton text={JSON.stringify(voice, null, 2)} title={text.copyRecord} />
      </div>
    </section>
  );
}

/** The ids, and where the voice belongs. */
function Identity({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  const { aliases, remakeOf, auditionId, providerVoiceId, labels } = voice;
  return (
    <>
      <Fact name={text.voiceId} isWide>
        <Id value={voice.voiceId} what={text.voiceId} />
      </Fact>
      <Fact name={text.providerVoiceId} isWide>
        {providerVoiceId ? <Id value={providerVoiceId} what={text.providerVoiceId} /> : text.none}
      </Fact>
      <Fact name={text.aliases}>
        <Links items={aliases.map((alias) => [alias, aliasLink(alias)])} kind="chip-accent" />
      </Fact>
      {remakeOf && (
        <Fact name={text.remakeOf}>
          <Links items={[[remakeOf, aliasLink(remakeOf)]]} kind="chip-accent" />
        </Fact>
      )}
      {auditionId && (
        <Fact name={text.audition}>
          <a href={link(`/auditions/${auditionId}`)}>{text.auditionLink}</a>
        </Fact>
      )}
      <Fact name={text.labels}>
        <Links
          items={Object.entries(labels)
            .map(([key, value]) => `${key}:${value}`)
            .map((label) => [label, link('/voices', { label })])}
        />
      </Fact>
    </>
  );
}

/** The model, and the languages and the format of the audio. */
function Design({ voice }: { voice: VoiceView }) {
  const { voice: text, voices } = useWords();
  const locale = useLocale();
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const { use, language, sampleRate, responseFormat } = voice;
  return (
    <>
      <Fact name={text.model}>{voice.targetModel}</Fact>
      <Fact name={text.family}>{voices.families[voice.family]}</Fact>
      <Fact name={text.scope}>{voices.scopes[voice.scope]}</Fact>
      <Fact name={text.language}>{language ? languages.of(language) : text.languageAuto}</Fact>
      {use?.languages && (
        <Fact name={text.speaks}>
          {listOf(
            use.languages.map((each) => languages.of(each) ?? each),
            locale,
          )}
        </Fact>
      )}
      {responseFormat && (
        <Fact name={text.format}>
          {responseFormat.toUpperCase()}
          {sampleRate !== null && `, ${(sampleRate / 1_000).toLocaleString(locale)} kHz`}
        </Fact>
      )}
    </>
  );
}

/** The request, and what was done for it. */
function Origin({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  const { createdBy, origin, requestKey, attempts, polls, sequence } = voice;
  return (
    <>
      <Fact name={text.createdBy}>
        <a href={link('/voices', { createdBy })}>{createdBy}</a>
      </Fact>
      <Fact name={text.origin}>{text.origins[origin]}</Fact>
      {requestKey && <Fact name={text.requestKey}>{requestKey}</Fact>}
      <Fact name={text.attempts}>{attempts}</Fact>
      <Fact name={text.polls}>{polls}</Fact>
      <Fact name={text.sequence}>{sequence}</Fact>
    </>
  );
}

function aliasLink(alias: string): string {
  return link(`/aliases/${encodeURIComponent(alias)}`);
}

function listOf(items: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { style: 'short' }).format(items);
}

interface FactProps {
  readonly name: string;
  /** Shows the value below the name, for long values. @default false */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, isWide = false, children }: FactProps) {
  const className = isWide ? 'fact-wide' : undefined;
  return (
    <>
      <dt class={className}>{name}</dt>
      <dd class={className}>{children}</dd>
    </>
  );
}

function Id({ value, what }: { value: string; what: string }) {
  return (
    <span class="id">
      <code>{value}</code>
      <CopyButton text={value} what={what} />
    </span>
  );
}

interface LinksProps {
  /** Texts with their addresses. */
  readonly items: readonly (readonly [string, string])[];
  readonly kind?: 'chip-accent';
}

function Links({ items, kind }: LinksProps) {
  const { voice: text } = useWords();
  if (items.length === 0) return <>{text.none}</>;
  return (
    <span class="chips">
      {items.map(([item, href]) => (
        <a key={item} class={`chip ${kind ?? ''}`} href={href} title={item}>
          {item}
        </a>
      ))}
    </span>
  );
}
