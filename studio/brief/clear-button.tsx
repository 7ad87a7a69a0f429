import { useWords } from '../core/words.ts';
import { Button } from '../ui/button.tsx';

/** Begins the form again, if something was written. */
export function ClearButton({ onClear }: { onClear: (() => void) | null }) {
  const { newAudition: text } = useWords();
  if (onClear === null) return null;
  return (
    <Button kind="quiet" onClick={onClear}>
      {text.clear}
    </Button>
  );
}
