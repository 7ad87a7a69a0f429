import { Store, useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';
import { Button } from './button.tsx';

interface Toast {
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => void };
}

const shown = new Store<Toast | null>(null);

/**
 * Shows a message at the lower edge, which is announced. It stays until it is closed or another replaces it, because a
 * message with an action must not disappear before it is read.
 *
 * @example
 * showToast(words.voices.deleted, { text: words.common.undo, run: () => void restore.run() });
 */
export function showToast(text: string, action?: Toast['action']): void {
  shown.set({ text, ...(action && { action }) });
}

export function hideToast(): void {
  shown.set(null);
}

/** The place of the message, in the frame of the page. */
export function ToastRegion() {
  const toast = useStore(shown);
  const { common } = useWords();
  const { action } = toast ?? {};
  return (
    <div class="toast-region" role="status">
      {toast && (
        <div class="toast">
          <span>{toast.text}</span>
          {action && (
            <Button
              onClick={() => {
                hideToast();
                action.run();
              }}
            >
              {action.text}
            </Button>
          )}
          <Button kind="quiet" label={common.close} onClick={hideToast}>
            ✕
          </Button>
        </div>
      )}
    </div>
  );
}
