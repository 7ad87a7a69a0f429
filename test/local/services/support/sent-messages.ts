import type { QueueSender } from '../../../../local/core/ports.ts';
import type { Principal } from '../../../../local/core/principal.ts';

export interface SentMessage {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

/** A queue sender that records its messages and lets a test wait for one. */
export class SentMessages implements QueueSender {
  readonly all: SentMessage[] = [];
  #onMessage: (() => void) | undefined;

  async send(
    queueArn: string,
    body: string,
    _caller: Principal,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.all.push({ queueArn, body, attributes });
    this.#onMessage?.();
  }

  /** Resolves with the n-th message, counted from 1. */
  async nth(count: number): Promise<SentMessage> {
    for (;;) {
      const message = this.all[count - 1];
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve;
      });
    }
  }
}
