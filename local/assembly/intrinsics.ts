import { accountId, type Identity, partition, region, urlSuffix } from '../services/service.ts';
import { IntrinsicError, UnknownReferenceError } from './errors.ts';
import type { Template } from './template.ts';

/** What `Ref`s and conditions are resolved against. */
export interface Scope {
  readonly stackName: string;
  /** The random part of the stack's id. @default 'local' */
  readonly stackUuid?: string | undefined;
  readonly template: Template;
  readonly identities: ReadonlyMap<string, Identity>;
  /** Values of template parameters that have no default, or another one here. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** `AWS::NoValue`: the property that holds it is left out. */
const noValue = Symbol('AWS::NoValue');

/**
 * Evaluates CloudFormation's intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Resolver {
  readonly #scope: Scope;
  readonly #conditions = new Map<string, boolean>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** @throws UnknownReferenceError, IntrinsicError */
  resolve(value: unknown): unknown {
    const resolved = this.#resolve(value);
    return resolved === noValue ? undefined : resolved;
  }

  /** @throws IntrinsicError, also where the template has no such condition */
  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#scope.template.Conditions, name)) {
      throw new IntrinsicError('Condition', `the template has no condition ${name}`);
    }
    const holds = truth(this.#resolve(this.#scope.template.Conditions[name]), name);
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
        if (chosen === undefined) throw new IntrinsicError(name, `there is no item ${String(index)}`);
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
        return list(this.#resolve(argument), name).every((item) => truth(item, name));
      case 'Fn::Or':
        return list(this.#resolve(argument), name).some((item) => truth(item, name));
      case 'Fn::Not':
        return !truth(list(this.#resolve(argument), name)[0], name);
      case 'Fn::Base64':
        return Buffer.from(text(this.#resolve(argument), name)).toString('base64');
      case 'Fn::FindInMap':
        return this.#findInMap(argument);
      case 'Fn::ToJsonString':
        return JSON.stringify(this.#resolve(argument));
      case 'Fn::ImportValue':
        throw new IntrinsicError(name, 'the local runner runs one stack, there is none to import from');
      default:
        throw new IntrinsicError(name, 'the local runner does not evaluate it');
    }
  }

  #ref(name: string): unknown {
    const pseudo = this.#pseudoParameter(name);
    if (pseudo !== undefined) return pseudo;
    const identity = this.#scope.identities.get(name);
    if (identity !== undefined) return identity.ref;
    const parameter = this.#scope.template.Parameters[name];
    if (parameter === undefined) throw new UnknownReferenceError(name);
    const value = this.#scope.parameters?.[name] ?? parameter.Default;
    // The default of an AWS::SSM::Parameter::… type is the name of a parameter in the account, not a value.
    if (value === undefined || parameter.Type.startsWith('AWS::')) {
      throw new IntrinsicError('Ref', `the parameter ${name} has no value on a laptop`);
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
        return this.#scope.stackName;
      case 'AWS::StackId':
        return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${this.#scope.stackName}/${this.#scope.stackUuid ?? 'local'}`;
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
    const value = this.#scope.identities.get(logicalId)?.attributes[attribute];
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
    const value = this.#scope.template.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (value === undefined)
      throw new IntrinsicError('Fn::FindInMap', `${map}.${first}.${second} is not there`);
    return value;
  }
}

/** Logical ids that a value's `Ref`s, `Fn::GetAtt`s and `Fn::Sub`s name. */
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
  // `Condition` with a text is a reference in a condition; in a policy document it holds an object.
  const isIntrinsic =
    name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof value[name] === 'string');
  return isIntrinsic ? { name, argument: value[name] } : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function splitOnce(dotted: string): [string, string] {
  const dot = dotted.indexOf('.');
  return dot === -1 ? [dotted, ''] : [dotted.slice(0, dot), dotted.slice(dot + 1)];
}

function list(value: unknown, intrinsic: string): unknown[] {
  if (!Array.isArray(value)) throw new IntrinsicError(intrinsic, 'a list is expected');
  return value;
}

function text(value: unknown, intrinsic: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new IntrinsicError(intrinsic, 'a text is expected');
}

function truth(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') throw new IntrinsicError(where, 'a condition is expected');
  return value;
}
