/** Uses each item, a limited number at the same time. Ends with the first error. */
export async function inParallel<Item>(
  items: readonly Item[],
  concurrency: number,
  use: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const useFromQueue = async (): Promise<void> => {
    for (const item of queue) await use(item);
  };
  await Promise.all(Array.from({ length: concurrency }, useFromQueue));
}
