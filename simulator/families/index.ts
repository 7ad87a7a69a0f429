import type { Family } from '../vocabulary.ts';
import { cosyvoice } from './cosyvoice.ts';
import type { FamilyProfile } from './profile.ts';
import { qwen } from './qwen.ts';

export const profiles: Readonly<Record<Family, FamilyProfile>> = { cosyvoice, qwen };

export function profileOfModel(model: string): FamilyProfile | undefined {
  return Object.values(profiles).find((profile) => profile.model === model);
}
