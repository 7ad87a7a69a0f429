import type { ComponentChildren } from 'preact';

/** The content of a list without entries: a sentence, and what to do next. */
export function EmptyState({
  children,
  action,
}: {
  children: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}
