/** The args that the components of all kinds of gateways share. */
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../naming";
import type { LogArgs } from "./logs";
import type { ProtectedRouteArgs, StepUpArgs, ThrottleArgs } from "./routeArgs";

/** Another web origin may call the API from a browser. */
export interface CorsArgs {
  /**
   * Origins, never `*`.
   * @example ["https://console.example.com"]
   */
  allowOrigins: string[];
  /**
   * Request headers that a page may send.
   * @example ["authorization", "content-type"]
   */
  allowHeaders: string[];
  /**
   * Seconds for which a browser remembers the answer.
   * @example 600
   */
  maxAgeSeconds: number;
}

/** A function that answers requests. */
export interface HandlerArgs {
  /**
   * The function's name.
   * @example handler.functionName
   */
  functionName: pulumi.Input<string>;
  /**
   * The address under which API Gateway calls it.
   * @example handler.invokeArn
   */
  invokeArn: pulumi.Input<string>;
  /**
   * The function's own ARN, by which a load balancer calls it.
   * @default - none: a load balancer needs it
   * @example handler.functionArn
   */
  functionArn?: pulumi.Input<string>;
  /**
   * Whether the function is somebody else's. Such a function checks no request, so that nothing reaches it but what the
   * gateway has checked whole.
   * @default false
   * @example true
   */
  existing?: boolean;
}

/** A private load balancer, or a service of Cloud Map, that an HTTP API reaches inside a VPC. */
export interface VpcLinkArgs {
  /**
   * The VPC link.
   * @example "a1b2c3"
   */
  id: string;
  /**
   * The ARN of the listener, or of the Cloud Map service.
   * @example "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/orders/1234abcd/5678abcd"
   */
  targetArn: string;
  /**
   * The name that the backend's certificate must have.
   * @default - the way is `http:`
   * @example "orders.internal.example.com"
   */
  tlsServerName?: string;
}

/** How the Lambda authorizer narrows tokens to what their users are entitled to. */
export interface NarrowingArgs {
  /**
   * The access token claims that together name a user's groups, by their keys, and what each group entitles to.
   * @example { claim: ["entitled_groups"], scopes: { auditors: ["reports:read"] } }
   */
  entitlements: { claim: string[]; scopes: Record<string, string[]> };
  /**
   * The claims that list a user's scopes in tokens of version 0.1, which lack the ones above.
   * @example ["entitlements", "entitlements_2"]
   */
  claims: string[];
  /**
   * Ids of the clients whose `scp` is exact already; the tokens of any other client are narrowed.
   * @example [nightlySync.clientId]
   */
  exactClients: pulumi.Input<string>[];
}

/** A domain name of one's own. */
export interface DomainArgs {
  /**
   * The name, which must lead to the API: an alias record for what the gateway calls its target.
   * @example "api.example.com"
   */
  name: string;
  /**
   * Its certificate in AWS Certificate Manager: in the API's region, or in us-east-1 for a firewall in front of an HTTP API.
   * @default - the name is made elsewhere, and the API is mapped to it
   * @example "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
   */
  certificateArn?: string;
  /**
   * What stands before the API's paths, where several APIs share the name.
   * @default - the whole name is the API's
   * @example "orders"
   */
  basePath?: string;
}

/** A web application firewall. */
export interface FirewallArgs {
  /**
   * Whether AWS's managed rule groups are in it: common attacks, known bad inputs, addresses of bad reputation.
   * @example true
   */
  managedRules: boolean;
  /**
   * Managed rules that count what they find and let it pass.
   * @default [] - every rule does as AWS says
   * @example ["SizeRestrictions_BODY"]
   */
  countOnly?: string[];
  /**
   * Requests of one address in five minutes, above which it is turned away.
   * @example 2000
   */
  requestsPer5Minutes: number;
}

/** Alarms and a dashboard. */
export interface MonitoringArgs {
  /**
   * The SNS topic that alarms tell.
   * @default - nobody is told
   * @example "arn:aws:sns:eu-central-1:111122223333:on-call"
   */
  alarmTopicArn?: string;
}

