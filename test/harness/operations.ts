import type { z } from 'zod';
import { environment as advanceAliasesEnvironment } from '../../lambdas/advance-aliases/environment.ts';
import { makeHandler as makeAdvanceAliases } from '../../lambdas/advance-aliases/handler.ts';
import { environment as advanceAuditionEnvironment } from '../../lambdas/advance-audition/environment.ts';
import { makeHandler as makeAdvanceAudition } from '../../lambdas/advance-audition/handler.ts';
import { makeHandler as makeAnswerUnrouted } from '../../lambdas/answer-unrouted/handler.ts';
import { dependenciesOf as authorizeRequestDependencies } from '../../lambdas/authorize-request/dependencies.ts';
import { environment as authorizeRequestEnvironment } from '../../lambdas/authorize-request/environment.ts';
import { makeHandler as makeAuthorizeRequest } from '../../lambdas/authorize-request/handler.ts';
import { environment as cancelAuditionEnvironment } from '../../lambdas/cancel-audition/environment.ts';
import { makeHandler as makeCancelAudition } from '../../lambdas/cancel-audition/handler.ts';
import { dependenciesOf as chooseCandidateDependencies } from '../../lambdas/choose-candidate/dependencies.ts';
import { environment as chooseCandidateEnvironment } from '../../lambdas/choose-candidate/environment.ts';
import { makeHandler as makeChooseCandidate } from '../../lambdas/choose-candidate/handler.ts';
import { dependenciesOf as createVoiceDependencies } from '../../lambdas/create-voice/dependencies.ts';
import { environment as createVoiceEnvironment } from '../../lambdas/create-voice/environment.ts';
import { makeHandler as makeCreateVoice } from '../../lambdas/create-voice/handler.ts';
import { environment as deleteAliasEnvironment } from '../../lambdas/delete-alias/environment.ts';
import { makeHandler as makeDeleteAlias } from '../../lambdas/delete-alias/handler.ts';
import { dependenciesOf as deleteVoiceDependencies } from '../../lambdas/delete-voice/dependencies.ts';
import { environment as deleteVoiceEnvironment } from '../../lambdas/delete-voice/environment.ts';
import { makeHandler as makeDeleteVoice } from '../../lambdas/delete-voice/handler.ts';
import { dependenciesOf as diagnoseDeploymentDependencies } from '../../lambdas/diagnose-deployment/dependencies.ts';
import { environment as diagnoseDeploymentEnvironment } from '../../lambdas/diagnose-deployment/environment.ts';
import { makeHandler as makeDiagnoseDeployment } from '../../lambdas/diagnose-deployment/handler.ts';
import { dependenciesOf as findDueVoicesDependencies } from '../../lambdas/find-due-voices/dependencies.ts';
import { environment as findDueVoicesEnvironment } from '../../lambdas/find-due-voices/environment.ts';
import { makeHandler as makeFindDueVoices } from '../../lambdas/find-due-voices/handler.ts';
import { dependenciesOf as getAliasDependencies } from '../../lambdas/get-alias/dependencies.ts';
import { environment as getAliasEnvironment } from '../../lambdas/get-alias/environment.ts';
import { makeHandler as makeGetAlias } from '../../lambdas/get-alias/handler.ts';
import { dependenciesOf as getAuditionDependencies } from '../../lambdas/get-audition/dependencies.ts';
import { environment as getAuditionEnvironment } from '../../lambdas/get-audition/environment.ts';
import { makeHandler as makeGetAudition } from '../../lambdas/get-audition/handler.ts';
import { dependenciesOf as getCapacityDependencies } from '../../lambdas/get-capacity/dependencies.ts';
import { environment as getCapacityEnvironment } from '../../lambdas/get-capacity/environment.ts';
import { makeHandler as makeGetCapacity } from '../../lambdas/get-capacity/handler.ts';
import { makeHandler as makeGetHealth } from '../../lambdas/get-health/handler.ts';
import { makeHandler as makeGetKey } from '../../lambdas/get-key/handler.ts';
import { makeHandler as makeGetOpenapi } from '../../lambdas/get-openapi/handler.ts';
import { dependenciesOf as getPreviewDependencies } from '../../lambdas/get-preview/dependencies.ts';
import { environment as getPreviewEnvironment } from '../../lambdas/get-preview/environment.ts';
import { makeHandler as makeGetPreview } from '../../lambdas/get-preview/handler.ts';
import { environment as getProviderVoiceEnvironment } from '../../lambdas/get-provider-voice/environment.ts';
import { makeHandler as makeGetProviderVoice } from '../../lambdas/get-provider-voice/handler.ts';
import { dependenciesOf as getStatusDependencies } from '../../lambdas/get-status/dependencies.ts';
import { environment as getStatusEnvironment } from '../../lambdas/get-status/environment.ts';
import { makeHandler as makeGetStatus } from '../../lambdas/get-status/handler.ts';
import { dependenciesOf as getVoiceDependencies } from '../../lambdas/get-voice/dependencies.ts';
import { environment as getVoiceEnvironment } from '../../lambdas/get-voice/environment.ts';
import { makeHandler as makeGetVoice } from '../../lambdas/get-voice/handler.ts';
import { dependenciesOf as importVoiceDependencies } from '../../lambdas/import-voice/dependencies.ts';
import { environment as importVoiceEnvironment } from '../../lambdas/import-voice/environment.ts';
import { makeHandler as makeImportVoice } from '../../lambdas/import-voice/handler.ts';
import { dependenciesOf as listAliasesDependencies } from '../../lambdas/list-aliases/dependencies.ts';
import { environment as listAliasesEnvironment } from '../../lambdas/list-aliases/environment.ts';
import { makeHandler as makeListAliases } from '../../lambdas/list-aliases/handler.ts';
import { dependenciesOf as listAuditionsDependencies } from '../../lambdas/list-auditions/dependencies.ts';
import { environment as listAuditionsEnvironment } from '../../lambdas/list-auditions/environment.ts';
import { makeHandler as makeListAuditions } from '../../lambdas/list-auditions/handler.ts';
import { environment as listProviderVoicesEnvironment } from '../../lambdas/list-provider-voices/environment.ts';
import { makeHandler as makeListProviderVoices } from '../../lambdas/list-provider-voices/handler.ts';
import { dependenciesOf as listVoicesDependencies } from '../../lambdas/list-voices/dependencies.ts';
import { environment as listVoicesEnvironment } from '../../lambdas/list-voices/environment.ts';
import { makeHandler as makeListVoices } from '../../lambdas/list-voices/handler.ts';
import { dependenciesOf as probeProviderDependencies } from '../../lambdas/probe-provider/dependencies.ts';
import { environment as probeProviderEnvironment } from '../../lambdas/probe-provider/environment.ts';
import { makeHandler as makeProbeProvider } from '../../lambdas/probe-provider/handler.ts';
import { dependenciesOf as purgeVoiceDependencies } from '../../lambdas/purge-voice/dependencies.ts';
import { environment as purgeVoiceEnvironment } from '../../lambdas/purge-voice/environment.ts';
import { makeHandler as makePurgeVoice } from '../../lambdas/purge-voice/handler.ts';
import { dependenciesOf as queryVoiceDependencies } from '../../lambdas/query-voice/dependencies.ts';
import { environment as queryVoiceEnvironment } from '../../lambdas/query-voice/environment.ts';
import { makeHandler as makeQueryVoice } from '../../lambdas/query-voice/handler.ts';
import { dependenciesOf as receiveVoiceRequestDependencies } from '../../lambdas/receive-voice-request/dependencies.ts';
import { environment as receiveVoiceRequestEnvironment } from '../../lambdas/receive-voice-request/environment.ts';
import { makeHandler as makeReceiveVoiceRequest } from '../../lambdas/receive-voice-request/handler.ts';
import { dependenciesOf as reconcileListDependencies } from '../../lambdas/reconcile-list/dependencies.ts';
import { environment as reconcileListEnvironment } from '../../lambdas/reconcile-list/environment.ts';
import { makeHandler as makeReconcileList } from '../../lambdas/reconcile-list/handler.ts';
import { dependenciesOf as recoverVoicesDependencies } from '../../lambdas/recover-voices/dependencies.ts';
import { environment as recoverVoicesEnvironment } from '../../lambdas/recover-voices/environment.ts';
import { makeHandler as makeRecoverVoices } from '../../lambdas/recover-voices/handler.ts';
import { dependenciesOf as remakeAliasDependencies } from '../../lambdas/remake-alias/dependencies.ts';
import { environment as remakeAliasEnvironment } from '../../lambdas/remake-alias/environment.ts';
import { makeHandler as makeRemakeAlias } from '../../lambdas/remake-alias/handler.ts';
import { environment as requestAuditionEnvironment } from '../../lambdas/request-audition/environment.ts';
import { makeHandler as makeRequestAudition } from '../../lambdas/request-audition/handler.ts';
import { environment as requestVoiceEnvironment } from '../../lambdas/request-voice/environment.ts';
import { makeHandler as makeRequestVoice } from '../../lambdas/request-voice/handler.ts';
import { dependenciesOf as restoreVoiceDependencies } from '../../lambdas/restore-voice/dependencies.ts';
import { environment as restoreVoiceEnvironment } from '../../lambdas/restore-voice/environment.ts';
import { makeHandler as makeRestoreVoice } from '../../lambdas/restore-voice/handler.ts';
import { dependenciesOf as serveStudioDependencies } from '../../lambdas/serve-studio/dependencies.ts';
import { environment as serveStudioEnvironment } from '../../lambdas/serve-studio/environment.ts';
import { makeHandler as makeServeStudio } from '../../lambdas/serve-studio/handler.ts';
import { environment as setAliasEnvironment } from '../../lambdas/set-alias/environment.ts';
import { makeHandler as makeSetAlias } from '../../lambdas/set-alias/handler.ts';
import { dependenciesOf as setSwitchDependencies } from '../../lambdas/set-switch/dependencies.ts';
import { environment as setSwitchEnvironment } from '../../lambdas/set-switch/environment.ts';
import { makeHandler as makeSetSwitch } from '../../lambdas/set-switch/handler.ts';
import { dependenciesOf as settleExecutionDependencies } from '../../lambdas/settle-execution/dependencies.ts';
import { environment as settleExecutionEnvironment } from '../../lambdas/settle-execution/environment.ts';
import { makeHandler as makeSettleExecution } from '../../lambdas/settle-execution/handler.ts';
import { readEnvironment } from '../../lambdas/shared/platform/environment.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import { advanceDependencies } from '../../lambdas/shared/wiring/advance-dependencies.ts';
import { aliasDependencies } from '../../lambdas/shared/wiring/alias-dependencies.ts';
import { auditionDependencies } from '../../lambdas/shared/wiring/audition-dependencies.ts';
import type { Platform } from '../../lambdas/shared/wiring/platform.ts';
import { providerReadDependencies } from '../../lambdas/shared/wiring/provider-read-dependencies.ts';
import { requestAuditionDependencies } from '../../lambdas/shared/wiring/request-audition-dependencies.ts';
import { requestDependencies } from '../../lambdas/shared/wiring/request-dependencies.ts';
import { dependenciesOf as sweepReviewsDependencies } from '../../lambdas/sweep-reviews/dependencies.ts';
import { environment as sweepReviewsEnvironment } from '../../lambdas/sweep-reviews/environment.ts';
import { makeHandler as makeSweepReviews } from '../../lambdas/sweep-reviews/handler.ts';
import { openApiText } from '../../scripts/docs/openapi.ts';

