/** The local providers: the `okta:` and `aws:` resources of the stack, on a local Okta and a local AWS. */
import { createAwsProvider } from "./aws/awsProvider";
import { createOktaProvider } from "./okta/oktaProvider";
import type { LocalProvider } from "./provider";

/** One of each, not yet configured. */
export const createProviders = (): LocalProvider[] => [createOktaProvider(), createAwsProvider()];

export { serveProvider, type ServedProvider } from "./grpc/serveProvider";
export { mocksFor } from "./mocksFor";
export type { LocalProvider } from "./provider";
