/** Scope names that Okta refuses, and circles of `implies`. */
import { refuses } from "./refuses";

describe("checkAccess: scopes", () => {
  refuses(
    "a scope that every server has",
    (f) => {
      f.scopes.profile = { description: "x" };
      f.groups.clerks.scopes.push("profile");
    },
    [
      "reserved-scope",
      "scopes.profile",
      "`profile` is an OIDC scope, which every server has from its creation; remove it here and name it in a client's `oidcScopes`",
    ],
  );

  refuses(
    "a scope that starts like Okta's own",
    (f) => {
      f.scopes["okta.users.read"] = { description: "x" };
    },
    [
      "reserved-scope",
      'scopes["okta.users.read"]',
      "`okta.users.read` is reserved: Okta keeps `okta`, `okta.` and `okta:` for its own API",
    ],
  );

  refuses(
    "a scope named okta",
    (f) => {
      f.scopes.okta = { description: "x" };
    },
    ["reserved-scope", "scopes.okta", "`okta` is reserved: Okta keeps `okta`, `okta.` and `okta:` for its own API"],
  );

  refuses(
    "a scope named *",
    (f) => {
      f.scopes["*"] = { description: "x" };
    },
    ["reserved-scope", 'scopes["*"]', "`*` is no scope: in a rule it stands for every scope"],
  );

  refuses(
    "a scope with both angle brackets",
    (f) => {
      f.scopes["a<b>"] = { description: "x" };
    },
    ["reserved-scope", 'scopes["a<b>"]', "`a<b>` contains both `<` and `>`, which Okta refuses"],
  );

  refuses(
    "a scope with a space",
    (f) => {
      f.scopes["orders read"] = { description: "x" };
    },
    ["name", 'scopes["orders read"]', 'the name must be printable ASCII without space, `"` and `\\`'],
  );

  refuses(
    "a scope with a quote",
    (f) => {
      f.scopes['orders"read'] = { description: "x" };
    },
    ["name", 'scopes["orders\\"read"]', 'the name must be printable ASCII without space, `"` and `\\`'],
  );

  refuses(
    "a scope with a backslash",
    (f) => {
      f.scopes["orders\\read"] = { description: "x" };
    },
    ["name", 'scopes["orders\\\\read"]', 'the name must be printable ASCII without space, `"` and `\\`'],
  );

  refuses(
    "a scope in another alphabet",
    (f) => {
      f.scopes["заказы:read"] = { description: "x" };
    },
    ["name", 'scopes["заказы:read"]', 'the name must be printable ASCII without space, `"` and `\\`'],
  );

  refuses(
    "a step-up to a level that proves nothing",
    (f) => {
      f.scopes["orders:delete"].stepUp.acr = "urn:okta:loa:2fa:any:ifpossible";
    },
    [
      "shape",
      'scopes["orders:delete"].stepUp.acr',
      "must be one of `urn:okta:loa:1fa:pwd`, `urn:okta:loa:1fa:any`, `urn:okta:loa:2fa:any`, `phr`, `phrh`, not `urn:okta:loa:2fa:any:ifpossible`",
    ],
  );

  refuses(
    "scopes that imply each other",
    (f) => {
      f.scopes["orders:read"].implies = ["orders:manage"];
    },
    [
      "implies-cycle",
      'scopes["orders:read"].implies',
      "scopes imply each other in a circle: `orders:read` → `orders:manage` → `orders:read`; remove one step of it",
    ],
  );

  refuses(
    "a scope that implies itself",
    (f) => {
      f.scopes["stock:read"].implies = ["stock:read"];
    },
    [
      "implies-cycle",
      'scopes["stock:read"].implies',
      "scopes imply each other in a circle: `stock:read` → `stock:read`; remove one step of it",
    ],
  );
});
