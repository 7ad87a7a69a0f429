import { measureCode } from '../house/figures.ts';
import { figuresTable } from '../house/report.ts';
import { withGenerated } from './generated.ts';

/** Returns docs/architecture.md with the figures of the code. */
export function figuresPage(page: string): string {
  return withGenerated(page, 'figures', figuresTable(measureCode()));
}
