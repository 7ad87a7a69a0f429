/** Starts the workflow that designs a voice. */
export interface ExecutionStarter {
  /** Starting what has been started before, running or ended, is a success. */
  start(voiceId: string, run: number): Promise<void>;
}
