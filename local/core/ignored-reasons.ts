/** Reasons that several services give for an ignored property. */
export const ignoredReasons = {
  cost: 'it affects the cost on AWS only',
  description: 'descriptive text',
  encryption: 'nothing is encrypted at rest on a laptop',
  metrics: 'the local runner keeps only the metrics that alarms watch',
  tags: 'tags organize resources of an AWS account',
  throughput: 'the local runner sets no throughput limit',
  tracing: 'nothing is traced on a laptop',
} as const;
