/** A clock whose time a test sets. It records every sleep, and ends sleeps only by `wake`. */
export class ManualClock {
  time = Date.parse('2030-01-01T00:00:00Z');
  readonly sleeps: number[] = [];
  #sleepers: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  now = () => this.time;

  sleep = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      this.sleeps.push(milliseconds);
      this.#sleepers.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      for (const watcher of this.#watchers.splice(0)) watcher();
    });

  async waitForSleeps(times: number): Promise<void> {
    while (this.sleeps.length < times) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  wake(): void {
    for (const sleeper of this.#sleepers.splice(0)) sleeper();
  }
}
