/** The reason why a preview is not valid audio of its format. */
export type PreviewFault =
  | 'missing'
  | 'empty'
  | 'unknown_format'
  | 'too_large'
  | 'bad_base64'
  | 'wrong_format'
  | 'wrong_sample_rate'
  | 'truncated';

export type Measured =
  | {
      readonly kind: 'measured';
      readonly durationSeconds: number | null;
      /** Sample rate of the audio in Hz, which can differ from the declared one. */
      readonly sampleRate: number;
    }
  | { readonly kind: 'invalid'; readonly reason: PreviewFault };

export function measured(durationSeconds: number | null, sampleRate: number): Measured {
  return { kind: 'measured', durationSeconds, sampleRate };
}

export function invalid(reason: PreviewFault): Measured {
  return { kind: 'invalid', reason };
}
