/** A message from the runner to an execution environment, like the Runtime API's response to `invocation/next`. */
export interface InvocationMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message from an execution environment to the runner: one call of the runtime client to the Runtime API. */
export type RuntimeMessage =
  | { readonly kind: 'next' }
  | {
      readonly kind: 'response';
      readonly requestId: string;
      readonly body: string;
      readonly memoryBytes: number;
    }
  | { readonly kind: 'error'; readonly requestId: string; readonly body: string }
  | { readonly kind: 'initError'; readonly body: string };
