import { Frame } from './chrome/frame.tsx';
import { matchPath, useRoute } from './core/router.ts';
import { session } from './core/session.ts';
import { useStore } from './core/store.ts';
import { NotFoundPage } from './pages/not-found/not-found-page.tsx';
import { pages } from './pages/pages.ts';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';

/** The studio: the sign-in, or the page of the current address. */
export function App() {
  const { key } = useStore(session);
  const { path } = useRoute();
  return <Frame>{key === null ? <SignInPage /> : <CurrentPage key={path} path={path} />}</Frame>;
}

function CurrentPage({ path }: { path: string }) {
  for (const { pattern, Page } of pages) {
    const parameters = matchPath(pattern, path);
    if (parameters !== null) return <Page parameters={parameters} />;
  }
  return <NotFoundPage />;
}
