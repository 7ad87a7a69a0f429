import { useState } from 'preact/hooks';
import type { Switches } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { showToast } from '../../ui/toast.tsx';

type Name = keyof Switches;
const names = ['creates', 'deletes'] as const satisfies readonly Name[];

export interface SwitchesCardProps {
  readonly switches: Switches;
  /** Called after a change. */
  readonly onChange: () => void;
}

/** The switches. A key with the scope admin can change them; turning one off is confirmed. */
export function SwitchesCard({ switches, onChange }: SwitchesCardProps) {
  const { state: text, common } = useWords();
  const client = useClient();
  const [closing, setClosing] = useState<Name | null>(null);
  const set = useAction(async (name: Name, on: boolean) => {
    await client.deployment.setSwitch(name, on);
    const title = text.switchNames[name];
    showToast(on ? text.turnedOn(title) : text.turnedOff(title));
    setClosing(null);
    onChange();
  });
  return (
    <section class="card">
      <h2>{text.switches}</h2>
      {names.map((name) => (
        <SwitchEntry
          key={name}
          name={name}
          isOn={switches[name]}
          busy={set.isRunning && closing === null}
          onToggle={() => (switches[name] ? setClosing(name) : void set.run(name, true))}
        />
      ))}
      {closing === null && <ErrorNote error={set.error} />}
      {closing !== null && (
        <Dialog
          title={text.confirmTitle(text.switchNames[closing])}
          onClose={() => setClosing(null)}
          actions={
            <>
              <Button onClick={() => setClosing(null)}>{common.cancel}</Button>
              <Button kind="danger" busy={set.isRunning} onClick={() => void set.run(closing, false)}>
                {text.turnOffShort}
              </Button>
            </>
          }
        >
          <p>{text.switchTexts[closing]}</p>
          <ErrorNote error={set.error} />
        </Dialog>
      )}
    </section>
  );
}

interface SwitchEntryProps {
  readonly name: Name;
  readonly isOn: boolean;
  readonly busy: boolean;
  readonly onToggle: () => void;
}

function SwitchEntry({ name, isOn, busy, onToggle }: SwitchEntryProps) {
  const { state: text } = useWords();
  const can = useCan();
  const title = text.switchNames[name];
  return (
    <div class="state-entry">
      <div>
        <strong>{title}</strong>
        <p class="hint">{text.switchTexts[name]}</p>
      </div>
      <Badge dot tone={isOn ? 'good' : 'warn'}>
        {isOn ? text.on : text.off}
      </Badge>
      {can('admin') && (
        <Button busy={busy} label={isOn ? text.turnOff(title) : text.turnOn(title)} onClick={onToggle}>
          {isOn ? text.turnOffShort : text.turnOnShort}
        </Button>
      )}
    </div>
  );
}
