/** Starts the workflow that purges voices. */
export interface PurgeStarter {
  /** Starts a purge of this voice alone. Any number may run: the voice's claim lets one of them purge it. */
  start(voiceId: string): Promise<void>;
}
