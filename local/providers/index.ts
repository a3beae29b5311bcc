/** The local providers: the `okta:` and `aws:` resources of the stack, on a local Okta and a local AWS. */
import { createAwsProvider } from "./aws/awsProvider";
import { createOktaProvider } from "./okta/oktaProvider";
import { serveProvider } from "./grpc/serveProvider";
import type { LocalProvider } from "./provider";

/** One of each, not yet configured. */
export const createProviders = (): LocalProvider[] => [createOktaProvider(), createAwsProvider()];

/** All of them, each on a port of its own, for an engine to attach to. */
export async function serveProviders(): Promise<ServedProviders> {
  const served = await Promise.all(createProviders().map(async (p) => [p.name, await serveProvider(p)] as const));
  return {
    ports: Object.fromEntries(served.map(([name, { port }]) => [name, port])),
    close: async () => void (await Promise.all(served.map(([, { close }]) => close()))),
  };
}

export interface ServedProviders {
  /** Provider name → port of its gRPC service. */
  readonly ports: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export { serveProvider, type ServedProvider } from "./grpc/serveProvider";
export { mocksFor } from "./mocksFor";
export type { LocalProvider } from "./provider";
