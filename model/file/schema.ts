/**
 * The shape of an access file: one zod schema, from which the types, the defaults and the JSON Schema are made. What needs
 * a look at two places at once (references, exposure, lifetimes against each other) is in `validate.ts`.
 */
import { z } from "zod";
import { STEP_UP_ACR_VALUES, STEP_UP_MAX_AGE_MIN } from "../okta/acr";
import { CLIENT_AUTHENTICATIONS, CLIENT_TYPE_NAMES } from "../okta/clientTypes";
import { GRANT_KEYS } from "../okta/grants";
import { OIDC_SCOPES } from "../okta/oidcScopes";
import { countOnlyProblem } from "../routes/managedRules";
import { PROFILES } from "../routes/backends";
import {
  REFRESH_TOKEN_DAYS,
  REFRESH_TOKEN_DAYS_MAX,
  SENSITIVITIES,
  TOKEN_MINUTES_MAX,
  TOKEN_MINUTES_MIN,
} from "./sensitivity";

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
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, { error: "must not contain control characters" })
  // Two names that look the same, one of which is found and the other one not.
  .regex(/^(?!\s)[^]*(?<!\s)$/u, { error: "must not begin or end with a blank" });
const exposure = z.enum(["internal", "external"]);
const stacks = z.array(text).min(1).optional();
const list = <T extends z.ZodType>(item: T) => z.array(item);

const stepUp = z.strictObject({
  acr: z.enum(STEP_UP_ACR_VALUES),
  /** Seconds since the last sign-in at that level. */
  maxAge: z
    .int()
    .min(STEP_UP_MAX_AGE_MIN, {
      error: `must be at least ${STEP_UP_MAX_AGE_MIN} seconds: with fewer, the proof is too old before the first call gets through`,
    })
    .max(86_400),
});

const tokenMinutes = z.int().min(TOKEN_MINUTES_MIN).max(TOKEN_MINUTES_MAX).optional();

/** An address with https, and without a name or a password in it, which would end up in logs. */
const httpsUrl = z.url({ protocol: /^https$/ }).refine((value) => !hasCredentials(value), {
  error: "must not have a user name or a password in it",
});

function hasCredentials(value: string): boolean {
  // What is no address at all is said by another rule.
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== "" || password !== "" || /[\s\\]/.test(value);
}

const scope = z.strictObject({
  description: text,
  displayName: text.optional(),
  sensitivity: z.enum(SENSITIVITIES).default("low"),
  exposure: exposure.default("internal"),
  consent: z.enum(["IMPLICIT", "REQUIRED", "FLEXIBLE"]).default("IMPLICIT"),
  implies: list(z.string()).default([]),
  stepUp: stepUp.optional(),
  tokenMinutes,
  default: z.boolean().default(false),
  stacks,
});

