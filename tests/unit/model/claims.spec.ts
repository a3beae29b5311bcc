/** Claims: values, names and filters. */
import { refuses, warns } from "./refuses";

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
    [
      "group-filter",
      "claims.x1.groups.regex",
      "is not a valid regular expression: `(` is never closed (at character 1)",
    ],
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
    "a name that a reader in any case takes for a reserved one, in either token",
    (f) => {
      f.claims.Sub = { token: "access", expression: "user.x" };
      f.claims.OKTA_emailverified = { token: "id", expression: "user.x" };
      f.claims.Email = { token: "id", expression: "user.x" };
    },
    [
      "reserved-claim",
      "claims.Email",
      "`Email` is read as `email` by readers that ignore case, and `email` is a claim that Okta's OIDC scopes bring; choose another name",
    ],
    [
      "reserved-claim",
      "claims.OKTA_emailverified",
      "`OKTA_emailverified` is read as `okta_emailVerified` by readers that ignore case, and `okta_emailVerified` is reserved by Okta in the ID token; choose another name",
    ],
    [
      "reserved-claim",
      "claims.Sub",
      "`Sub` is read as `sub` by readers that ignore case, and `sub` is reserved by Okta in the access token; choose another name",
    ],
  );

  refuses(
    "two claims of one token that differ in case alone",
    (f) => {
      f.claims.Teams = { token: ["access", "id"], expression: "user.x" };
    },
    [
      "claim-case",
      "claims.teams",
      "differs from the claim `Teams` in case alone, and readers that ignore case see one of the two; choose another name",
    ],
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
      f.claims.x1 = { token: "id", expression: `"${"u".repeat(1023)}"` };
    },
    ["claim-expression", "claims.x1.expression", "has 1025 characters, and Okta allows 1024; split it into two claims"],
  );

  const named = (name: string, message: string) =>
    refuses(
      `an access token's claim \`${name}\` of an expression`,
      (f) => {
        f.claims[name] = { token: "access", expression: "user.department" };
      },
      ["reserved-claim", `claims.${name}`, message],
    );
  const READINGS = {
    "API Gateway and many libraries take it for the scopes of the token": ["scope", "scopes", "Scope"],
    "well-known libraries take it for what the caller may do": ["roles", "role", "authorities", "realm_access"],
    "well-known libraries take it for the client that calls": ["client_id", "azp"],
    "well-known libraries take it for the person who calls": ["upn", "act", "UPN"],
    "it binds the token to a key (RFC 7800), without which nobody may use it": ["cnf"],
    "readers take it for when the token begins to be valid": ["nbf"],
    "it belongs into an ID token, and readers refuse an access token that has it": ["nonce", "at_hash"],
    "readers take it for the kind of the token": ["token_use"],
  };
  for (const [reading, names] of Object.entries(READINGS))
    for (const name of names) named(name, `\`${name}\` in an access token: ${reading}; choose another name`);
  named("scp", "`scp` is reserved by Okta in the access token; choose another name");
  named(
    "groups",
    "readers take `groups` in an access token for the groups of the person (RFC 9068); give it a `groups` filter, or another name",
  );
  warns(
    "an access token that says who somebody is",
    (f) => {
      f.claims.email = { token: "access", expression: "user.email" };
    },
    [
      "reserved-claim",
      "claims.email",
      "readers of an access token believe `email` to be who calls; take it from what the person cannot change, or put it into the ID token",
    ],
  );

  refuses(
    "entitlements in an access token that are none",
    (f) => {
      f.claims.entitlements = { token: ["id", "access"], expression: "user.department" };
    },
    [
      "reserved-claim",
      "claims.entitlements",
      "readers take `entitlements` in an access token for what the person may do (RFC 9068), and so does the gateway; give it `entitledScopes`, or another name",
    ],
  );

  const expression = (text: string, message: string) =>
    refuses(
      `the expression ${text}`,
      (f) => {
        f.claims.x1 = { token: "access", expression: text };
      },
      [
        "claim-expression",
        "claims.x1.expression",
        `is no expression of Okta's: ${message}; Okta would save it and then make no token`,
      ],
    );
  expression("user.department ==", "the expression ends too early (at character 19)");
  expression('"open', 'the quote " is never closed (at character 1)');
  expression("frobnicate(user.x)", "`frobnicate` is no function of Okta's (at character 1)");
  expression("user.x ? 1", "expected `:` and found the end (at character 11)");
  expression(
    "profile.department",
    "`profile` is nothing that an expression can name (known: `user`, `appuser`, `app`, `access`, `org`, `session`, `idpuser`); an attribute of the user is written `user.department` (at character 1)",
  );

  refuses(
    "an expression that has no value for anybody",
    (f) => {
      f.claims.x1 = { token: "access", expression: 'Groups.startsWith("OKTA", "team-", 101)' };
    },
    [
      "claim-expression",
      "claims.x1.expression",
      "has no value: the last argument of `Groups.startsWith` is a whole number from 1 to 100, not `101`; Okta would save it and then make no token",
    ],
  );

  refuses(
    "an expression over a group that is not defined",
    (f) => {
      f.claims.x1 = { token: "access", expression: 'isMemberOfGroup("clerk") ? {"c"} : {}' };
    },
    [
      "unknown-group",
      "claims.x1.expression",
      "group `clerk` is not defined; did you mean `clerks`? (defined: `clerks`, `leads`, `stockists`)",
    ],
  );

  warns(
    "membership by name, and what is not modelled",
    (f) => {
      f.claims.x1 = { token: "access", expression: 'isMemberOfGroupName("clerks") ? Time.now() : null' };
    },
    [
      "claim-group-name",
      "claims.x1.expression",
      "`isMemberOfGroupName` goes by names: a directory's group of the same name counts as well, and a renamed one no more; use `isMemberOfGroup` with the group's key",
    ],
    [
      "claim-not-modelled",
      "claims.x1.expression",
      "uses `Time.now`, which is not modelled: nothing here looks at its value, and the local Okta makes no token with this claim",
    ],
  );

  warns(
    "a regular expression that only Java has",
    (f) => {
      f.claims.x1 = { token: "id", groups: { regex: "team-++" } };
    },
    [
      "group-filter",
      "claims.x1.groups.regex",
      "cannot be checked: the possessive `++` is not modelled here, although Okta takes it; nothing here looks at which groups it lets through, and the local Okta makes no token with this claim",
    ],
  );
});
