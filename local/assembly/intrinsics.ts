import { accountId, partition, region, urlSuffix } from '../core/aws-account.ts';
import { isRecord } from '../core/json.ts';
import type { Identity } from '../core/service.ts';
import { IntrinsicError, UnknownReferenceError } from './errors.ts';
import type { Template } from './template.ts';

/** The template and the values that its intrinsic functions refer to. */
export interface ResolverInput {
  readonly stackName: string;
  /** The random part of the stack's id. @default 'local' */
  readonly stackUuid?: string | undefined;
  readonly template: Template;
  readonly identities: ReadonlyMap<string, Identity>;
}

/** The value of `AWS::NoValue`. A property with this value is left out. */
const noValue = Symbol('AWS::NoValue');

/**
 * Evaluates CloudFormation's intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Resolver {
  readonly #input: ResolverInput;
  readonly #conditions = new Map<string, boolean>();

  constructor(input: ResolverInput) {
    this.#input = input;
  }

  /** @throws UnknownReferenceError, IntrinsicError */
  resolve(value: unknown): unknown {
    const resolved = this.#resolve(value);
    return resolved === noValue ? undefined : resolved;
  }

  /** Evaluates a condition of the template. @throws IntrinsicError, also for an unknown condition */
  condition(name: string): boolean {
    const cached = this.#conditions.get(name);
    if (cached !== undefined) return cached;
    if (!Object.hasOwn(this.#input.template.Conditions, name)) {
      throw new IntrinsicError('Condition', `the template has no condition ${name}`);
    }
    const holds = boolean(this.#resolve(this.#input.template.Conditions[name]), name);
    this.#conditions.set(name, holds);
    return holds;
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.#resolve(item)).filter((item) => item !== noValue);
    }
    if (!isRecord(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic !== undefined) return this.#evaluate(intrinsic.name, intrinsic.argument);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, this.#resolve(item)] as const)
        .filter(([, item]) => item !== noValue),
    );
  }

  #evaluate(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(text(argument, name));
      case 'Condition':
        return this.condition(text(argument, name));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Join': {
        const [delimiter, items] = list(argument, name);
        return list(this.#resolve(items), name)
          .map((item) => text(item, name))
          .join(text(delimiter, name));
      }
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Select': {
        const [index, items] = list(this.#resolve(argument), name);
        const chosen = list(items, name)[Number(index)];
        if (chosen === undefined) throw new IntrinsicError(name, `the list has no item ${String(index)}`);
        return chosen;
      }
      case 'Fn::Split': {
        const [delimiter, source] = list(this.#resolve(argument), name);
        return text(source, name).split(text(delimiter, name));
      }
      case 'Fn::If': {
        const [condition, whenTrue, whenFalse] = list(argument, name);
        return this.#resolve(this.condition(text(condition, name)) ? whenTrue : whenFalse);
      }
      case 'Fn::Equals': {
        const [left, right] = list(this.#resolve(argument), name);
        return left === right;
      }
      case 'Fn::And':
        return list(this.#resolve(argument), name).every((item) => boolean(item, name));
      case 'Fn::Or':
        return list(this.#resolve(argument), name).some((item) => boolean(item, name));
      case 'Fn::Not':
        return !boolean(list(this.#resolve(argument), name)[0], name);
      case 'Fn::Base64':
        return Buffer.from(text(this.#resolve(argument), name)).toString('base64');
      case 'Fn::FindInMap':
        return this.#findInMap(argument);
      case 'Fn::ToJsonString':
        return JSON.stringify(this.#resolve(argument));
      case 'Fn::ImportValue':
        throw new IntrinsicError(name, 'the local runner runs one stack and cannot import from another');
      default:
        throw new IntrinsicError(name, 'the local runner does not support this function');
    }
  }

  #ref(name: string): unknown {
    const pseudo = this.#pseudoParameter(name);
    if (pseudo !== undefined) return pseudo;
    const identity = this.#input.identities.get(name);
    if (identity !== undefined) return identity.ref;
    const parameter = this.#input.template.Parameters[name];
    if (parameter === undefined) throw new UnknownReferenceError(name);
    const value = parameter.Default;
    // The default of an AWS::SSM::Parameter::… type is the name of a parameter in the account, not its value.
    if (value === undefined || parameter.Type.startsWith('AWS::')) {
      throw new IntrinsicError('Ref', `the parameter ${name} has no local value`);
    }
    return value;
  }

  #pseudoParameter(name: string): unknown {
    switch (name) {
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partition;
      case 'AWS::URLSuffix':
        return urlSuffix;
      case 'AWS::StackName':
        return this.#input.stackName;
      case 'AWS::StackId':
        return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${this.#input.stackName}/${this.#input.stackUuid ?? 'local'}`;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return noValue;
      default:
        return undefined;
    }
  }

  #getAtt(argument: unknown): string {
    const [logicalId, attribute] =
      typeof argument === 'string' ? splitOnce(argument) : list(this.#resolve(argument), 'Fn::GetAtt');
    return this.#attribute(text(logicalId, 'Fn::GetAtt'), text(attribute, 'Fn::GetAtt'));
  }

  #attribute(logicalId: string, attribute: string): string {
    const value = this.#input.identities.get(logicalId)?.attributes[attribute];
    if (value === undefined) throw new UnknownReferenceError(logicalId, attribute);
    return value;
  }

  #sub(argument: unknown): string {
    const [source, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = this.#resolve(variables);
    return text(source, 'Fn::Sub').replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (isRecord(own) && Object.hasOwn(own, name)) return text(own[name], 'Fn::Sub');
      if (!name.includes('.')) return text(this.#ref(name), 'Fn::Sub');
      const [logicalId, attribute] = splitOnce(name);
      return this.#attribute(logicalId, attribute);
    });
  }

  #findInMap(argument: unknown): unknown {
    const [map, first, second] = list(this.#resolve(argument), 'Fn::FindInMap').map((key) => String(key));
    const value = this.#input.template.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (value === undefined)
      throw new IntrinsicError('Fn::FindInMap', `the template has no mapping ${map}.${first}.${second}`);
    return value;
  }
}

/** Returns the logical ids to which a value refers by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const intrinsic = intrinsicOf(value);
  if (intrinsic === undefined) return Object.values(value).flatMap(referencesIn);
  const { name, argument } = intrinsic;
  if (name === 'Ref') return [String(argument)];
  if (name === 'Fn::GetAtt')
    return [typeof argument === 'string' ? splitOnce(argument)[0] : String(list(argument, name)[0])];
  if (name !== 'Fn::Sub') return referencesIn(argument);
  const [source, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const named = [...String(source).matchAll(/\$\{([^!}][^}]*)\}/g)].map(
    (match) => splitOnce(match[1] ?? '')[0],
  );
  return [...named, ...referencesIn(variables)];
}

function intrinsicOf(value: Readonly<Record<string, unknown>>) {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  // With a string, `Condition` refers to a condition. In a policy document it holds an object.
  const isIntrinsic =
    name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof value[name] === 'string');
  return isIntrinsic ? { name, argument: value[name] } : undefined;
}

function splitOnce(dotted: string): [string, string] {
  const dot = dotted.indexOf('.');
  return dot === -1 ? [dotted, ''] : [dotted.slice(0, dot), dotted.slice(dot + 1)];
}

function list(value: unknown, intrinsic: string): unknown[] {
  if (!Array.isArray(value)) throw new IntrinsicError(intrinsic, 'expected a list');
  return value;
}

function text(value: unknown, intrinsic: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new IntrinsicError(intrinsic, 'expected a string');
}

function boolean(value: unknown, intrinsic: string): boolean {
  if (typeof value !== 'boolean') throw new IntrinsicError(intrinsic, 'expected a condition');
  return value;
}
