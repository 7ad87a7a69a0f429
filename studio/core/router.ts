import { type LinkQuery, link, parseRoute, type Route } from './route.ts';
import { Store, useStore } from './store.ts';

export { type LinkQuery, link, matchPath, type Route } from './route.ts';

const current = new Store<Route>(parseRoute(location.hash));

/** The state of an entry of the history whose page was shown. */
const seen = 'seen';
/** Scroll positions of the addresses that were left, in pixels. They last until the page is loaded again. */
const positions = new Map<string, number>();
let position: number | null = null;

/**
 * Returns the scroll position to which the user returns, or null on a first visit. A user returns by the buttons of the
 * browser, or from a page below the current one, such as that of a voice to the list.
 */
export function returnPosition(): number | null {
  return position;
}

/** Opens a page. */
export function navigate(path: string, query: LinkQuery = {}): void {
  const hash = link(path, query);
  if (hash === location.hash) return;
  history.pushState(null, '', hash);
  enter();
}

/** Shows the page of the address. */
function enter(): void {
  const left = current.value;
  const next = parseRoute(location.hash);
  positions.set(addressOf(left), scrollY);
  const isReturn = history.state === seen || left.path.startsWith(`${next.path}/`);
  position = isReturn ? (positions.get(addressOf(next)) ?? null) : null;
  history.replaceState(seen, '');
  current.set(next);
}

function addressOf({ path, query }: Route): string {
  return `${path}?${query}`;
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
  history.replaceState(seen, '', hash);
  current.set(parseRoute(hash));
}

/** Returns the address of the current page. */
export function useRoute(): Route {
  return useStore(current);
}

/** Follows links and the buttons of the browser. */
export function startRouter(): void {
  // The browser scrolls before the page is rendered.
  history.scrollRestoration = 'manual';
  history.replaceState(seen, '');
  current.set(parseRoute(location.hash));
  addEventListener('hashchange', enter);
}
