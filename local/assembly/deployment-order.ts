import { AssemblyError } from './errors.ts';
import { referencesIn } from './intrinsics.ts';
import type { TemplateResource } from './template.ts';

/**
 * Logical ids, each after those it refers to (`Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`); otherwise in the
 * template's order.
 * @throws AssemblyError for a circle
 */
export function deploymentOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const order = new Set<string>();
  const path: string[] = [];

  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || order.has(logicalId)) return;
    if (path.includes(logicalId)) {
      const circle = [...path.slice(path.indexOf(logicalId)), logicalId];
      throw new AssemblyError(
        `The template's resources depend on one another in a circle: ${circle.join(' → ')}.`,
      );
    }
    path.push(logicalId);
    for (const dependency of [...resource.DependsOn, ...referencesIn(resource.Properties)]) visit(dependency);
    path.pop();
    order.add(logicalId);
  };

  for (const logicalId of Object.keys(resources)) visit(logicalId);
  return [...order];
}
