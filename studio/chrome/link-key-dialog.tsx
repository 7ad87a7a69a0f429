import { useEffect, useState } from 'preact/hooks';
import { clientFor } from '../core/client.ts';
import { type KeyFacts, linkKey, type Session, session, signIn } from '../core/session.ts';
import { useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

/** Asks whether the key of a link replaces the signed-in one, while there are both. */
export function LinkKeyDialog() {
  const linked = useStore(linkKey);
  const isSignedIn = useStore(session).key !== null;
  return linked !== null && isSignedIn ? <ReplaceDialog key={linked} linked={linked} /> : null;
}

const unknown = { owner: null, scopes: null };

function ReplaceDialog({ linked }: { linked: string }) {
  const { signIn: text } = useWords();
  const current = useStore(session);
  const { facts, error } = useKeyFacts(linked);
  const keep = () => linkKey.set(null);
  return (
    <Dialog
      title={text.replaceTitle}
      onClose={keep}
      actions={
        <>
          <Button onClick={keep}>{text.keepKey}</Button>
          <Button kind="primary" disabled={facts === null} onClick={() => signIn(linked, facts)}>
            {text.replaceKey}
          </Button>
        </>
      }
    >
      <dl class="facts">
        <dt>{text.currentKey}</dt>
        <dd>
          <KeyText facts={current} />
        </dd>
        <dt>{text.linkKey}</dt>
        <dd>{error === null ? <KeyText facts={facts ?? unknown} /> : '–'}</dd>
      </dl>
      <p>{text.replaceText}</p>
      <ErrorNote error={error} />
    </Dialog>
  );
}

/** The owner and the scopes of a key, or a text while they are loaded. */
function KeyText({ facts: { owner, scopes } }: { facts: Pick<Session, 'owner' | 'scopes'> }) {
  const { common } = useWords();
  if (owner === null || scopes === null) return <>{common.loading}</>;
  return (
    <>
      <strong>{owner}</strong> <span class="hint">{scopes.join(', ')}</span>
    </>
  );
}

/** Loads whose key it is and what it may do. */
function useKeyFacts(key: string): { readonly facts: KeyFacts | null; readonly error: unknown } {
  const [facts, setFacts] = useState<KeyFacts | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const ended = new AbortController();
    const load = async () => setFacts(await clientFor(key).deployment.key({ signal: ended.signal }));
    load().catch((caught: unknown) => {
      if (!ended.signal.aborted) setError(caught);
    });
    return () => ended.abort();
  }, [key]);
  return { facts, error };
}
