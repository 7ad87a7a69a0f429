import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../../local/core/json.ts';
import type { Resources } from './fixture.ts';

/** Returns the properties in which the resources of two templates differ, such as `AWS::SQS::Queue.DelaySeconds`. */
export function changedPaths(one: Resources, other: Resources): string[] {
  const paths = Object.keys({ ...one, ...other }).flatMap((logicalId) => {
    const type = one[logicalId]?.Type ?? other[logicalId]?.Type ?? '';
    return changedParts(type, one[logicalId]?.Properties, other[logicalId]?.Properties);
  });
  return [...new Set(paths)];
}

function changedParts(path: string, one: unknown, other: unknown): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (Array.isArray(one) || Array.isArray(other)) {
    const [first, second] = [listOf(one), listOf(other)];
    if (![...first, ...second].every(hasParts)) return [path];
    const length = Math.max(first.length, second.length);
    return Array.from({ length }, (_, index) => changedParts(path, first[index], second[index])).flat();
  }
  if ((hasParts(one) || one === undefined) && (hasParts(other) || other === undefined)) {
    const names = Object.keys({ ...one, ...other });
    return names.flatMap((name) => changedParts(`${path}.${name}`, one?.[name], other?.[name]));
  }
  return [path];
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** An intrinsic function is one value, without parts. */
function hasParts(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}
