import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../core/words.ts';
import { Button } from './button.tsx';

/** Copies a text to the clipboard and confirms it. @param what names the text for screen readers */
export function CopyButton({ text, what }: { text: string; what?: string }) {
  const { common } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <Button
        kind="quiet"
        label={what === undefined ? undefined : `${common.copy} ${what}`}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        {copied ? common.copied : common.copy}
      </Button>
      <span class="visually-hidden" role="status">
        {copied && common.copied}
      </span>
    </>
  );
}
