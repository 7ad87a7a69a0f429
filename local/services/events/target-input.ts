import type { Event } from './event.ts';
import { follow, jsonPath } from './json-path.ts';
import type { Target } from './rule.ts';

export interface RuleNames {
  readonly ruleArn: string;
  readonly ruleName: string;
}

/**
 * What a target gets, as text: the event, a constant, a part of the event, or a template filled from it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: Target, event: Event, rule: RuleNames): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) {
    return JSON.stringify(follow(jsonPath(target.InputPath) ?? [], event) ?? null);
  }
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const found = Object.entries(InputPathsMap).map(([name, path]): [string, unknown] => [
    name,
    follow(jsonPath(path) ?? [], event),
  ]);
  const { detail: _detail, ...withoutDetail } = event;
  return fill(
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
 * Inside quotes a variable is text, outside it is JSON. One that leads nowhere is nothing inside quotes and null
 * outside. A placeholder that names no variable stays.
 */
function fill(template: string, variables: ReadonlyMap<string, unknown>): string {
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
