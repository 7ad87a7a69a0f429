import { useWords } from '../core/words.ts';
import { Button } from './button.tsx';

/** Loads the next page of a list. Shows nothing at the end. */
export function Pager({ hasMore, busy, onMore }: { hasMore: boolean; busy: boolean; onMore: () => void }) {
  const { common } = useWords();
  if (!hasMore) return null;
  return (
    <div class="pager">
      <Button busy={busy} onClick={onMore}>
        {busy ? common.loading : common.loadMore}
      </Button>
    </div>
  );
}
