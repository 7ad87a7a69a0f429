import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { returnPosition } from '../core/router.ts';
import { Store } from '../core/store.ts';
import { useWords } from '../core/words.ts';

/** The title of the shown page, which the frame announces to screen readers. */
export const pageTitle = new Store('');

export interface PageProps {
  readonly title: string;
  /** Status next to the title. */
  readonly badge?: ComponentChildren;
  /** Buttons next to the title. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/**
 * The content of a page with its title. After a change of pages, the title gets the focus, and the page is where the user
 * left it or else at its start.
 */
export function Page({ title, badge, actions, children }: PageProps) {
  const { common } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // The first page keeps the focus at the start of the document, where the skip link is.
    if (pageTitle.value === '') return;
    heading.current?.focus({ preventScroll: true });
    scrollTo({ top: returnPosition() ?? 0, behavior: 'instant' });
  }, []);
  useLayoutEffect(() => {
    document.title = `${title} · ${common.studio}`;
    pageTitle.set(title);
  }, [title, common.studio]);
  return (
    <>
      <div class="page-head">
        <div class="page-title">
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {badge}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
