/** What a stack has to say of its gateways: where they are, by which names they are called, who watches them. */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Access, Client } from "../../../model/file";
import {
  ARNS,
  AWS_LIMITS,
  type Backend,
  cidrProblem,
  type DomainUse,
  gatewayKeys,
  hasGateways,
} from "../../../model/routes";
import { backendKeysAt, backendSettings } from "./backends";
import { authenticationOf, CLIENT_TYPES, STEP_UP_ACR_VALUES, STEP_UP_MAX_AGE_MIN } from "../../../model/okta";
import { judged, missingOr, oneOf, secretText, structured, text } from "./fields";

/** Where load balancers are, and from where load balancers and REST APIs can be reached. */
export interface NetworkSettings {
  vpcId?: string;
  subnetIds?: string[];
  internal?: boolean;
  accessLogsBucket?: string;
  allowedCidrs?: string[];
}

/** Pages to which a load balancer signs people in. */
export interface SignInSettings {
  path: string;
  /** A key of the access file's clients. */
  client: string;
  clientSecret: pulumi.Output<string>;
  target: string;
  scope?: string;
  sessionSeconds?: number;
  onUnauthenticatedRequest?: "authenticate" | "deny";
  stepUp?: { acr: string; maxAge: number };
}

/** A secret of each backend that has one, under the backend's name. */
export type BackendSecrets = Record<string, pulumi.Output<string> | undefined>;

/** The settings of all gateways of a stack. */
export interface GatewaySettings {
  /** API key → domain name; it goes before the one in the access file. */
  domains: Record<string, DomainUse | undefined>;
  network?: NetworkSettings;
  /** Key → ARN. */
  targetGroups: Record<string, string>;
  /** Name → where it is. */
  backends: Record<string, Backend | undefined>;
  backendSecrets: BackendSecrets;
  /** API key → name → pages. */
  signIn: Record<string, Record<string, SignInSettings> | undefined>;
  originSecret?: pulumi.Output<string>;
  /** Who makes the role with which API Gateway logs for REST APIs: this stack, or whoever has made it before. */
  cloudWatchRole: "create" | "exists";
  /** Alarms and dashboards; without it there are none, and they cost nothing. */
  monitoring?: { alarmTopicArn?: string };
}

/** What is wrong with it depends on the API, and is said with all others of the file. */
const domainSchema = z.strictObject({
  name: z.string({ error: missingOr("must be a text") }),
  certificateArn: z.string({ error: "must be a text" }).optional(),
  basePath: z.string({ error: "must be a text" }).optional(),
});
const cidr = judged(cidrProblem);

const networkSchema = z.strictObject({
  vpcId: text(/^vpc-[0-9a-f]+$/, "must be the id of a VPC, such as `vpc-0123456789abcdef0`").optional(),
  subnetIds: z
    .array(text(/^subnet-[0-9a-f]+$/, "must be the id of a subnet, such as `subnet-0123456789abcdef0`"))
    .min(2, { error: "must have subnets of two zones at least" })
    .optional(),
  internal: z.boolean().optional(),
  accessLogsBucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket").optional(),
  allowedCidrs: z.array(cidr).min(1, { error: "must not be empty: nobody could call" }).optional(),
});

const monitoringSchema = z.strictObject({
  alarmTopicArn: text(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "must be the ARN of an SNS topic").optional(),
});

const ORIGIN_SECRET_MIN = 32;

