import { AssemblyError } from './errors.ts';
import { referencesIn } from './intrinsics.ts';
import type { TemplateResource } from './template.ts';

/**
 * Returns the logical ids in template order, except that each follows its dependencies (`Ref`, `Fn::GetAtt`, `Fn::Sub`,
 * `DependsOn`).
 * @throws AssemblyError for a circular dependency
 */
export function deploymentOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const order = new Set<string>();
  const path: string[] = [];

  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || order.has(logicalId)) return;
    if (path.includes(logicalId)) {
      const circle = [...path.slice(path.indexOf(logicalId)), logicalId];
      throw new AssemblyError(`The template has a circular dependency: ${circle.join(' → ')}.`);
    }
    path.push(logicalId);
    for (const dependency of [...resource.DependsOn, ...referencesIn(resource.Properties)]) visit(dependency);
    path.pop();
    order.add(logicalId);
  };

  for (const logicalId of Object.keys(resources)) visit(logicalId);
  return [...order];
}
