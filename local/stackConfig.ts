/** The configuration of the `local` stack: the product's `Pulumi.local.yaml`, if it has one, and what only the running cloud knows. */
import { stackSettings, type Product } from "../components/stack/product";
import type { Access, Client } from "../model/file";
import { CLIENT_TYPES } from "../model/okta";
import { type Backend, backendsOf } from "../model/routes";
import { echoGroupArn, echoUrl } from "./aws/echo";
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
    ...withNetwork(access, own),
    ...withEchoes(access, own, cloud.awsUrl),
  };
}

/** A local org answers at `localhost` as at a domain of its own; only the running one knows the port. */
function hasOwnDomain(own: Readonly<Record<string, unknown>>): boolean {
  return (own[`${NAMESPACE}:issuerMode`] ?? "ORG_URL") !== "ORG_URL";
}

/** Where load balancers are: the local AWS has no VPC of which it would know anything. */
function withNetwork(access: Access, own: StackConfig): StackConfig {
  const setting = `${NAMESPACE}:network`;
  const hasLoadBalancer = [...access.apis.values()].some(({ profile }) => profile === "alb");
  return hasLoadBalancer && own[setting] === undefined ? { [setting]: LOCAL_NETWORK } : {};
}

const LOCAL_NETWORK = { vpcId: "vpc-0a", subnetIds: ["subnet-0a", "subnet-0b"] };

/** A backend of which the stack file says nothing is answered by an echo of what it would have received. */
function withEchoes(access: Access, own: StackConfig, awsUrl: string): StackConfig {
  const setting = `${NAMESPACE}:backends`;
  const echoes = echoedBackends(access, own).map((name) => [name, echoOf(access, name, own, awsUrl)]);
  return echoes.length === 0
    ? {}
    : { [setting]: { ...(Object.fromEntries(echoes) as object), ...(own[setting] as object | undefined) } };
}

/** The backends that nothing but an echo answers in the local cloud. */
export function echoedBackends(access: Access, own: StackConfig): string[] {
  const given = Object(own[`${NAMESPACE}:backends`]) as object;
  return backendsOf(access).filter((name) => !Object.hasOwn(given, name));
}

/** A load balancer leads to target groups alone. */
function echoOf(access: Access, name: string, own: StackConfig, awsUrl: string): Backend {
  const region = (own["aws:region"] ?? DEFAULTS["aws:region"]) as string;
  const leading = [...access.apis.values()].filter(({ routes }) =>
    routes.some(({ target }) => "backend" in target && target.backend === name),
  );
  const isBehindAlb = leading.every(({ profile }) => profile === "alb");
  return isBehindAlb ? { targetGroupArn: echoGroupArn(region, name) } : { url: echoUrl(awsUrl, name) };
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
  // A new account has no role with which API Gateway logs.
  [`${NAMESPACE}:cloudWatchRole`]: "create",
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
