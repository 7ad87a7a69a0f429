import type { Action } from '../vocabulary.ts';
import { createVoice } from './create.ts';
import { deleteVoice } from './delete.ts';
import { listVoices } from './list.ts';
import type { Operation } from './operation.ts';
import { queryVoice } from './query.ts';

export const operations: Readonly<Record<Action, Operation>> = {
  create: createVoice,
  list: listVoices,
  query: queryVoice,
  delete: deleteVoice,
};