export type Handler = (event: unknown) => Promise<unknown>;

/** An operation's own environment schema, composition and handler, without AWS. */
interface HostedOperation<Dependencies> {
  /** Parses the variables of the deployed function, each object once. @throws EnvironmentError */
  configure(variables: Variables): ConfiguredOperation<Dependencies>;
}

export interface ConfiguredOperation<Dependencies> {
  dependenciesOn(platform: Platform): Dependencies;
  /** @param replaced dependencies that a test provides itself */
  handlerOn(platform: Platform, replaced?: Partial<Dependencies>): Handler;
}

/** The environment variables of a deployed function. */
export type Variables = Readonly<Record<string, string>>;

function hosted<Parsed, Dependencies extends object>(
  environment: z.ZodType<Parsed>,
  dependenciesOf: (variables: Parsed, platform: Platform) => Dependencies,
  makeHandler: (dependencies: () => Dependencies, log: Log) => Handler,
): HostedOperation<Dependencies> {
  const known = new WeakMap<Variables, ConfiguredOperation<Dependencies>>();
  return {
    configure: (variables) => {
      const before = known.get(variables);
      if (before) return before;
      const parsed = readEnvironment(environment, variables);
      const operation: ConfiguredOperation<Dependencies> = {
        dependenciesOn: (platform) => dependenciesOf(parsed, platform),
        handlerOn: (platform, replaced) => {
          const dependencies = { ...dependenciesOf(parsed, platform), ...replaced };
          return makeHandler(() => dependencies, platform.log);
        },
      };
      known.set(variables, operation);
      return operation;
    },
  };
}