/** Where a load balancer is, and who may reach an API. */
export interface NetworkArgs {
  /**
   * The VPC of a load balancer.
   * @default - none: a load balancer needs one
   * @example "vpc-0123456789abcdef0"
   */
  vpcId?: string;
  /**
   * Its subnets, in at least two zones.
   * @default - none: a load balancer needs them
   * @example ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
   */
  subnetIds?: string[];
  /**
   * Whether a load balancer has addresses inside the VPC only.
   * @default false
   * @example true
   */
  internal?: boolean;
  /**
   * A bucket for a load balancer's access logs, which may be written to by it: CloudWatch gets none.
   * @default - no access logs
   * @example "example-load-balancer-logs"
   */
  accessLogsBucket?: string;
  /**
   * The addresses from which a load balancer or a REST API can be reached. A REST API gets a firewall for them.
   * @default - all
   * @example ["203.0.113.0/24"]
   */
  allowedCidrs?: string[];
}

/** Pages behind a load balancer that signs people in, for applications that know only headers. */
export interface SignInArgs {
  /**
   * Everything below this path.
   * @example "/reports"
   */
  path: string;
  /**
   * The client id and the secret of a web application, with the redirect URI `https://<domain>/oauth2/idpresponse`.
   * @example portal.clientId
   */
  clientId: pulumi.Input<string>;
  /**
   * Its secret.
   * @example config.requireSecret("portalSecret")
   */
  clientSecret: pulumi.Input<string>;
  /**
   * The key in `handlers` or `targetGroups` of what answers.
   * @example "portal"
   */
  target: string;
  /**
   * What is asked for at the sign-in, separated by blanks. Claims come from Okta's userinfo endpoint.
   * @default "openid"
   * @example "openid profile groups"
   */
  scope?: string;
  /**
   * Seconds after which one has to sign in again: 1 to 604,800.
   * @default 3600, or the `maxAge` of `stepUp`
   * @example 28800
   */
  sessionSeconds?: number;
  /**
   * What becomes of a request without a session: the sign-in, or 401, which suits what pages fetch.
   * @default "authenticate"
   * @example "deny"
   */
  onUnauthenticatedRequest?: "authenticate" | "deny";
  /**
   * A stronger sign-in, asked for when a session of this path begins.
   * @default - none
   * @example { acr: "phr", maxAge: 300 }
   */
  stepUp?: StepUpArgs;
}

