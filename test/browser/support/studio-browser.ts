import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyItems } from '../../../cli/keys/key-items.ts';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { type KeyScope, VoiceClient } from '../../../client/index.ts';
import { clientSettings } from '../../../scripts/running-stack.ts';
import { LocalStack, type StartSettings } from '../../e2e/support/local-stack.ts';
import { ownPort } from '../../support/own-port.ts';
import { launchChromium } from './chromium.ts';
import type { Browser, BrowserContext, ContextOptions, Page } from './playwright.ts';

export interface OpenOptions extends ContextOptions {
  /** The key in the address. Null opens the studio signed out. @default the development key, which may do everything */
  readonly key?: string | null;
  /** Delay of frames and of the effects of components, in milliseconds. @default LATE_EFFECTS_MS, or as the browser has them */
  readonly effectsMs?: number | undefined;
}

/** Width and height of a page unless a test sets them. */
const viewport = { width: 1_280, height: 800 };

/** Longest wait of a test for the page. A loaded machine must make tests slow, not red. */
const waitMs = 120_000;

/** Reports violations of the content policy on the console, where the tests find them. */
const reportViolations = `addEventListener('securitypolicyviolation', (event) => {
  console.error('content policy violated: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

/**
 * Delays frames and the effects of components, as a slow machine does: a user and a test can act before them. Preact waits
 * for a frame, or for 35 ms if there is none.
 */
const delayEffects = (ms: number) => `{
  const after = setTimeout;
  window.setTimeout = (run, delay, ...rest) => after(run, delay === 35 ? ${ms} : delay, ...rest);
  window.requestAnimationFrame = (run) => after(() => run(performance.now()), ${ms});
  window.cancelAnimationFrame = clearTimeout;
}`;
const { LATE_EFFECTS_MS } = process.env;

/** Repeats previews until they are stopped, so that a slow test finds them still playing. */
const repeatPreviews = `{
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    this.loop = true;
    return play.call(this);
  };
}`;

/** A local stack with its simulator, and a browser for its studio. */
export class Studio {
  /** Errors that pages have reported. A test fails if it leaves any. */
  readonly problems: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'studio-'));
  readonly #settings: StartSettings;
  readonly #contexts = new Set<BrowserContext>();
  #browser: Browser | undefined;
  #stack: LocalStack | undefined;

  constructor(settings: StartSettings) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#browser = await launchChromium();
    await this.startStack();
  }

  /** Starts the stack, or starts it again on the same port, which the system assigns to no other process meanwhile. */
  async startStack(): Promise<void> {
    const args = ['--port', String(ownPort()), '--simulator-port', '0', ...(this.#settings.args ?? [])];
    this.#stack = await LocalStack.start(this.#folder, { ...this.#settings, args });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#stack?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get stack(): LocalStack {
    if (this.#stack === undefined) throw new Error('The stack is not started.');
    return this.#stack;
  }

  /** A client of the API with the development key. */
  get client(): VoiceClient {
    const { apiUrl, apiKey } = this.stack.note;
    return new VoiceClient({ apiUrl, apiKey });
  }

  /** Address of the page. */
  get url(): string {
    return `${this.stack.note.apiUrl.replace(/\/$/, '')}/studio/index.html`;
  }

  /** Creates a key with these scopes. */
  async createKey(
    scopes: readonly KeyScope[],
    owner = 'casting',
  ): Promise<{ key: string; revoke(): Promise<void> }> {
    const { key, item } = makeKey({ owner, scopes }, new Date());
    const items = this.#keyItems();
    await items.put(item);
    return { key, revoke: async () => void (await items.delete(item.voiceId)) };
  }

  /**
   * Opens a page of the studio, such as `/voices`, in its own browser context.
   *
   * @example
   * const page = await studio.open('/voices');
   * await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
   */
  async open(path = '/voices', { key, effectsMs, ...options }: OpenOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('The browser is not started.');
    const context = await this.#browser.newContext({
      locale: 'en-US',
      viewport,
      reducedMotion: 'reduce',
      ...options,
    });
    this.#contexts.add(context);
    context.setDefaultTimeout(waitMs);
    await context.addInitScript(reportViolations);
    await context.addInitScript(repeatPreviews);
    const lateMs = effectsMs ?? (LATE_EFFECTS_MS === undefined ? null : Number(LATE_EFFECTS_MS));
    if (lateMs !== null) await context.addInitScript(delayEffects(lateMs));
    const page = await context.newPage();
    this.#collectProblems(page);
    const used = key === undefined ? this.stack.note.apiKey : key;
    if (used !== null) {
      await page.goto(`${this.url}#key=${encodeURIComponent(used)}`);
      await page.getByRole('navigation').waitFor();
    }
    if (used === null) await page.goto(`${this.url}#${path}`);
    else await page.evaluate(changeAddress, `#${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  /** Closes the pages and returns the problems that they have reported, for a test that expects them. */
  async takeProblems(): Promise<string[]> {
    await this.closePages();
    return this.problems.splice(0);
  }

  async closePages(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    this.#contexts.clear();
  }

  #collectProblems(page: Page): void {
    page.on('pageerror', (error) => void this.problems.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // Chromium reports every response of 4xx and 5xx, and every refused connection.
      const isFailedRequest = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isFailedRequest) this.problems.push(message.text());
    });
  }

  #keyItems(): KeyItems {
    const { note } = this.stack;
    return new KeyItems({
      output: (name) => note.outputs[name] ?? '',
      clientConfig: () => clientSettings(note),
    });
  }
}

/** Opens another page of the studio and waits until it has replaced the former one. Runs in the page. */
async function changeAddress(hash: string): Promise<void> {
  if (location.hash === hash) return;
  const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
  location.hash = hash;
  await changed;
}
