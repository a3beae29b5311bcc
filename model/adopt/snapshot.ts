/**
 * A custom authorization server as it stands in an org, with the applications, groups and group rules around it: what is
 * read from Okta's API, from a state file, or from an export of either. It has no member that could hold a secret.
 */
import { z } from "zod";
import { zodFindings } from "../file/zodFindings";
import { AccessError, sortFindings } from "../findings";

const status = z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE");
const text = z.string();
const optionalText = z.string().optional();
const texts = z.array(z.string()).default([]);

const scope = z.object({
  id: text,
  name: text,
  displayName: optionalText,
  description: optionalText,
  consent: z.enum(["IMPLICIT", "REQUIRED", "FLEXIBLE"]).default("IMPLICIT"),
  published: z.boolean().default(false),
  default: z.boolean().default(false),
  optional: z.boolean().default(false),
  system: z.boolean().default(false),
});

const claim = z.object({
  id: text,
  name: text,
  claimType: z.enum(["RESOURCE", "IDENTITY"]),
  valueType: z.enum(["EXPRESSION", "GROUPS", "SYSTEM"]),
  value: z.string().default(""),
  groupFilterType: z.enum(["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"]).optional(),
  scopes: texts,
  status,
  alwaysIncludeInToken: z.boolean().default(true),
  system: z.boolean().default(false),
});

const rule = z.object({
  id: text,
  name: text,
  priority: z.number(),
  status,
  grantTypes: texts,
  /** Ids of people. */
  users: texts,
  /** Ids of groups, or `EVERYONE`. */
  groups: texts,
  /** Ids of people and groups that the rule says it leaves out; Okta no longer documents that it does. */
  excluded: texts,
  scopes: texts,
  accessTokenMinutes: z.number().default(60),
  refreshTokenMinutes: z.number().default(0),
  refreshTokenWindowMinutes: z.number().default(10_080),
  inlineHookId: optionalText,
});

const policy = z.object({
  id: text,
  name: text,
  priority: z.number(),
  status,
  /** Client ids, or `ALL_CLIENTS`. */
  clients: texts,
  rules: z.array(rule).default([]),
});

/** The parts of a public key, and none of a private one. */
const publicKey = z.object({ kty: text, kid: optionalText, n: optionalText, e: optionalText });

const app = z.object({
  id: text,
  clientId: text,
  label: text,
  /** When it was made, as the org says. */
  created: optionalText,
  status,
  type: z.enum(["browser", "web", "native", "service"]),
  grantTypes: texts,
  authMethod: z.string().default("none"),
  consentMethod: z.enum(["TRUSTED", "REQUIRED"]).default("TRUSTED"),
  pkceRequired: z.boolean().default(false),
  redirectUris: texts,
  postLogoutRedirectUris: texts,
  jwks: z.array(publicKey).default([]),
  jwksUri: optionalText,
  loginUri: optionalText,
  /** Ids of the groups that are assigned. */
  groups: texts,
  /** How many people are assigned one by one, as far as was read. */
  usersAssigned: z.number().default(0),
  signOnPolicyId: optionalText,
  backchannelAuthenticatorId: optionalText,
  /** Whose address its ID tokens have that are not a custom server's. */
  issuerMode: z.string().default("ORG_URL"),
  oktaApiScopes: texts,
});

const group = z.object({ id: text, name: text, type: z.string().default("OKTA_GROUP") });

const groupRule = z.object({
  id: text,
  name: text,
  status: z.enum(["ACTIVE", "INACTIVE", "INVALID"]).default("ACTIVE"),
  expression: text,
  /** Ids of the groups that it fills. */
  groups: texts,
});

const signOnRule = z.object({
  id: text,
  name: text,
  priority: z.number(),
  status,
  access: z.string().default("ALLOW"),
  factors: z.number().default(1),
  groups: texts,
  /** As JSON, sorted, so that two can be compared. */
  constraints: texts,
  reauthenticateIn: optionalText,
  networkZones: texts,
});

const signOnPolicy = z.object({ id: text, name: text, system: z.boolean().default(false), rules: z.array(signOnRule) });

const snapshotSchema = z.object({
  format: z.literal("okta-api-access-snapshot"),
  /** Where it was read. */
  source: z.string(),
  server: z.object({
    id: text,
    name: text,
    description: optionalText,
    audiences: z.array(z.string()).min(1),
    issuerMode: z.string().default("ORG_URL"),
    /** As the org tells it: its own address, or with `CUSTOM_URL` that of its own domain. */
    issuer: optionalText,
    /** Who makes new keys: Okta, or somebody by hand. */
    keyRotation: z.enum(["AUTO", "MANUAL"]).default("AUTO"),
    status,
  }),
  scopes: z.array(scope),
  claims: z.array(claim).default([]),
  policies: z.array(policy),
  apps: z.array(app),
  groups: z.array(group),
  groupRules: z.array(groupRule).default([]),
  signOnPolicies: z.array(signOnPolicy).default([]),
  /** What could not be read, in words: nothing is concluded from its absence. */
  notRead: texts,
});

/** All that is known of a server. */
export type Snapshot = z.output<typeof snapshotSchema>;
/** The same before defaults are filled in: what a reader makes. */
export type SnapshotInput = z.input<typeof snapshotSchema>;
export type SnapshotApp = Snapshot["apps"][number];
export type SnapshotClaim = Snapshot["claims"][number];
export type SnapshotGroup = Snapshot["groups"][number];
export type SnapshotPolicy = Snapshot["policies"][number];
export type SnapshotRule = SnapshotPolicy["rules"][number];
export type SnapshotScope = Snapshot["scopes"][number];

/** The mark by which an export is known. */
export const SNAPSHOT_FORMAT = "okta-api-access-snapshot";

/**
 * Checks an export and fills in its defaults.
 *
 * @throws AccessError with every mistake.
 */
export function readSnapshot(value: unknown, source: string): Snapshot {
  const parsed = snapshotSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AccessError(source, sortFindings(zodFindings(parsed.error, () => [])));
}

/** Okta's group of all users, as a group of the org has it. */
export function isEveryone({ name, type }: Pick<SnapshotGroup, "name" | "type">): boolean {
  return type === "BUILT_IN" && name === "Everyone";
}
