import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';

/** The page of an address that no page has. */
export function NotFoundPage() {
  const { common } = useWords();
  return (
    <Page title={common.notFound}>
      <EmptyState action={<LinkButton href={link('/voices')}>{common.toVoices}</LinkButton>}>
        {common.notFoundText}
      </EmptyState>
    </Page>
  );
}
