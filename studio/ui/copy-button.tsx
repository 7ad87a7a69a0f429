import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../core/words.ts';
import { Button } from './button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** Names the text for screen readers. */
  readonly what?: string;
  /** @default "Copy" */
  readonly title?: string;
}

/** Copies a text to the clipboard and confirms it. */
export function CopyButton({ text, what, title }: CopyButtonProps) {
  const { common } = useWords();
  const [copiedText, setCopiedText] = useState<string | null>(null);
  const copied = copiedText === text;
  useEffect(() => {
    if (copiedText === null) return;
    const timer = setTimeout(() => setCopiedText(null), 2_000);
    return () => clearTimeout(timer);
  }, [copiedText]);
  return (
    <>
      <Button
        kind="quiet"
        label={what === undefined ? undefined : `${common.copy} ${what}`}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopiedText(text))}
      >
        {copied ? common.copied : (title ?? common.copy)}
      </Button>
      <span class="visually-hidden" role="status">
        {copied && common.copied}
      </span>
    </>
  );
}
