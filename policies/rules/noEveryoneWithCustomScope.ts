/** A custom scope is granted to named groups: `EVERYONE` is whoever is assigned to the application. */
import { knownItems } from "../read";
import { UNKNOWN, type ResourceRule, SERVER_POLICY_RULE } from "../rule";

const message = (scopes: readonly unknown[]) =>
  `the rule grants ${scopes.map((scope) => `\`${String(scope)}\``).join(", ")} to EVERYONE: name the groups`;

export const noEveryoneWithCustomScope: ResourceRule = {
  policy: {
    name: "no-everyone-with-custom-scope",
    description: "A rule of an access policy grants custom scopes to named groups.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, props }, reportViolation) => {
      if (type !== SERVER_POLICY_RULE || !knownItems(props, "groupWhitelists").includes("EVERYONE")) return;
      const custom = knownItems(props, "scopeWhitelists").filter((scope) => !OIDC_SCOPES.has(String(scope)));
      if (custom.length > 0) reportViolation(message(custom));
    },
  },
  cases: {
    passes: [
      {
        title: "lets custom scopes pass that go to named groups",
        resources: [
          { type: SERVER_POLICY_RULE, props: { groupWhitelists: ["00g1"], scopeWhitelists: ["openid", "users:read"] } },
        ],
        violations: [],
      },
      {
        title: "lets OpenID Connect scopes pass that go to everyone",
        resources: [
          { type: SERVER_POLICY_RULE, props: { groupWhitelists: ["EVERYONE"], scopeWhitelists: ["openid", "email"] } },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses custom scopes for everyone",
        resources: [
          {
            type: SERVER_POLICY_RULE,
            props: { groupWhitelists: ["EVERYONE"], scopeWhitelists: ["openid", "users:read", "*"] },
          },
        ],
        violations: [message(["users:read", "*"])],
      },
    ],
    unknown: [
      {
        title: "lets groups pass that are not known yet",
        resources: [
          { type: SERVER_POLICY_RULE, props: { groupWhitelists: [UNKNOWN], scopeWhitelists: ["users:read"] } },
        ],
        violations: [],
      },
      {
        title: "refuses everyone beside a group that is not known yet",
        resources: [
          {
            type: SERVER_POLICY_RULE,
            props: { groupWhitelists: [UNKNOWN, "EVERYONE"], scopeWhitelists: ["users:read"] },
          },
        ],
        violations: [message(["users:read"])],
      },
    ],
  },
};

/** The scopes that every Okta authorization server has. The pack keeps its own list: it judges programs other than this. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set([
  "openid",
  "profile",
  "email",
  "address",
  "phone",
  "offline_access",
  "device_sso",
]);
