import type { QueueSender } from '../../../../local/core/ports.ts';

export interface SentMessage {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

/** A queue service that only remembers, and lets a test wait for the next message. */
export class SentMessages implements QueueSender {
  readonly all: SentMessage[] = [];
  #arrived: (() => void) | undefined;

  async send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<void> {
    this.all.push({ queueArn, body, attributes });
    this.#arrived?.();
  }

  /** The n-th message, counted from 1. */
  async number(count: number): Promise<SentMessage> {
    for (;;) {
      const message = this.all[count - 1];
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }
}
