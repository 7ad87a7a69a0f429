import type { AuditionView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { isCancellable } from './candidate-rules.ts';

/** The request of the audition. */
export function BriefCard({ audition }: { audition: AuditionView }) {
  const { audition: text } = useWords();
  const locale = useLocale();
  const { brief, alias, createdBy, createdAt, keepUntil, cost } = audition;
  return (
    <section class="card">
      <h2>{text.brief}</h2>
      <div class="columns brief-columns">
        <div>
          <h3>{text.voicePrompt}</h3>
          <p class="brief-text">{brief.voicePrompt}</p>
          <h3>{text.previewText}</h3>
          <p class="brief-text">{brief.previewText}</p>
        </div>
        <dl class="facts">
          <dt>{text.targetModel}</dt>
          <dd>{brief.targetModel}</dd>
          <dt>{text.requestedBy}</dt>
          <dd>{createdBy}</dd>
          <dt>{text.created}</dt>
          <dd>
            <Age time={createdAt} />
          </dd>
          {isCancellable(audition) && (
            <>
              <dt>{text.keepUntil}</dt>
              <dd>
                <Age time={keepUntil} />
              </dd>
            </>
          )}
          {alias !== null && (
            <>
              <dt>{text.alias}</dt>
              <dd>
                <a class="chip chip-accent" href={link(`/aliases/${alias}`)}>
                  {alias}
                </a>
              </dd>
            </>
          )}
          <dt>{text.cost}</dt>
          <dd>{priceOf(cost, text, locale)}</dd>
          <LabelFacts labels={brief.labels} />
        </dl>
      </div>
    </section>
  );
}

function LabelFacts({ labels }: Pick<AuditionView['brief'], 'labels'>) {
  const { audition: text } = useWords();
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <>
      <dt>{text.labels}</dt>
      <dd class="chips">
        {entries.map(([key, value]) => (
          <a key={key} class="chip" href={link('/auditions', { label: `${key}:${value}` })}>
            {key}: {value}
          </a>
        ))}
      </dd>
    </>
  );
}

function priceOf(
  { amount, currency }: AuditionView['cost'],
  text: { readonly free: string; readonly unknownPrice: string },
  locale: string,
): string {
  if (amount === null || currency === null) return text.unknownPrice;
  return amount === 0 ? text.free : amount.toLocaleString(locale, { style: 'currency', currency });
}