/** What an API is made of, whatever the kind of gateway. */
export interface ProtectedApiArgs {
  /**
   * Product, stack and whether names carry the stack.
   * @example { product: "admin", stack: "dev", carryStack: true }
   */
  naming: Naming;
  /**
   * The `iss` that tokens must have.
   * @example server.issuer
   */
  issuer: pulumi.Input<string>;
  /**
   * The `aud` that tokens must have.
   * @example server.audience
   */
  audience: pulumi.Input<string>;
  /**
   * Route key → route.
   * @example { "GET /users": { scopes: ["users:read"], handler: "admin" } }
   */
  routes: Record<string, ProtectedRouteArgs>;
  /**
   * The functions that routes name.
   * @example { admin: new HandlerFunction("admin", …) }
   */
  handlers: Record<string, HandlerArgs>;
  /**
   * The code of the Lambda authorizer, as the text of an ES module; needed as soon as a route has a `requirement`.
   * @default - none
   * @example bundleOwn(["authorizer"]).authorizer
   */
  authorizerModule?: string;
  /**
   * Whether the gateway answers, for everybody, what programs find the API by (RFC 9728). A load balancer does, and a REST API
   * with a `domain`; an HTTP API needs `metadataModule` as well.
   * @default true
   * @example false
   */
  metadata?: boolean;
  /**
   * The code of the function by which an HTTP API answers with its metadata, as the text of an ES module.
   * @default - an HTTP API has no metadata
   * @example bundleOwn(["metadata"]).metadata
   */
  metadataModule?: string;
  /**
   * How the Lambda authorizer narrows `scp`.
   * @default - `scp` counts as it is
   * @example { entitlements: { claim: ["entitled_groups"], scopes }, claims: [], exactClients: [nightlySync.clientId] }
   */
  narrowing?: NarrowingArgs;
  /**
   * Lets the issuer be `http:`, for a local Okta.
   * @default false
   * @example true
   */
  allowInsecureIssuer?: boolean;
  /**
   * The limit of every route without one of its own.
   * @example { ratePerSecond: 50, burst: 100 }
   */
  throttle: ThrottleArgs;
  /**
   * Which pages may call the API.
   * @default - none but those of the API's own origin
   * @example { allowOrigins: ["https://console.example.com"], allowHeaders: ["authorization"], maxAgeSeconds: 600 }
   */
  cors?: CorsArgs;
  /**
   * A domain name of one's own; the address that AWS gives then leads nowhere. A load balancer needs one.
   * @default - the address that AWS gives
   * @example { name: "api.example.com", certificateArn: "arn:aws:acm:…" }
   */
  domain?: DomainArgs;
  /**
   * The name as an output of what makes it, where another API of the program does: it is then there first.
   * @default - `domain.name`
   * @example orders.domainName
   */
  domainName?: pulumi.Input<string>;
  /**
   * Media types of bodies that are no text, of a REST API.
   * @default [] - every body is text
   * @example ["image/png"]
   */
  binaryMediaTypes?: string[];
  /**
   * The role with which API Gateway logs, as the account's setting has it, where the program makes it: a REST API's stage waits
   * for it.
   * @default - the account has one
   * @example account.cloudwatchRoleArn
   */
  cloudWatchRole?: pulumi.Input<string>;
  /**
   * A web application firewall: at a REST API and a load balancer directly, at an HTTP API by way of CloudFront.
   * @default - none
   * @example { managedRules: true, requestsPer5Minutes: 2000 }
   */
  firewall?: FirewallArgs;
  /**
   * What CloudFront shows an HTTP API behind it, so that nobody gets past the firewall: at least 32 characters. While it is
   * changed, two of them with a blank between: the first is shown, either is taken.
   * @default - none; an HTTP API with a firewall needs one
   * @example config.requireSecret("originSecret")
   */
  originSecret?: pulumi.Input<string>;
  /**
   * Alarms and a dashboard.
   * @default - neither
   * @example { alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:on-call" }
   */
  monitoring?: MonitoringArgs;
  /**
   * Where a load balancer is, and from where a load balancer or a REST API can be reached.
   * @default - from everywhere
   * @example { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] }
   */
  network?: NetworkArgs;
  /**
   * Key → ARN of target groups of containers; a route of a load balancer names one as its `handler`.
   * @default {} - none
   * @example { orders: "arn:aws:elasticloadbalancing:…:targetgroup/orders/1234abcd" }
   */
  targetGroups?: Record<string, pulumi.Input<string>>;
  /**
   * Key → private load balancers and services; a route of an HTTP API names one as its `vpcLink`.
   * @default {} - none
   * @example { orders: { id: "a1b2c3", targetArn: "arn:aws:elasticloadbalancing:…:listener/app/orders/1234abcd/5678abcd" } }
   */
  vpcLinks?: Record<string, VpcLinkArgs>;
  /**
   * Key → what the gateway shows a backend in `x-origin-verify`.
   * @default {} - nothing is shown
   * @example { orders: config.requireSecret("ordersSecret") }
   */
  backendSecrets?: Record<string, pulumi.Input<string>>;
  /**
   * Name → pages to which a load balancer signs people in.
   * @default {} - none
   * @example { portal: { path: "/portal", clientId, clientSecret, target: "portal" } }
   */
  signIn?: Record<string, SignInArgs>;
  /**
   * How long logs are kept, and how they are encrypted.
   * @example { retentionDays: 90 }
   */
  logs: LogArgs;
  /**
   * Tags of everything that can carry them.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}
