/** How many requests per second are served over some connections at once. */

/** Connections at once; an agent must have as many sockets. */
export const CONCURRENCY = 16;

/** Per second. `one` sends a request, by its number, and rejects where it is not served: that ends the whole. */
export async function throughput(one: (number: number) => Promise<void>, milliseconds: number): Promise<number> {
  const started = performance.now();
  let served = 0;
  const worker = async () => {
    while (performance.now() - started < milliseconds) {
      await one(served);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (served * 1000) / (performance.now() - started);
}
