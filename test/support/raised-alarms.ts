/** The alarms that test/workflow/alarms.test.ts raises, without the stack's name. */
export const raisedByWorkflows: readonly string[] = [
  ...['cosyvoice', 'qwen'].flatMap((family) =>
    ['Doubted', 'Full', 'NotRead', 'Unrecorded'].map((alarm) => `Lists.${family}-mainland.${alarm}`),
  ),
  'Lists.mainland.WaitingKey',
  'PurgeSchedule',
  'ReconcileSchedule',
  'Service.ApiErrors',
  'Service.Executions',
  'Service.FailingVoices',
  'Sweeps',
  'UndocumentedIds',
];

/** The alarms that test/local/alarms raises. */
export const raisedByDeliveries: readonly string[] = [
  'AliasEvents.Failed',
  'AliasEvents.Undelivered',
  'Auditions.Failed',
  'Auditions.Undelivered',
  'Events.Poison',
  'Events.Undelivered',
  'ExecutionStatus.Failed',
  'ExecutionStatus.Undelivered',
  'PurgeSchedule.Undelivered',
  'ReconcileSchedule.Undelivered',
  'Service.ApiErrors',
  'Service.ThrottledCreates',
  'Sweeps.Undelivered',
  'VoiceRequests.Failed',
  'VoiceRequests.Undelivered',
];
