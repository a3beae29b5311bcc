/** Claims: values, names and filters. */
import { refuses } from "./refuses";

describe("checkAccess: claims", () => {
  refuses(
    "a claim without a value",
    (f) => {
      f.claims.x1 = { token: "access" };
    },
    ["claim-source", "claims.x1", "has no value; give exactly one of `groups`, `expression`, `entitledScopes`"],
  );

  refuses(
    "a claim with two values",
    (f) => {
      f.claims.x1 = { token: "access", expression: "user.x", entitledScopes: true };
    },
    [
      "claim-source",
      "claims.x1",
      "has several values (`expression`, `entitledScopes`); give exactly one of `groups`, `expression`, `entitledScopes`",
    ],
  );

  refuses(
    "a groups claim with two filters",
    (f) => {
      f.claims.x1 = { token: "id", groups: { startsWith: "abc", equals: "b" } };
    },
    ["group-filter", "claims.x1.groups", "needs exactly one of `startsWith`, `equals`, `contains`, `regex`"],
  );

  refuses(
    "a groups claim without a filter",
    (f) => {
      f.claims.x1 = { token: "id", groups: {} };
    },
    ["group-filter", "claims.x1.groups", "needs exactly one of `startsWith`, `equals`, `contains`, `regex`"],
  );

  refuses(
    "an invalid regular expression",
    (f) => {
      f.claims.x1 = { token: "id", groups: { regex: "(" } };
    },
    ["group-filter", "claims.x1.groups.regex", "is not a valid regular expression"],
  );

  refuses(
    "a regular expression that matches everything",
    (f) => {
      f.claims.x1 = { token: "id", groups: { regex: ".*" } };
    },
    [
      "group-filter",
      "claims.x1.groups.regex",
      "matches every group, and Okta refuses the token of whoever is in more than 100; name a prefix",
    ],
  );

  refuses(
    "a regular expression that matches everything in other words",
    (f) => {
      f.claims.x1 = { token: "id", groups: { regex: "^(.|x)+$" } };
    },
    [
      "group-filter",
      "claims.x1.groups.regex",
      "matches every group, and Okta refuses the token of whoever is in more than 100; name a prefix",
    ],
  );

  refuses(
    "a name that is reserved in the access token",
    (f) => {
      f.claims.scp = { token: "access", expression: "user.x" };
    },
    ["reserved-claim", "claims.scp", "`scp` is reserved by Okta in the access token; choose another name"],
  );

  refuses(
    "a name that is reserved in the ID token",
    (f) => {
      f.claims.permissions = { token: "id", expression: "user.x" };
    },
    ["reserved-claim", "claims.permissions", "`permissions` is reserved by Okta in the ID token; choose another name"],
  );

  refuses(
    "a name that an OIDC scope brings",
    (f) => {
      f.claims.email = { token: "id", expression: "user.x" };
    },
    ["reserved-claim", "claims.email", "`email` is a claim that Okta's OIDC scopes bring; choose another name"],
  );

  refuses(
    "a name that a part of a long claim would have",
    (f) => {
      f.claims.entitlements_2 = { token: "id", expression: "user.x" };
    },
    [
      "claim-part",
      "claims.entitlements_2",
      "looks like a part of the claim `entitlements`, which is split into `entitlements_2` and so on when it is long; choose another name",
    ],
  );

  refuses(
    "an expression beyond Okta's limit",
    (f) => {
      f.claims.x1 = { token: "id", expression: "u".repeat(1025) };
    },
    ["claim-expression", "claims.x1.expression", "has 1025 characters, and Okta allows 1024; split it into two claims"],
  );
});
