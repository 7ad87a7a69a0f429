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
  | { readonly kind: 'measured'; readonly durationSeconds: number | null }
  | { readonly kind: 'invalid'; readonly reason: PreviewFault };

export function measured(durationSeconds: number | null): Measured {
  return { kind: 'measured', durationSeconds };
}

export function invalid(reason: PreviewFault): Measured {
  return { kind: 'invalid', reason };
}
