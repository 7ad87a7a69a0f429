export interface DueVoices {
  /**
   * Voices whose time to be purged has come and that nobody is purging. Those that no purge has tried yet come first, by
   * the time they fell due; one whose purge did not succeed waits for its turn behind the others.
   */
  due(now: Date, limit: number): Promise<readonly string[]>;
}
