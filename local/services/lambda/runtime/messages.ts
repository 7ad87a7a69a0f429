/** What the runner sends to an execution environment: what Lambda's Runtime API answers to `invocation/next`. */
export interface InvocationMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an execution environment tells the runner: the calls the runtime client makes of the Runtime API. */
export type RuntimeMessage =
  | { readonly kind: 'next' }
  | { readonly kind: 'response'; readonly requestId: string; readonly body: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly body: string }
  | { readonly kind: 'initError'; readonly body: string };
