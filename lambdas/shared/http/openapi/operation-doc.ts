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
  /** A list if the body can be one of several components. */
  readonly body?: ComponentName | readonly ComponentName[];
  /** Description of each header. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Documentation of an operation. Its route and the parts that all operations share are added to the document. */
export interface OperationDoc {
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ParameterDoc[];
  readonly body?: ComponentName;
  readonly answers: Readonly<Partial<Record<200 | 201 | 202 | 302, AnswerDoc>>>;
  readonly problems: readonly FunctionProblemCode[];
}
