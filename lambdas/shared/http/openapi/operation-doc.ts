import type { FunctionProblemCode } from '../../contract.ts';
import type { JsonSchema } from '../../platform/json-schema.ts';
import type { ComponentName } from './components.ts';

export interface ParameterDoc {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly required?: true;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface AnswerDoc {
  readonly description: string;
  /** One of several, if they are several. */
  readonly body?: ComponentName | readonly ComponentName[];
  /** What each header says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the document says of an operation besides its route, and besides what all operations have in common. */
export interface OperationDoc {
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ParameterDoc[];
  readonly body?: ComponentName;
  readonly answers: Readonly<Partial<Record<200 | 201 | 202 | 302, AnswerDoc>>>;
  readonly problems: readonly FunctionProblemCode[];
}
