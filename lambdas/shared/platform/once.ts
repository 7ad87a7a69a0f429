/** Builds on first use and keeps what was built: clients and settings outlive an invocation. A failure is not kept. */
export function once<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
