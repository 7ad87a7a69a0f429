import type { HeapInfo } from 'node:v8';

/** Returns the memory of a thread: its heap, and its buffers and other memory outside the heap. */
export function usedMemoryBytes(statistics: Pick<HeapInfo, 'used_heap_size' | 'external_memory'>): number {
  return statistics.used_heap_size + statistics.external_memory;
}
