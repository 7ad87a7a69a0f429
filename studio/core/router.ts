import { type LinkQuery, link, parseRoute, type Route } from './route.ts';
import { Store, useStore } from './store.ts';

export { type LinkQuery, link, matchPath, type Route } from './route.ts';

const current = new Store<Route>(parseRoute(location.hash));

/** Opens a page. */
export function navigate(path: string, query: LinkQuery = {}): void {
  const hash = link(path, query);
  if (hash === location.hash) return;
  history.pushState(null, '', hash);
  current.set(parseRoute(hash));
}

/**
 * Changes the query of a page without an entry in the history. Does nothing once another page is open, because a field
 * reports its last change when it is removed.
 *
 * @param path the path of the page
 */
export function replaceQuery(path: string, query: LinkQuery): void {
  if (parseRoute(location.hash).path !== path) return;
  const hash = link(path, query);
  history.replaceState(null, '', hash);
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
