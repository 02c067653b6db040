/**
 * Resolves once all code that waits only for promises has run as far as it gets. A tick that a microtask queues has its
 * turn when no microtask is left, however many of them follow from each other; awaiting a resolved promise N times
 * waits for N steps only. What resolves on a thread pool (files, workers, asynchronous zlib) is not waited for.
 */
export function settled(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)))
}
