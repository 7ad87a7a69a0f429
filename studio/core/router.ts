import { type LinkQuery, link, parseRoute, type Route } from './route.ts';
import { Store, useStore } from './store.ts';

export { type LinkQuery, link, matchPath, type Route } from './route.ts';

const current = new Store<Route>(parseRoute(location.hash));

/** Opens a page. With `replace`, the back button skips the current one. */
export function navigate(path: string, query: LinkQuery = {}, { replace = false } = {}): void {
  const hash = link(path, query);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  current.set(parseRoute(hash));
}

/** Returns the address of the current page. */
export function useRoute(): Route {
  return useStore(current);
}

/** Follows links and the buttons of the browser. */
export function startRouter(): void {
  current.set(parseRoute(location.hash));
  addEventListener('hashchange', () => current.set(parseRoute(location.hash)));
}
