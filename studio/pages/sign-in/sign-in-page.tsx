import { useState } from 'preact/hooks';
import { ArgumentError, ProblemError } from '../../../client/index.ts';
import { clientFor } from '../../core/client.ts';
import { session, signIn } from '../../core/session.ts';
import { useStore } from '../../core/store.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { describeError } from '../../ui/error-note.tsx';
import { TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';

/** Asks for a key and checks it before it is kept. */
export function SignInPage() {
  const words = useWords();
  const { signIn: text } = words;
  const { refused } = useStore(session);
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isChecking, setIsChecking] = useState(false);
  const submit = async () => {
    setIsChecking(true);
    setError(null);
    try {
      const facts = await clientFor(key.trim()).deployment.key();
      signIn(key.trim(), facts);
    } catch (caught) {
      setError(caught);
      setIsChecking(false);
    }
  };
  return (
    <Page title={text.title}>
      <form
        class="sign-in card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isChecking) void submit();
        }}
      >
        <div role="alert">{refused && <p class="note note-warn">{text.refusedLater}</p>}</div>
        <p>{text.intro}</p>
        <TextField
          label={text.key}
          hint={text.keyHint}
          error={error !== null && (isKeyProblem(error) ? text.refusedNow : describeError(error, words))}
          type="password"
          name="key"
          autocomplete="off"
          required
          value={key}
          onInput={setKey}
        />
        <Button kind="primary" type="submit" busy={isChecking}>
          {isChecking ? text.checking : text.submit}
        </Button>
      </form>
    </Page>
  );
}

function isKeyProblem(error: unknown): boolean {
  return error instanceof ArgumentError || (error instanceof ProblemError && error.status === 401);
}
