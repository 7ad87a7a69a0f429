import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { VoiceDesignConfig } from '../settings/config.ts';

/** Returns the CDK's constant for a number of days. */
export function logRetention(days: VoiceDesignConfig['logRetentionDays']): RetentionDays {
  switch (days) {
    case 1:
      return RetentionDays.ONE_DAY;
    case 7:
      return RetentionDays.ONE_WEEK;
    case 30:
      return RetentionDays.ONE_MONTH;
    case 90:
      return RetentionDays.THREE_MONTHS;
    case 365:
      return RetentionDays.ONE_YEAR;
  }
}
