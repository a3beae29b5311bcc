/**
 * What those who deploy the guard, those who run it and the functions behind it must agree on: names of headers, names of
 * environment variables, and the requirement of a route. Nobody writes one of these names a second time.
 */
export {
  isPublicRoute,
  isSecureUrl,
  type PublicRoute,
  type Requirement,
  type RouteRequirement,
  type ScopeRequirement,
  type StepUpRequirement,
} from "../model/routes";

/** The header in which CloudFront shows a gateway, or a gateway a backend, the secret that proves the way of a request. */
export const ORIGIN_HEADER = "x-origin-verify";
/**
 * The header in which a function behind an HTTP API hands over a challenge. The integration's response mapping makes
 * `www-authenticate` of it. The gateway would rename that header if the function set it itself.
 */
export const CHALLENGE_HEADER = "step-up-challenge";
/** The header in which a load balancer says who has signed in, as a JWT that it has signed. */
export const IDENTITY_HEADER = "x-amzn-oidc-data";

/**
 * The headers in which a backend is told who calls. The gateway sets them on every request, whatever the caller has sent, so
 * that none of them is the caller's own word. Scopes stand with blanks between them.
 */
export const CALLER_HEADERS = {
  subject: "x-access-subject",
  client: "x-access-client",
  scopes: "x-access-scopes",
} as const;
/** The value of these where nobody has shown a token: at a public route. */
export const NOBODY = "-";

/** The variables of a function's environment. None of them is a secret. */
export const VARIABLES = {
  /** The custom authorization server's issuer and audience, to the letter. */
  issuer: "ISSUER",
  audience: "AUDIENCE",
  /** The address of the key set, where it is not the issuer's `/v1/keys`. */
  jwksUri: "JWKS_URI",
  /** JSON: route key to requirement. */
  requirements: "REQUIREMENTS",
  /** JSON: the claims that name a person's groups, and what each group entitles to. */
  entitlements: "ENTITLEMENTS",
  /** A claim, or a JSON list of claims. */
  entitlementClaim: "ENTITLEMENT_CLAIM",
  /** A JSON list of client ids. */
  exactClients: "EXACT_CLIENTS",
  groupsClaim: "GROUPS_CLAIM",
  /** Where the API's metadata is. */
  resourceMetadata: "RESOURCE_METADATA",
  /** An API's own address, and a JSON list of all scopes of its routes: what its metadata is made of. */
  resource: "RESOURCE",
  scopes: "SCOPES",
  /** Where the secret is that CloudFront shows. */
  originSecretArn: "ORIGIN_SECRET_ARN",
  /** Which version of it: read by nobody, since a function starts anew where its environment changes. */
  originSecretVersion: "ORIGIN_SECRET_VERSION",
  /** `true` for an `http:` issuer on this very machine. */
  allowInsecureIssuer: "ALLOW_INSECURE_ISSUER",
  /** `alb`: the function stands behind a load balancer, and guards its requests itself. */
  profile: "PROFILE",
  /** The one origin whose pages may read the answers behind a REST API. */
  allowOrigin: "ALLOW_ORIGIN",
  /** JSON: which pages may call a function behind a load balancer, as `cors` of the access file says it. */
  cors: "CORS",
  /** The Okta org's address. */
  orgUrl: "ORG_URL",
  /** JSON: the clients as which the function acts at Okta. */
  identities: "IDENTITIES",
  /** JSON: client id to the ids of the groups whose members alone that client may act on. A client that is not in it may on all. */
  reach: "REACH",
  /** The function's own table. */
  table: "TABLE",
} as const;

/** The variables of a function's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable. Throws where it is missing or empty, which stops the cold start. */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`the environment variable \`${name}\` is not set`);
  return value;
}
