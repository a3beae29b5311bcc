/** Clients that are functions of this program, and the roles that limit them in the org. */
import { accepts, refuses } from "./refuses";

// eslint-disable-next-line typescript/no-explicit-any -- the mistakes under test are mistakes of type
type File = any;

const own = (f: File, more: object = {}) => {
  f.clients.robot = {
    type: "service",
    scopes: [],
    oktaApiScopes: ["okta.users.manage"],
    oktaAdminRole: { permissions: ["okta.users.create"], groups: ["clerks"] },
    handler: "orders",
    ...more,
  };
};

describe("checkAccess: clients that are functions", () => {
  accepts("a service with a handler and a role over one group", own);
  accepts("a role over everybody, where that is written", (f) =>
    own(f, { oktaAdminRole: { permissions: ["okta.users.read"], groups: "all" } }),
  );
  accepts("a web client that asks people by a function", (f) => {
    f.clients.desk = {
      type: "web",
      scopes: f.clients.desk.scopes,
      grants: ["authorization_code", "ciba"],
      handler: "orders",
    };
  });

  refuses("a handler that answers no route", (f) => own(f, { handler: "order" }), [
    "unknown-handler",
    "clients.robot.handler",
    "handler `order` is not defined; did you mean `orders`? (defined: `orders`)",
  ]);

  refuses(
    "a handler of two APIs, which are two functions",
    (f) => {
      own(f);
      f.apis.more = { routes: { "GET /more": { scopes: ["orders:read"], handler: "orders" } } };
    },
    [
      "client-handler",
      "clients.robot.handler",
      "`orders` answers at the APIs `orders`, `more`, each with a function of its own, and a key is for one function alone; give each API a handler of its own",
    ],
  );

  refuses(
    "a browser client with a handler, which has nowhere to keep a key",
    (f) => {
      f.clients.desk.handler = "orders";
    },
    [
      "client-handler",
      "clients.desk.handler",
      "a client of type `spa` cannot keep a key, so no function acts as it (allowed: `web`, `service`); remove the field",
    ],
  );

  refuses(
    "two clients of one function on Okta's own API",
    (f) => {
      own(f);
      f.clients.twin = { ...f.clients.robot };
    },
    [
      "client-handler",
      "clients.robot.handler",
      "`orders` has the `oktaApiScopes` of `robot`, `twin`; give it one client for Okta's own API",
    ],
    [
      "client-handler",
      "clients.twin.handler",
      "`orders` has the `oktaApiScopes` of `twin`, `robot`; give it one client for Okta's own API",
    ],
  );

  refuses(
    "a role over a group that is not defined",
    (f) => own(f, { oktaAdminRole: { permissions: ["okta.users.create"], groups: ["clarks"] } }),
    [
      "unknown-group",
      "clients.robot.oktaAdminRole.groups[0]",
      "group `clarks` is not defined; did you mean `clerks`? (defined: `clerks`, `leads`, `stockists`)",
    ],
  );

  refuses(
    "a permission twice",
    (f) => own(f, { oktaAdminRole: { permissions: ["okta.users.read", "okta.users.read"], groups: "all" } }),
    [
      "repeated",
      "clients.robot.oktaAdminRole.permissions[1]",
      "`okta.users.read` stands in the list twice; remove one of the two",
    ],
  );

  refuses("how people sign in to a service", (f) => own(f, { signOn: { factors: 1 } }), [
    "client-type",
    "clients.robot.signOn",
    "a client of type `service` has nobody who signs in; remove the field",
  ]);
});