/** The settings' schemas, by key. Only keys of the access file are allowed where an API or a client is named. */
export function gatewaySettings(access: Access, isLocal: boolean) {
  const ofApis = <T extends z.ZodType>(schema: T) =>
    z.strictObject(Object.fromEntries(gatewayKeys(access).map((key) => [key, schema.optional()])));
  const ofGateways = <T extends z.ZodType>(schema: T) =>
    schema.refine(() => hasGateways(access), {
      error: "is of no use: the access file has no API in AWS; leave it out",
    });
  return {
    "okta-api-access:domains": structured(ofApis(domainSchema)).default({}),
    "okta-api-access:network": ofGateways(structured(networkSchema)).optional(),
    "okta-api-access:targetGroups": ofGateways(structured(z.record(key, targetGroupArn))).default({}),
    ...backendSettings(access, isLocal),
    "okta-api-access:signIn": structured(ofApis(z.record(key, signInSchema(access)))).default({}),
    "okta-api-access:originSecret": ofGateways(originSecret).optional(),
    "okta-api-access:cloudWatchRole": oneOf(["create", "exists"]).default("exists"),
    "okta-api-access:monitoring": ofGateways(structured(monitoringSchema)).optional(),
  };
}

const key = text(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case words joined by `-`");
const targetGroupArn = text(ARNS.targetGroup.pattern, ARNS.targetGroup.allowed);
/** One value, or during a rotation two with a blank between them: the new one first, which CloudFront shows. */
const originSecret = z
  .string({ error: missingOr("must be a text") })
  .refine((value) => value.split(" ").every((one) => one.length >= ORIGIN_SECRET_MIN), {
    error: `must have ${ORIGIN_SECRET_MIN} characters at least`,
  })
  .refine((value) => value.split(" ").every((one) => one.length <= AWS_LIMITS.originHeader), {
    error: `must have ${AWS_LIMITS.originHeader} characters at most, which is what CloudFront sends`,
  })
  .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)?$/, {
    error: "must be of printable characters, with one blank at most between two values: it is sent in a header",
  })
  .pipe(secretText);

const hasSecret = (client: Client) =>
  CLIENT_TYPES[client.type].hasUsers && authenticationOf(client) === "client_secret_basic";

/** A load balancer has a third, which this program does not. */
const ON_UNAUTHENTICATED =
  "must be `authenticate` or `deny`: `allow` would let everybody in who has not signed in, so that the page guards nothing";

function signInSchema(access: Access) {
  const clients = [...access.clients.values()].filter(hasSecret).map((client) => client.key);
  const allowed = `must be a web client of the access file (defined: ${clients.map((name) => `\`${name}\``).join(", ") || "none"})`;
  return z.strictObject({
    path: text(/^\/[^\s*?]*$/, "must begin with `/`, without `*` and `?`"),
    client: z.string({ error: missingOr(allowed) }).refine((name) => clients.includes(name), { error: allowed }),
    clientSecret: secretText,
    target: key,
    scope: text(/^openid( \S+)*$/, "must begin with `openid`").optional(),
    sessionSeconds: z.int().min(1).max(604_800).optional(),
    onUnauthenticatedRequest: z.enum(["authenticate", "deny"], { error: ON_UNAUTHENTICATED }).optional(),
    stepUp: z
      .strictObject({ acr: z.enum(STEP_UP_ACR_VALUES), maxAge: z.int().min(STEP_UP_MAX_AGE_MIN).max(86_400) })
      .optional(),
  });
}

/** Keys of the clients with which load balancers sign people in. */
export function loadBalancerClients({ signIn }: GatewaySettings): Set<string> {
  return new Set(Object.values(signIn).flatMap((pages) => Object.values(pages ?? {}).map(({ client }) => client)));
}

/** Fields at a path below one of these settings, for the suggestion behind an unknown one. */
export function gatewayKeysAt(access: Access, setting: string, rest: readonly PropertyKey[]): readonly string[] {
  if (setting === "network") return Object.keys(networkSchema.shape);
  if (setting === "monitoring") return Object.keys(monitoringSchema.shape);
  if (setting === "backends" || setting === "backendSecrets") return backendKeysAt(access, setting, rest);
  if (setting === "domains") return rest.length === 0 ? gatewayKeys(access) : Object.keys(domainSchema.shape);
  if (setting !== "signIn") return [];
  if (rest.length === 0) return gatewayKeys(access);
  return rest.length === 2 ? Object.keys(signInSchema(access).shape) : [];
}
