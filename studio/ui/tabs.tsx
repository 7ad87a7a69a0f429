import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly text: string;
}

export interface TabsProps<Name extends string> {
  /** The name of the tabs for screen readers. */
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly selected: Name;
  readonly onSelect: (name: Name) => void;
  /** A button at the end of the line. */
  readonly aside?: ComponentChildren;
  /** The content of the selected tab. */
  readonly children: ComponentChildren;
}

/** Tabs with one visible content. The arrow keys select the next or the previous tab. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, tabs, selected, onSelect, aside, children } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (key: string) => {
    const index = tabs.findIndex(({ name }) => name === selected);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const to = step === undefined ? { Home: 0, End: tabs.length - 1 }[key] : index + step;
    if (to === undefined) return false;
    const position = (to + tabs.length) % tabs.length;
    const target = tabs[position];
    if (target === undefined) return false;
    onSelect(target.name);
    const button = list.current?.children[position];
    if (button instanceof HTMLElement) button.focus();
    return true;
  };
  return (
    <>
      <div class="tabs-line">
        <div ref={list} class="tabs" role="tablist" aria-label={label}>
          {tabs.map(({ name, text }) => (
            <button
              key={name}
              type="button"
              class="tab"
              role="tab"
              id={`${id}-${name}`}
              aria-selected={name === selected}
              aria-controls={`${id}-panel`}
              tabIndex={name === selected ? 0 : -1}
              onClick={() => onSelect(name)}
              onKeyDown={(event) => {
                if (move(event.key)) event.preventDefault();
              }}
            >
              {text}
            </button>
          ))}
        </div>
        {aside}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </>
  );
}
