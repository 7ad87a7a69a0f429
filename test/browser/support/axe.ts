import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tools } from './chromium.ts';
import type { Page } from './playwright.ts';

const axe = readFileSync(join(tools, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
/** WCAG 2.2 A and AA, and the best practices of axe. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every language with every theme. */
export const appearances = [
  ['en-US', 'light'],
  ['en-US', 'dark'],
  ['zh-CN', 'light'],
  ['zh-CN', 'dark'],
] as const;

/** Returns the findings of axe, each with the elements, and the number of rules that passed. */
export async function findings(page: Page): Promise<{ passes: number; violations: unknown }> {
  await page.evaluate(axe);
  return page.evaluate(async (values) => {
    const { passes, violations } = await Reflect.get(window, 'axe').run(document, { runOnly: values });
    return {
      passes: passes.length,
      violations: violations.map(({ id, nodes }: { id: string; nodes: AxeNode[] }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => html + failureSummary),
      })),
    };
  }, tags);
}

interface AxeNode {
  readonly html: string;
  readonly failureSummary: string;
}
