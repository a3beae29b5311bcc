/** An access policy rule names its scopes: `*` would also grant every scope that is yet to come. */
import { isKnownEmpty, knownItems } from "../read";
import { UNKNOWN, type ResourceRule, SERVER_POLICY_RULE } from "../rule";

const WILDCARD = "the rule grants the scope `*`, which is every scope there is and will be: name the scopes";
const NONE = "the rule names no scope: name the scopes that it grants";

export const noWildcardScope: ResourceRule = {
  policy: {
    name: "no-wildcard-scope",
    description: "A rule of an access policy names the scopes that it grants.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, props }, reportViolation) => {
      if (type !== SERVER_POLICY_RULE) return;
      if (isKnownEmpty(props, "scopeWhitelists")) reportViolation(NONE);
      if (knownItems(props, "scopeWhitelists").includes("*")) reportViolation(WILDCARD);
    },
  },
  cases: {
    passes: [
      {
        title: "lets a rule pass that names its scopes",
        resources: [{ type: SERVER_POLICY_RULE, props: { scopeWhitelists: ["openid", "users:read"] } }],
        violations: [],
      },
      {
        title: "leaves other resources alone",
        resources: [{ type: "okta:auth/serverClaim:ServerClaim", props: { scopeWhitelists: ["*"] } }],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses a rule for every scope",
        resources: [{ type: SERVER_POLICY_RULE, props: { scopeWhitelists: ["openid", "*"] } }],
        violations: [WILDCARD],
      },
      {
        title: "refuses a rule without scopes",
        resources: [
          { type: SERVER_POLICY_RULE, props: { scopeWhitelists: [] } },
          { type: SERVER_POLICY_RULE, props: {} },
        ],
        violations: [NONE, NONE],
      },
    ],
    unknown: [
      {
        title: "lets scopes pass that are not known yet",
        resources: [{ type: SERVER_POLICY_RULE, props: { scopeWhitelists: UNKNOWN } }],
        violations: [],
      },
      {
        title: "refuses `*` beside a scope that is not known yet",
        resources: [{ type: SERVER_POLICY_RULE, props: { scopeWhitelists: [UNKNOWN, "*"] } }],
        violations: [WILDCARD],
      },
    ],
  },
};
