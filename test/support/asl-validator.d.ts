/** Types of the function that tests call, because the package has no types. */
declare module 'asl-validator' {
  export default function validate(
    definition: unknown,
    options: { readonly checkPaths: boolean; readonly checkArn: boolean },
  ): { readonly isValid: boolean; readonly errors: readonly unknown[] };
}
