/** The local providers: the `okta:` and `aws:` resources of the stack, on a local Okta and a local AWS. */
import { AWS_TYPES } from "../aws/types";
import { createAwsProvider } from "./aws/awsProvider";
import { createOktaProvider, OKTA_TYPES } from "./okta/oktaProvider";
import { serveProvider } from "./grpc/serveProvider";
import type { Property } from "./properties";
import type { LocalProvider } from "./provider";

/** One of each, not yet configured. */
export const createProviders = (): LocalProvider[] => [createOktaProvider(), createAwsProvider()];

const INPUTS = new Map([...OKTA_TYPES, ...AWS_TYPES].map(({ token, inputs }) => [token, inputs]));

/** What the providers know of a type's inputs, by name; undefined where they do not know the type. */
export function inputsOf(type: string): Readonly<Record<string, Property>> | undefined {
  return INPUTS.get(type);
}

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
