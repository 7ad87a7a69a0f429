import { type FunctionProblemCode, problems } from '../contract.ts';
import type { Problem } from './problem-schema.ts';

/** Members of a problem that do not follow from its code. */
export type ProblemParts = Partial<Omit<Problem, 'type' | 'title' | 'status' | 'code' | 'requestId'>>;

export function problem(code: FunctionProblemCode, requestId: string, parts: ProblemParts): Problem {
  const { title, status, detail } = problems[code];
  return { type: `urn:voice-design:problem:${code}`, title, status, code, detail, ...parts, requestId };
}
