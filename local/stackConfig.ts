/** The configuration of the `local` stack: the product's `Pulumi.local.yaml`, if it has one, and what only the running cloud knows. */
import { stackSettings, type Product } from "../components/stack/product";
import type { Access, Client } from "../model/file";
import { CLIENT_TYPES } from "../model/okta";
import type { ServiceKey } from "./serviceKeys";

export const STACK = "local";

/** The settings' own namespace: the same for every product. */
export const NAMESPACE = "okta-api-access";

export interface CloudAddresses {
  readonly oktaUrl: string;
  readonly oktaToken: string;
  readonly awsUrl: string;
  /** The key pairs of the service clients, made anew at each start; only the public halves get into the configuration. */
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
}

export type StackConfig = Record<string, unknown>;

/** What the stack says of itself, as far as the environment needs it. */
export interface StackOutputs {
  readonly issuer: string;
  readonly audience: string;
  readonly apiUrls: Readonly<Record<string, string>>;
  readonly clientIds: Readonly<Record<string, string>>;
}

const AWS_SERVICES = ["apigatewayv2", "lambda", "iam", "logs"] as const;

/** Where the browser goes back to at a client of which `Pulumi.local.yaml` says nothing; nothing listens there. */
const DEFAULT_REDIRECT = "http://localhost:3000/callback";

/** A branded authenticator in the form of Okta's ids: the local Okta has no applications on phones. */
const DEFAULT_AUTHENTICATOR = "aut1local1local1loca";

/**
 * The `config` block of the stack for a running local cloud. A product need not have a `Pulumi.local.yaml`: what is not in
 * it has values that a local cloud can do with.
 */
export function localStackConfig(product: Product, access: Access, cloud: CloudAddresses): StackConfig {
  const own = stackSettings(product, STACK) ?? {};
  const given = own[`${NAMESPACE}:clients`] as Record<string, object> | undefined;
  const clients: Record<string, object> = { ...given };
  for (const client of access.clients.values()) {
    const settings = clientSettings(client, given?.[client.key], cloud.serviceKeys[client.key]);
    if (settings !== undefined) clients[client.key] = settings;
  }
  return {
    ...DEFAULTS,
    ...(hasOwnDomain(own) && {
      [`${NAMESPACE}:orgDomain`]: new URL(cloud.oktaUrl).host.replace(/^[^:]+/, "localhost"),
    }),
    ...own,
    "okta:httpProxy": cloud.oktaUrl,
    "okta:apiToken": cloud.oktaToken,
    "aws:endpoints": [Object.fromEntries(AWS_SERVICES.map((service) => [service, cloud.awsUrl]))],
    [`${NAMESPACE}:clients`]: clients,
  };
}

/** A local org answers at `localhost` as at a domain of its own; only the running one knows the port. */
function hasOwnDomain(own: Readonly<Record<string, unknown>>): boolean {
  return (own[`${NAMESPACE}:issuerMode`] ?? "ORG_URL") !== "ORG_URL";
}

const DEFAULTS: StackConfig = {
  "pulumi:disable-default-providers": ["*"],
  "aws:region": "eu-central-1",
  "aws:skipCredentialsValidation": true,
  "aws:skipMetadataApiCheck": true,
  "aws:skipRequestingAccountId": true,
  // Org and account are this stack's alone.
  [`${NAMESPACE}:namesCarryStack`]: false,
  [`${NAMESPACE}:loopbackRedirects`]: true,
  [`${NAMESPACE}:logs`]: { retentionDays: 1 },
};

function clientSettings(client: Client, given: object | undefined, key: ServiceKey | undefined): object | undefined {
  if (key !== undefined) return { ...given, jwks: [key.publicJwk] };
  if (given !== undefined || !CLIENT_TYPES[client.type].hasUsers) return given;
  return {
    redirectUris: [DEFAULT_REDIRECT],
    ...(client.grants.includes("ciba") && { backchannelAuthenticatorId: DEFAULT_AUTHENTICATOR }),
  };
}

/** The configuration as the engine hands it to a program: text values as they are, everything else as JSON. */
export function flatConfig(config: StackConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
