/** The environment of a local cloud that runs: what every command needs that asks one. */
import { ACCESS } from "../components/program";
import type { Product } from "../components/stack/product";
import { readEnvironment, trustAuthority, type Environment } from "./environment";

/** Nothing runs. The message says how to start it. */
export class NotRunningError extends Error {
  override readonly name = "NotRunningError";
}

/** @throws NotRunningError */
export async function runningEnvironment(product: Product): Promise<Environment> {
  const environment = await readEnvironment(product);
  if (environment !== undefined) trustAuthority(environment);
  if (environment !== undefined && (await answers(environment))) return environment;
  throw new NotRunningError(
    `no local cloud runs for this product: call \`${ACCESS} start\` in another terminal, and leave it running`,
  );
}

/** A start that was killed leaves its file behind. */
async function answers({ oktaUrl }: Environment): Promise<boolean> {
  return fetch(oktaUrl, { redirect: "manual", signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}