const group = z.strictObject({
  name: groupName.optional(),
  managed: z.boolean().default(false),
  scopes: list(z.string()),
  separate: list(z.string()).default([]),
  was: key.optional(),
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

const days = z.int().min(1).max(REFRESH_TOKEN_DAYS_MAX);

const signOn = z.strictObject({
  factors: z.union([z.literal(1), z.literal(2)], { error: "must be `1` or `2`" }).optional(),
  reauthenticateMinutes: z.int().min(1).max(REAUTHENTICATE_MINUTES_MAX).optional(),
  inactivityMinutes: z.int().min(1).max(REAUTHENTICATE_MINUTES_MAX).optional(),
  networkZones: list(
    z
      .string()
      .regex(/^nzo[A-Za-z0-9]{17}$/, { error: "must be the id of a network zone, such as `nzo1example2example3`" }),
  )
    .min(1)
    .optional(),
  device: z
    .union(
      [
        z.enum(["registered", "managed"]),
        z.strictObject({
          assurances: list(
            z.string().regex(/^dae[A-Za-z0-9]{17}$/, {
              error: "must be the id of a device assurance policy, such as `dae1example2example3`",
            }),
          ).min(1),
        }),
      ],
      { error: 'must be `"registered"`, `"managed"` or `{ assurances: [ids of device assurance policies] }`' },
    )
    .optional(),
  policyId: z
    .string()
    .regex(/^rst[A-Za-z0-9]{17}$/, { error: "must be the id of a sign-on policy, such as `rst1example2example3`" })
    .optional(),
});

/** What an application may have of its own for claims such as `app.profile.region`. */
const profile = z.record(
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be a name that an expression can hold, such as `region`" }),
  z.union([z.string(), z.number(), z.boolean(), list(z.string())], {
    error: "must be a text, a number, true or false, or a list of texts",
  }),
);

const client = z.strictObject({
  type: z.enum(CLIENT_TYPE_NAMES),
  exposure: exposure.default("internal"),
  scopes: z.union([z.literal("all"), list(z.string())], {
    error: 'must be a list of scopes or `"all"`',
  }),
  oidcScopes: list(z.enum(OIDC_SCOPES)).optional(),
  tokenMinutes,
  refreshTokens: z
    .union(
      [
        z.boolean(),
        z.strictObject({
          days: days.default(REFRESH_TOKEN_DAYS.days),
          idleDays: days.optional(),
        }),
      ],
      { error: "must be `true`, `false` or `{ days, idleDays }`" },
    )
    .default(false),
  grants: list(z.enum(GRANT_KEYS)).min(1).optional(),
  auth: z.enum(CLIENT_AUTHENTICATIONS).optional(),
  assignedTo: list(z.string()).optional(),
  oktaApiScopes: list(
    z
      .string()
      .regex(/^okta\.[A-Za-z]+(\.[A-Za-z]+)+$/, { error: "must be a scope of Okta's API, such as `okta.users.read`" }),
  ).default([]),
  oktaAdminRole: adminRole.optional(),
  handler: key.optional(),
  reach: list(z.string()).min(1).optional(),
  pkce: z.boolean().default(true),
  loginUri: httpsUrl.optional(),
  profile: profile.optional(),
  signOn: signOn.optional(),
  enforcement: z.enum(["issuer", "gateway"]).default("issuer"),
  requests: z
    .union([z.enum(["any", "one-group"]), list(list(z.string()).min(1)).min(1)], {
      error: 'must be `"any"`, `"one-group"` or a list of lists of scopes',
    })
    .default("any"),
  was: key.optional(),
  stacks,
});

const groupFilter = z.strictObject({
  startsWith: text.optional(),
  equals: text.optional(),
  contains: text.optional(),
  regex: text.optional(),
});

const token = z.enum(["access", "id"]);

const claim = z.strictObject({
  token: z.union([token, list(token).min(1)], { error: 'must be `"access"`, `"id"` or a list of both' }),
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
  backend: key.optional(),
  url: httpsUrl.optional(),
  throttle: throttle.optional(),
});

const api = z.strictObject({
  profile: z.enum(PROFILES).default("http"),
  routes: z.record(z.string(), route),
  throttle: throttle.optional(),
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
  domain: z.strictObject({ name: text, certificateArn: text.optional(), basePath: text.optional() }).optional(),
  binaryMediaTypes: list(
    z.string().regex(/^(\*\/\*|[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*)$/, {
      error: "must be a media type in lower case, such as `image/png`, or `*/*` for all",
    }),
  )
    .min(1)
    .optional(),
  firewall: z
    .strictObject({
      managedRules: z.boolean().default(true),
      countOnly: list(text).optional(),
      requestsPer5Minutes: z.int().min(10).max(2_000_000_000).default(2_000),
    })
    .superRefine((firewall, context) => {
      const problem = countOnlyProblem(firewall);
      if (problem) context.addIssue({ code: "custom", path: ["countOnly", problem[0]], message: problem[1] });
    })
    .optional(),
  metadata: z.boolean().optional(),
});

/** How a team names its scopes; what is left out is as the convention `resource:action` has it. */
const naming = z.strictObject({
  actions: list(text).min(1).optional(),
  pattern: z.string().min(1).max(255).optional(),
  level: z.enum(["off", "warning", "error"]).default("warning"),
});

/** As a forge writes them: `@name`, `@org/team`, or an address. */
const reviewer = z.string().regex(/^(@[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*|[^\s@]+@[^\s@]+)$/, {
  error: "must be `@name`, `@org/team` or an address, as in CODEOWNERS",
});

/** Who looks at a change of access, by the sensitivity of the scopes that it is about. */
const reviewers = z.partialRecord(z.enum(SENSITIVITIES), list(reviewer).min(1));

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
  naming: naming.default({ level: "warning" }),
  reviewers: reviewers.default({}),
});

/** What a person writes: fields with a default may be left out. */
export type AccessInput = z.input<typeof accessFileSchema>;
/** The same with the schema's defaults filled in. */
export type ParsedAccess = z.output<typeof accessFileSchema>;
