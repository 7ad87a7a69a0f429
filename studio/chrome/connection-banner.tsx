import { lostSince } from '../core/connection.ts';
import { useStore } from '../core/store.ts';
import { useLocale, useWords } from '../core/words.ts';

/** Reports that the API does not respond, until it does. */
export function ConnectionBanner() {
  const { common } = useWords();
  const locale = useLocale();
  const since = useStore(lostSince);
  return (
    <div role="status">
      {since && <div class="banner">{common.lostContact(since.toLocaleTimeString(locale))}</div>}
    </div>
  );
}