function withoutDependencies(makeHandler: (log: Log) => Handler): HostedOperation<object> {
  return {
    configure: () => ({
      dependenciesOn: () => ({}),
      handlerOn: ({ log }) => makeHandler(log),
    }),
  };
}

const operations = {
  'advance-audition': hosted(advanceAuditionEnvironment, auditionDependencies, makeAdvanceAudition),
  'advance-aliases': hosted(advanceAliasesEnvironment, advanceDependencies, makeAdvanceAliases),
  'answer-unrouted': withoutDependencies(makeAnswerUnrouted),
  'authorize-request': hosted(
    authorizeRequestEnvironment,
    authorizeRequestDependencies,
    makeAuthorizeRequest,
  ),
  'cancel-audition': hosted(cancelAuditionEnvironment, auditionDependencies, makeCancelAudition),
  'choose-candidate': hosted(chooseCandidateEnvironment, chooseCandidateDependencies, makeChooseCandidate),
  'create-voice': hosted(createVoiceEnvironment, createVoiceDependencies, makeCreateVoice),
  'delete-alias': hosted(deleteAliasEnvironment, aliasDependencies, makeDeleteAlias),
  'delete-voice': hosted(deleteVoiceEnvironment, deleteVoiceDependencies, makeDeleteVoice),
  'diagnose-deployment': hosted(
    diagnoseDeploymentEnvironment,
    diagnoseDeploymentDependencies,
    makeDiagnoseDeployment,
  ),
  'find-due-voices': hosted(findDueVoicesEnvironment, findDueVoicesDependencies, makeFindDueVoices),
  'get-audition': hosted(getAuditionEnvironment, getAuditionDependencies, makeGetAudition),
  'get-alias': hosted(getAliasEnvironment, getAliasDependencies, makeGetAlias),
  'get-capacity': hosted(getCapacityEnvironment, getCapacityDependencies, makeGetCapacity),
  'get-health': withoutDependencies(makeGetHealth),
  'get-key': withoutDependencies(makeGetKey),
  'get-openapi': withoutDependencies((log) => makeGetOpenapi(openApiText, log)),
  'get-preview': hosted(getPreviewEnvironment, getPreviewDependencies, makeGetPreview),
  'get-provider-voice': hosted(getProviderVoiceEnvironment, providerReadDependencies, makeGetProviderVoice),
  'get-status': hosted(getStatusEnvironment, getStatusDependencies, makeGetStatus),
  'get-voice': hosted(getVoiceEnvironment, getVoiceDependencies, makeGetVoice),
  'import-voice': hosted(importVoiceEnvironment, importVoiceDependencies, makeImportVoice),
  'list-auditions': hosted(listAuditionsEnvironment, listAuditionsDependencies, makeListAuditions),
  'list-aliases': hosted(listAliasesEnvironment, listAliasesDependencies, makeListAliases),
  'list-provider-voices': hosted(
    listProviderVoicesEnvironment,
    providerReadDependencies,
    makeListProviderVoices,
  ),
  'list-voices': hosted(listVoicesEnvironment, listVoicesDependencies, makeListVoices),
  'probe-provider': hosted(probeProviderEnvironment, probeProviderDependencies, makeProbeProvider),
  'purge-voice': hosted(purgeVoiceEnvironment, purgeVoiceDependencies, makePurgeVoice),
  'query-voice': hosted(queryVoiceEnvironment, queryVoiceDependencies, makeQueryVoice),
  'receive-voice-request': hosted(
    receiveVoiceRequestEnvironment,
    receiveVoiceRequestDependencies,
    makeReceiveVoiceRequest,
  ),
  'reconcile-list': hosted(reconcileListEnvironment, reconcileListDependencies, makeReconcileList),
  'recover-voices': hosted(recoverVoicesEnvironment, recoverVoicesDependencies, makeRecoverVoices),
  'request-audition': hosted(requestAuditionEnvironment, requestAuditionDependencies, makeRequestAudition),
  'remake-alias': hosted(remakeAliasEnvironment, remakeAliasDependencies, makeRemakeAlias),
  'request-voice': hosted(requestVoiceEnvironment, requestDependencies, makeRequestVoice),
  'restore-voice': hosted(restoreVoiceEnvironment, restoreVoiceDependencies, makeRestoreVoice),
  'set-alias': hosted(setAliasEnvironment, aliasDependencies, makeSetAlias),
  'serve-studio': hosted(
    serveStudioEnvironment,
    (variables, platform: Platform) => serveStudioDependencies(variables, platform, new Map()),
    makeServeStudio,
  ),
  'set-switch': hosted(setSwitchEnvironment, setSwitchDependencies, makeSetSwitch),
  'settle-execution': hosted(settleExecutionEnvironment, settleExecutionDependencies, makeSettleExecution),
  'sweep-reviews': hosted(sweepReviewsEnvironment, sweepReviewsDependencies, makeSweepReviews),
};

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations).filter(
  (name): name is OperationName => name in operations,
);

/** The dependencies of each operation. */
export type Dependencies = {
  [Name in OperationName]: (typeof operations)[Name] extends HostedOperation<infer Of> ? Of : never;
};

const typed: { readonly [Name in OperationName]: HostedOperation<Dependencies[Name]> } = operations;

/** Returns an operation with the variables of a deployed function. @throws EnvironmentError */
export function configured<Name extends OperationName>(
  name: Name,
  variables: Variables,
): ConfiguredOperation<Dependencies[Name]> {
  return typed[name].configure(variables);
}
