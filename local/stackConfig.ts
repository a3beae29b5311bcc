/** The configuration of the `local` stack: the repository's `Pulumi.local.yaml` and what only the running cloud knows. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { REPOSITORY } from "./engine/locations";
import type { ServiceKey } from "./serviceKeys";

export const STACK = "local";
export const PROJECT = "okta-api-access";

export interface CloudAddresses {
  readonly oktaUrl: string;
  readonly oktaToken: string;
  readonly awsUrl: string;
  /** The key pairs of the service clients, made anew at each start; only the public halves get into the configuration. */
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
}

export type StackConfig = Record<string, unknown>;

const AWS_SERVICES = ["apigatewayv2", "lambda", "iam", "logs"] as const;

/** The `config` block of the stack file for a running local cloud. */
export async function localStackConfig(cloud: CloudAddresses): Promise<StackConfig> {
  const file = parse(await readFile(join(REPOSITORY, `Pulumi.${STACK}.yaml`), "utf8")) as { config: StackConfig };
  const clients = { ...(file.config[`${PROJECT}:clients`] as Record<string, object> | undefined) };
  for (const [key, { publicJwk }] of Object.entries(cloud.serviceKeys)) {
    clients[key] = { ...clients[key], jwks: [publicJwk] };
  }
  return {
    ...file.config,
    "okta:httpProxy": cloud.oktaUrl,
    "okta:apiToken": cloud.oktaToken,
    "aws:endpoints": [Object.fromEntries(AWS_SERVICES.map((service) => [service, cloud.awsUrl]))],
    [`${PROJECT}:clients`]: clients,
  };
}

/** The configuration as the engine hands it to a program: text values as they are, everything else as JSON. */
export function flatConfig(config: StackConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
