/** A change of the code that disables one safety line. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Text to replace, which occurs in the file exactly once. */
  readonly from: string;
  /** Replacement. */
  readonly to: string;
  /** Test that must fail: the simulation, or test files by their paths, separated by spaces. */
  readonly caughtBy: 'simulation' | `test/${string}`;
}

/** Text that the simulation prints after a violation, but not when it fails to start. */
export const violationText = 'To repeat it: npm run simulate';

/**
 * Returns true for a file that the synthesis of the stack reads, so that a mutant of it needs a separate synthesis.
 */
export function changesTemplate(file: string): boolean {
  return /^lib\/|\/environment\.ts$|^lambdas\/shared\/(contract|metrics|voice\/transition|wiring\/|provider\/environment)/.test(
    file,
  );
}
