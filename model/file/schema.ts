/**
 * The shape of an access file: one zod schema, from which the types, the defaults and the JSON Schema are made. What needs
 * a look at two places at once (references, exposure, lifetimes against each other) is in `validate.ts`.
 */
import { z } from "zod";
import { STEP_UP_ACR_VALUES } from "../okta/acr";
import { CLIENT_TYPE_NAMES } from "../okta/clientTypes";
import { GRANT_KEYS } from "../okta/grants";
import { OIDC_SCOPES } from "../okta/oidcScopes";
import { SENSITIVITIES, TOKEN_MINUTES_MAX, TOKEN_MINUTES_MIN } from "./sensitivity";

const text = z.string().trim().min(1).max(255);
/** Keys become parts of resource names, so they stay plain. */
export const KEY_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const key = z
  .string()
  .max(50)
  .regex(KEY_PATTERN, { error: "must be lower-case words joined by `-`, such as `support-console`" });
/** What Okta takes as a scope name at all (RFC 6749 section 3.3); our own convention is checked apart. */
const scopeName = z
  .string()
  .max(255)
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, { error: 'must be printable ASCII without space, `"` and `\\`' });
/** An Okta group's name. It ends up in Okta expressions, where it is quoted; control characters have no place in either. */
const groupName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, { error: "must not contain control characters" });
const exposure = z.enum(["internal", "external"]);
const stacks = z.array(text).min(1).optional();
const list = <T extends z.ZodType>(item: T) => z.array(item);

const stepUp = z.strictObject({
  acr: z.enum(STEP_UP_ACR_VALUES),
  /** Seconds since the last sign-in at that level. */
  maxAge: z.int().min(0).max(86_400),
});

const scope = z.strictObject({
  description: text,
  displayName: text.optional(),
  sensitivity: z.enum(SENSITIVITIES).default("low"),
  exposure: exposure.default("internal"),
  consent: z.enum(["IMPLICIT", "REQUIRED", "FLEXIBLE"]).default("IMPLICIT"),
  implies: list(z.string()).default([]),
  stepUp: stepUp.optional(),
  tokenMinutes: z.int().min(TOKEN_MINUTES_MIN).max(TOKEN_MINUTES_MAX).optional(),
  stacks,
});

const group = z.strictObject({
  name: groupName.optional(),
  managed: z.boolean().default(false),
  scopes: list(z.string()),
  separate: list(z.string()).default([]),
  stacks,
});

const adminRole = z.union(
  [
    z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: "must be a role type of Okta's, such as `HELP_DESK_ADMIN`" }),
    z.strictObject({
      permissions: list(
        z.string().regex(/^okta(\.[A-Za-z]+){2,}$/, {
          error: "must be a permission of Okta's, such as `okta.users.create`",
        }),
      ).min(1),
      groups: z.union([z.literal("all"), list(z.string()).min(1)], { error: 'must be a list of groups or `"all"`' }),
    }),
  ],
  { error: "must be a role type of Okta's, such as `HELP_DESK_ADMIN`, or `{ permissions, groups }`" },
);

/** Minutes: Okta takes no interval of a sign-on rule beyond five years. */
const REAUTHENTICATE_MINUTES_MAX = 2_628_000;

const client = z.strictObject({
  type: z.enum(CLIENT_TYPE_NAMES),
  exposure: exposure.default("internal"),
  scopes: z.union([z.literal("all"), list(z.string())], {
    error: 'must be a list of scopes or `"all"`',
  }),
  oidcScopes: list(z.enum(OIDC_SCOPES)).optional(),
  refreshTokens: z.boolean().default(false),
  grants: list(z.enum(GRANT_KEYS)).min(1).optional(),
  assignedTo: list(z.string()).optional(),
  oktaApiScopes: list(
    z
      .string()
      .regex(/^okta\.[A-Za-z]+(\.[A-Za-z]+)+$/, { error: "must be a scope of Okta's API, such as `okta.users.read`" }),
  ).default([]),
  oktaAdminRole: adminRole.optional(),
  handler: key.optional(),
  reach: list(z.string()).min(1).optional(),
  signOn: z
    .strictObject({
      factors: z.union([z.literal(1), z.literal(2)], { error: "must be `1` or `2`" }).optional(),
      reauthenticateMinutes: z.int().min(1).max(REAUTHENTICATE_MINUTES_MAX).optional(),
    })
    .optional(),
  enforcement: z.enum(["issuer", "gateway"]).default("issuer"),
  requests: z
    .union([z.enum(["any", "one-group"]), list(list(z.string()).min(1)).min(1)], {
      error: 'must be `"any"`, `"one-group"` or a list of lists of scopes',
    })
    .default("any"),
  stacks,
});

const groupFilter = z.strictObject({
  startsWith: text.optional(),
  equals: text.optional(),
  contains: text.optional(),
  regex: text.optional(),
});

const claim = z.strictObject({
  token: z.enum(["access", "id"]),
  groups: groupFilter.optional(),
  expression: z.string().min(1).optional(),
  entitledScopes: z.literal(true).optional(),
  scopes: list(z.string()).default([]),
});

const throttle = z.strictObject({
  ratePerSecond: z.int().min(1).max(10_000),
  burst: z.int().min(1).max(10_000),
});

const globs = z.union([text, list(text).min(1)]);

const route = z.strictObject({
  scopes: z.union([list(z.string()), z.strictObject({ all: list(z.string()).min(1) })]).optional(),
  groups: globs.optional(),
  groupsClaim: text.optional(),
  public: text.optional(),
  handler: key.optional(),
  url: z.url({ protocol: /^https$/ }).optional(),
  throttle: throttle.optional(),
});

const api = z.strictObject({
  profile: z.enum(["http", "rest", "alb"]).default("http"),
  routes: z.record(z.string(), route),
  throttle: throttle.default({ ratePerSecond: 50, burst: 100 }),
  cors: z
    .strictObject({
      allowOrigins: list(
        z.string().regex(/^https?:\/\/[^/*?#\s]+$/, {
          error: "must be an origin, such as `https://app.example.com`, without a path and without `*`",
        }),
      ).min(1),
      allowHeaders: list(text).default(["authorization", "content-type"]),
      maxAgeSeconds: z.int().min(0).max(86_400).default(600),
    })
    .optional(),
  domain: z.strictObject({ name: text, certificateArn: text }).optional(),
  firewall: z
    .strictObject({
      managedRules: z.boolean().default(true),
      requestsPer5Minutes: z.int().min(10).max(2_000_000_000).default(2_000),
    })
    .optional(),
});

/** The whole access file. Unknown fields are errors: a misspelt `scope:` must not silently close or open anything. */
export const accessFileSchema = z.strictObject({
  product: key,
  audience: z.string().trim().min(1).max(255),
  scopes: z.record(scopeName, scope),
  groups: z.record(key, group),
  clients: z.record(key, client),
  claims: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9_.:-]*$/, {
          error: "must start with a letter and contain only letters, digits and `_ . : -`",
        })
        .max(255),
      claim,
    )
    .default({}),
  apis: z.record(key, api).default({}),
  combinations: z
    .strictObject({
      limit: z.int().min(0).max(1_000).default(64),
      occurring: list(list(z.string()).min(1)).optional(),
    })
    .default({ limit: 64 }),
});

/** What a person writes: fields with a default may be left out. */
export type AccessInput = z.input<typeof accessFileSchema>;
/** The same with the schema's defaults filled in. */
export type ParsedAccess = z.output<typeof accessFileSchema>;
