import type { ComponentChildren } from 'preact';
import { useRoute } from '../core/router.ts';
import { session, signOut } from '../core/session.ts';
import { useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';
import { Button } from '../ui/button.tsx';
import { pageTitle } from '../ui/page.tsx';
import { ToastRegion } from '../ui/toast.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { useOwnPlayer, useScopes } from './key-effects.ts';
import { LinkKeyDialog } from './link-key-dialog.tsx';
import { navigation } from './navigation.ts';
import { PreferenceSwitches } from './preference-switches.tsx';

/** The frame around every page: skip link, navigation, preferences, banner, messages. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { common } = useWords();
  const title = useStore(pageTitle);
  useScopes();
  useOwnPlayer();
  return (
    <>
      <button type="button" class="skip-link" onClick={() => document.getElementById('content')?.focus()}>
        {common.skipToContent}
      </button>
      <Header />
      <ConnectionBanner />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <ToastRegion />
      <LinkKeyDialog />
      <div class="visually-hidden" role="status">
        {title}
      </div>
    </>
  );
}

function Header() {
  const { common } = useWords();
  const isSignedIn = useStore(session).key !== null;
  const { path } = useRoute();
  return (
    <header class="header">
      <span class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path
            d="M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4"
            fill="none"
            stroke="currentcolor"
            stroke-width="2.4"
            stroke-linecap="round"
          />
        </svg>
        <span>{common.studio}</span>
      </span>
      {isSignedIn && (
        <nav aria-label={common.pages}>
          <ul>
            {navigation.map(({ path: target, word }) => (
              <li key={target}>
                <a href={`#${target}`} aria-current={isWithin(path, target) ? 'page' : undefined}>
                  {common[word]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div class="header-end">
        <PreferenceSwitches />
        {isSignedIn && (
          <Button kind="quiet" onClick={() => signOut()}>
            {common.signOut}
          </Button>
        )}
      </div>
    </header>
  );
}

function isWithin(path: string, target: string): boolean {
  return path === target || path.startsWith(`${target}/`);
}
