/**
 * The part of playwright-core's interface that the tests use. The package has a separate lock file and may not be
 * installed, so its types are not available to the compiler.
 *
 * `Page.url` is left out, because it follows a change of the address later than the page does. Tests use `addressOf`.
 */

export interface Playwright {
  readonly chromium: {
    launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>;
  };
}

export interface Browser {
  newContext(options?: ContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
  version(): string;
}

export interface ContextOptions {
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly reducedMotion?: 'reduce';
  readonly permissions?: readonly string[];
  readonly deviceScaleFactor?: number;
}

export interface BrowserContext {
  newPage(): Promise<Page>;
  addInitScript(script: string): Promise<void>;
  close(): Promise<void>;
  setDefaultTimeout(ms: number): void;
  setOffline(offline: boolean): Promise<void>;
  grantPermissions(permissions: readonly string[]): Promise<void>;
  newCDPSession(page: Page): Promise<CdpSession>;
}

/** A session of the Chrome DevTools Protocol. */
export interface CdpSession {
  send(method: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>;
  detach(): Promise<void>;
}

export type Role =
  | 'alert'
  | 'alertdialog'
  | 'banner'
  | 'button'
  | 'cell'
  | 'checkbox'
  | 'combobox'
  | 'dialog'
  | 'form'
  | 'group'
  | 'heading'
  | 'link'
  | 'list'
  | 'listitem'
  | 'main'
  | 'navigation'
  | 'option'
  | 'radio'
  | 'radiogroup'
  | 'region'
  | 'row'
  | 'searchbox'
  | 'slider'
  | 'status'
  | 'switch'
  | 'tab'
  | 'table'
  | 'textbox';

export interface RoleOptions {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
  readonly level?: number;
  readonly checked?: boolean;
  readonly pressed?: boolean;
}

export interface Finder {
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  getByRole(role: Role, options?: RoleOptions): Locator;
  getByLabel(text: string | RegExp, options?: { readonly exact?: boolean }): Locator;
  getByText(text: string | RegExp, options?: { readonly exact?: boolean }): Locator;
}

export interface Waiting {
  /** Milliseconds. @default 120 000 */
  readonly timeout?: number;
}

export interface Page extends Finder {
  goto(url: string): Promise<Response | null>;
  reload(): Promise<Response | null>;
  goBack(): Promise<Response | null>;
  title(): Promise<string>;
  content(): Promise<string>;
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  evaluate(script: string): Promise<unknown>;
  waitForFunction(run: () => unknown, argument?: undefined, options?: Waiting): Promise<unknown>;
  waitForFunction<Argument>(
    run: (argument: Argument) => unknown,
    argument: Argument,
    options?: Waiting,
  ): Promise<unknown>;
  waitForRequest(matches: (request: Request) => boolean, options?: Waiting): Promise<Request>;
  waitForResponse(matches: (response: Response) => boolean, options?: Waiting): Promise<Response>;
  waitForEvent(event: 'download', options?: Waiting): Promise<Download>;
  waitForEvent(
    event: 'requestfailed',
    options: Waiting & { readonly predicate: (request: Request) => boolean },
  ): Promise<Request>;
  on(event: 'console', listener: (message: ConsoleMessage) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request' | 'requestfailed', listener: (request: Request) => void): void;
  on(event: 'response', listener: (response: Response) => void): void;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: { wheel(x: number, y: number): Promise<void>; move(x: number, y: number): Promise<void> };
  route(url: string | RegExp, handler: (route: Route) => Promise<void>): Promise<void>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMedia(media: { readonly colorScheme: 'light' | 'dark' }): Promise<void>;
  screenshot(options?: { readonly path?: string; readonly fullPage?: boolean }): Promise<Uint8Array>;
  bringToFront(): Promise<void>;
  context(): BrowserContext;
  close(): Promise<void>;
}

export interface Locator extends Finder {
  click(options?: { readonly position?: { readonly x: number; readonly y: number } }): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  pressSequentially(text: string): Promise<void>;
  focus(): Promise<void>;
  hover(): Promise<void>;
  check(): Promise<void>;
  uncheck(): Promise<void>;
  selectOption(value: string | { readonly label: string }): Promise<readonly string[]>;
  waitFor(
    options?: Waiting & { readonly state?: 'visible' | 'hidden' | 'attached' | 'detached' },
  ): Promise<void>;
  textContent(): Promise<string | null>;
  innerText(): Promise<string>;
  allTextContents(): Promise<string[]>;
  inputValue(): Promise<string>;
  getAttribute(name: string): Promise<string | null>;
  isVisible(): Promise<boolean>;
  isDisabled(): Promise<boolean>;
  isChecked(): Promise<boolean>;
  count(): Promise<number>;
  all(): Promise<Locator[]>;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  filter(options: { readonly hasText?: string | RegExp; readonly has?: Locator }): Locator;
  evaluate<Result>(run: (element: HTMLElement) => Result | Promise<Result>): Promise<Result>;
  scrollIntoViewIfNeeded(): Promise<void>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
}

export interface Download {
  suggestedFilename(): string;
}

export interface ConsoleMessage {
  type(): string;
  text(): string;
}

export interface Request {
  url(): string;
  method(): string;
  headers(): Readonly<Record<string, string>>;
  postData(): string | null;
}

/** An intercepted request. */
export interface Route {
  request(): Request;
  continue(): Promise<void>;
  abort(): Promise<void>;
  fulfill(response: { readonly status: number; readonly body: string }): Promise<void>;
}

export interface Response {
  url(): string;
  status(): number;
  headers(): Readonly<Record<string, string>>;
  request(): Request;
}
