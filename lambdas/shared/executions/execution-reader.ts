/** What has become of an execution; `none` where there is none of the name, or it ended so long ago that it is forgotten. */
export type ExecutionState = 'running' | 'ended' | 'none';

/** Looks at the workflows that design voices. */
export interface ExecutionReader {
  /** What has become of a run of a voice. */
  state(voiceId: string, run: number): Promise<ExecutionState>;
}
