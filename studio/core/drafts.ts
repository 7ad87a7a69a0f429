/** Names of the unsent forms of this tab begin with it. */
const prefix = 'studio.draft.';

/** Returns what was kept of an unsent form, or null. The caller checks its shape. */
export function keptDraft(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + name) ?? 'null');
  } catch {
    return null;
  }
}

/** Keeps an unsent form for this tab, also when the page is loaded again. It must contain no secret. */
export function keepDraft(name: string, draft: object): void {
  try {
    sessionStorage.setItem(prefix + name, JSON.stringify(draft));
  } catch {
    // Without storage, the draft lasts as long as its page is shown.
  }
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(prefix + name);
  } catch {}
}

/** Drops the unsent forms of a user who signs out. */
export function dropDrafts(): void {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
    for (const name of names) sessionStorage.removeItem(name);
  } catch {}
}
