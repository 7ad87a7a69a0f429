/** The part of the package, which has no types of its own, that the tests call. */
declare module 'asl-validator' {
  export default function validate(
    definition: unknown,
    options: { readonly checkPaths: boolean; readonly checkArn: boolean },
  ): { readonly isValid: boolean; readonly errors: readonly unknown[] };
}
