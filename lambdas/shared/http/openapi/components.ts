import * as z from 'zod';
import { auditionRequestSchema } from '../../validation/audition-request.ts';
import { choiceSchema } from '../../validation/choice.ts';
import { importRequestSchema } from '../../validation/import-request.ts';
import { remakeRequestSchema } from '../../validation/remake-request.ts';
import { setAliasRequestSchema } from '../../validation/set-alias-request.ts';
import { setSwitchRequestSchema } from '../../validation/set-switch-request.ts';
import { validationIssueSchema } from '../../validation/validation-issue-schema.ts';
import { voiceRequestSchema } from '../../validation/voice-request.ts';
import { aliasPageSchema, aliasViewSchema, deletedAliasSchema } from '../../voice/alias.ts';
import { auditionPageSchema, auditionViewSchema } from '../../voice/audition-view.ts';
import { capacitySchema } from '../../voice/capacity.ts';
import { deploymentStatusSchema, switchesSchema } from '../../voice/deployment-status.ts';
import { dryRunSchema } from '../../voice/dry-run.ts';
import { previewLinkSchema } from '../../voice/preview-link.ts';
import { providerVoicePageSchema, providerVoiceViewSchema } from '../../voice/provider-voice-view.ts';
import { refreshedVoiceSchema, voicePageSchema, voiceViewSchema } from '../../voice/view-schema.ts';
import { keyViewSchema } from '../key-view.ts';
import { problemSchema } from '../problem-schema.ts';

/** Named schemas of the document. The same schemas type the code and validate requests. */
export const components = {
  Voice: voiceViewSchema,
  RefreshedVoice: refreshedVoiceSchema,
  VoicePage: voicePageSchema,
  VoiceRequest: voiceRequestSchema,
  AuditionRequest: auditionRequestSchema,
  Audition: auditionViewSchema,
  AuditionPage: auditionPageSchema,
  Choice: choiceSchema,
  ImportRequest: importRequestSchema,
  ProviderVoice: providerVoiceViewSchema,
  ProviderVoicePage: providerVoicePageSchema,
  Key: keyViewSchema,
  Capacity: capacitySchema,
  Status: deploymentStatusSchema,
  Switches: switchesSchema,
  SetSwitchRequest: setSwitchRequestSchema,
  DryRun: dryRunSchema,
  PreviewLink: previewLinkSchema,
  Health: z.object({ status: z.literal('ok'), version: z.string() }),
  Alias: aliasViewSchema,
  AliasPage: aliasPageSchema,
  SetAliasRequest: setAliasRequestSchema,
  DeletedAlias: deletedAliasSchema,
  RemakeRequest: remakeRequestSchema,
  Problem: problemSchema,
  ValidationIssue: validationIssueSchema,
} as const;
export type ComponentName = keyof typeof components;
