import type { ComponentChildren } from 'preact';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: (event: MouseEvent) => void;
  /** @default 'plain' */
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** @default 'button' */
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Shows that the action runs, and accepts no further click. */
  readonly busy?: boolean;
  /** A name for screen readers, if the content is not one. */
  readonly label?: string;
  readonly class?: string;
  /** For a button that opens and closes the element with the id `controls`. */
  readonly expanded?: boolean;
  readonly controls?: string;
}

/** A button. It keeps the focus while it is busy. */
export function Button({
  kind = 'plain',
  type = 'button',
  busy = false,
  label,
  onClick,
  ...props
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind} ${props.class ?? ''}`}
      disabled={props.disabled}
      aria-disabled={busy}
      aria-busy={busy}
      aria-label={label}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      onClick={(event) => {
        if (!busy) onClick?.(event);
        else event.preventDefault();
      }}
    >
      {props.children}
    </button>
  );
}

export interface LinkButtonProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly kind?: ButtonProps['kind'];
}

/** A link that looks like a button. */
export function LinkButton({ href, children, kind = 'plain' }: LinkButtonProps) {
  return (
    <a class={`button button-${kind}`} href={href}>
      {children}
    </a>
  );
}
