import type { LinkQuery } from '../../core/router.ts';
import { Store } from '../../core/store.ts';

/** The filters of the list that was shown last. The page of a voice leads back to it. */
export const lastListQuery = new Store<LinkQuery>({});
