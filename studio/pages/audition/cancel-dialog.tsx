import type { AuditionView } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { showToast } from '../../ui/toast.tsx';

export interface CancelDialogProps {
  readonly audition: AuditionView;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** Confirms that the audition is cancelled. */
export function CancelDialog({ audition: { auditionId }, onChange, onClose }: CancelDialogProps) {
  const { audition: text } = useWords();
  const client = useClient();
  const cancel = useAction(async () => {
    try {
      await client.auditions.cancel(auditionId);
    } finally {
      onChange();
    }
    onClose();
    showToast(text.cancelledToast);
  });
  return (
    <Dialog
      title={text.cancelTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.keepAudition}</Button>
          <Button kind="danger" busy={cancel.isRunning} onClick={() => void cancel.run()}>
            {text.cancelAudition}
          </Button>
        </>
      }
    >
      <p>{text.cancelText}</p>
      <ErrorNote error={cancel.error} />
    </Dialog>
  );
}
