/** One line of what keeps voices safe, taken out. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** A text that is in the file once, and what stands in its place. */
  readonly from: string;
  readonly to: string;
  /** What has to notice: the simulation, or the test files that a text names as Jest takes it. */
  readonly caughtBy: 'simulation' | `test/${string}`;
}
