import { isRecord } from '../../../../local/core/json.ts';
import type { ServiceModel } from '../../../../local/models/shape.ts';
import type { Path } from './constraint-sites.ts';
import { keyOf, minimal } from './sample-values.ts';

/** Returns the request with a value at a path. The structures, lists and maps on the way get their smallest values. */
export function withValue(
  shapes: ServiceModel['shapes'],
  name: string,
  current: unknown,
  path: Path,
  value: unknown,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const shape = shapes[name] ?? { type: '' };
  const { type, members = {}, union, member = '', value: entry = '' } = shape;
  if (type === 'list') {
    const [first, ...others] = Array.isArray(current) && current.length > 0 ? current : [undefined];
    return [withValue(shapes, member, first, rest, value), ...others];
  }
  const record = isRecord(current) ? current : minimal(shapes, name);
  const existing = isRecord(record) ? record : {};
  if (type === 'map') {
    const at = Object.keys(existing)[0] ?? keyOf(shapes, shape);
    return { ...existing, [at]: withValue(shapes, entry, existing[at], rest, value) };
  }
  const next = withValue(shapes, members[key] ?? '', existing[key], rest, value);
  const { [key]: _replaced, ...others } = existing;
  return { ...(union ? {} : others), ...(next !== undefined && { [key]: next }) };
}
