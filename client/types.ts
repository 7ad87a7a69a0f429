/** The types of the deployment's code that client and CLI share. None of them exists at run time. */
export type { AuditionStatus, KeyScope, ProblemCode, Status } from '../lambdas/shared/contract.ts';
export type { KeyView } from '../lambdas/shared/http/key-view.ts';
export type { Problem } from '../lambdas/shared/http/problem-schema.ts';
export type { ApiKey } from '../lambdas/shared/keys.ts';
export type { AuditionRequestInput as AuditionRequest } from '../lambdas/shared/validation/audition-request.ts';
export type { RemakeRequestInput as RemakeRequest } from '../lambdas/shared/validation/remake-request.ts';
export type { ValidationIssue } from '../lambdas/shared/validation/validation-issue.ts';
export type { VoiceRequestInput as VoiceRequest } from '../lambdas/shared/validation/voice-request.ts';
export type { Advice } from '../lambdas/shared/voice/advice/advice.ts';
export type { AliasView, DeletedAlias, ListedAlias } from '../lambdas/shared/voice/alias.ts';
export type { AuditionView, ListedAuditionView } from '../lambdas/shared/voice/audition-view.ts';
export type { Capacity } from '../lambdas/shared/voice/capacity.ts';
export type { Cost } from '../lambdas/shared/voice/cost.ts';
export type {
  DeploymentStatus,
  SwitchesView as Switches,
} from '../lambdas/shared/voice/deployment-status.ts';
export type { DryRun } from '../lambdas/shared/voice/dry-run.ts';
export type { PreviewLinkView as PreviewLink } from '../lambdas/shared/voice/preview-link.ts';
export type { ProviderVoicePage, ProviderVoiceView } from '../lambdas/shared/voice/provider-voice-view.ts';
export type { CandidateView, RefreshedVoiceView, VoiceView } from '../lambdas/shared/voice/view.ts';
