import type { Event } from './event.ts';
import { parseJsonPath, valueAt } from './json-path.ts';
import type { Target } from './rule.ts';

export interface RuleNames {
  readonly ruleArn: string;
  readonly ruleName: string;
}

/**
 * Returns the input of a target as text: the event, a constant, a part of the event, or a filled template.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: Target, event: Event, rule: RuleNames): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) {
    return JSON.stringify(valueAt(parseJsonPath(target.InputPath) ?? [], event) ?? null);
  }
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const found = Object.entries(InputPathsMap).map(([name, path]): [string, unknown] => [
    name,
    valueAt(parseJsonPath(path) ?? [], event),
  ]);
  const { detail: _detail, ...withoutDetail } = event;
  return fillTemplate(
    InputTemplate,
    new Map<string, unknown>([
      ...found,
      ['aws.events.rule-arn', rule.ruleArn],
      ['aws.events.rule-name', rule.ruleName],
      ['aws.events.event.ingestion-time', event.time],
      ['aws.events.event', withoutDetail],
      ['aws.events.event.json', event],
    ]),
  );
}

/**
 * Replaces the variables of a template, by text inside quotes and by JSON outside them. A variable without a value becomes
 * an empty text inside quotes and null outside. Placeholders of unknown variables are left unchanged.
 */
function fillTemplate(template: string, variables: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replaceAll(/\\.|"|<([\w.-]+)>/gs, (part, name?: string) => {
    if (part === '"') quoted = !quoted;
    if (name === undefined || !variables.has(name)) return part;
    const value = variables.get(name);
    if (!quoted) return JSON.stringify(value ?? null);
    return escaped(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  });
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
