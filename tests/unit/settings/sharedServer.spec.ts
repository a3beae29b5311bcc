/** The settings of a stack that shares an authorization server, names applications that exist, or has a domain of its own. */
import assert from "node:assert/strict";
import { AccessError } from "../../../model/findings";
import { loadAccess } from "../../../model/file";
import { parseSettings, type Settings } from "../../../components/stack/settings/settings";
import { devClients, devMistakes, devSettings, type Values } from "./stackFile";

const OWN = "okta-api-access:";
const ID = "aus1example2example3";
const ISSUER = `https://example-dev.oktapreview.com/oauth2/${ID}`;

const own = (settings: Values): Values =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${OWN}${key}`, value]));

const file = (changes: object = {}, client: object = {}) => ({
  product: "shop",
  audience: "api://shop",
  scopes: { "orders:read": { description: "Read orders" } },
  groups: { clerks: { scopes: ["orders:read"] } },
  clients: { desk: { type: "spa", scopes: "all", ...client } },
  apis: { orders: { routes: { "GET /orders": { scopes: ["orders:read"], url: "https://example.com/orders" } } } },
  ...changes,
});

const AWS = {
  "pulumi:disable-default-providers": ["*"],
  "aws:region": "us-east-1",
  "okta-api-access:logs": { retentionDays: 30 },
};

/** A stack of the little shop, with nothing of Okta in its file. */
function shop(settings: Values, access: object = file(), more: Values = {}): Settings {
  return parseSettings(
    { ...AWS, ...own(settings), ...more },
    { file: "Pulumi.us.yaml", access: loadAccess(access), secretKeys: new Set() },
  );
}

function mistakes(settings: Values, access?: object, more?: Values): string[] {
  try {
    shop(settings, access, more);
    return [];
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return error.findings.map(({ path, message }) => `${path.replace(OWN, "")}: ${message}`);
  }
}

const server = (authorizationServer: unknown, more: Values = {}) => ({ authorizationServer, ...more });

describe("the server of another stack", () => {
  it("is named by its stack, or by id and issuer; without priorities the stack has nothing in Okta", () => {
    const { authorizationServer, okta, orgUrl } = shop(server({ stack: "organization/shop/eu" }));
    assert.deepEqual([authorizationServer, okta, orgUrl], [{ stack: "organization/shop/eu" }, undefined, undefined]);
    const byId = shop(server({ id: ID, issuer: ISSUER }));
    assert.deepEqual(
      [byId.authorizationServer, byId.okta, byId.orgUrl],
      [{ id: ID, issuer: ISSUER }, undefined, "https://example-dev.oktapreview.com"],
    );
  });

  it("with priorities it is written to, so that the org has to be named", () => {
    const shared = server({ id: ID, issuer: ISSUER }, { policyPriorities: { from: 100, to: 199 }, clients: DESK });
    assert.deepEqual(mistakes(shared), [
      "okta:orgName: is missing: give the org's name, such as `example-dev` for example-dev.okta.com",
    ]);
    const org = { "okta:orgName": "example-dev", "okta:baseUrl": "oktapreview.com" };
    const { okta, policyPriorities } = shop(shared, file(), org);
    assert.deepEqual(
      [okta, policyPriorities],
      [
        { orgName: "example-dev", baseUrl: "oktapreview.com" },
        { from: 100, to: 199 },
      ],
    );
  });

  const DESK = { desk: { redirectUris: ["https://shop.example.com/callback"] } };
  const ONE_WAY = "must have either `stack`, or `id` and `issuer`";
  const wrong: [title: string, settings: Values, mistakes: string[]][] = [
    ["neither a stack nor an id", server({}), [`authorizationServer: ${ONE_WAY}`]],
    ["an id without an issuer", server({ id: ID }), [`authorizationServer: ${ONE_WAY}`]],
    ["both", server({ stack: "a/b/c", id: ID, issuer: ISSUER }), [`authorizationServer: ${ONE_WAY}`]],
    ["a stack and an issuer", server({ stack: "a/b/c", issuer: ISSUER }), [`authorizationServer: ${ONE_WAY}`]],
    [
      "half a stack's name",
      server({ stack: "shop/eu" }),
      [
        "authorizationServer.stack: must be the full name of a stack, such as `acme/orders/prod`; with a backend of one's own `organization/orders/prod`",
      ],
    ],
    [
      "an issuer that does not match the server",
      server({ id: ID, issuer: "https://example-dev.oktapreview.com/oauth2/aus1another1another1" }),
      [`authorizationServer.issuer: is not the issuer of the server \`${ID}\`: it must end in \`/oauth2/${ID}\``],
    ],
    [
      "an issuer with a slash at its end",
      server({ id: ID, issuer: `${ISSUER}/` }),
      [`authorizationServer.issuer: is not the issuer of the server \`${ID}\`: it must end in \`/oauth2/${ID}\``],
    ],
    [
      "an issuer without TLS",
      server({ id: ID, issuer: ISSUER.replace("https", "http") }),
      [
        "authorizationServer.issuer: must be the server's issuer, such as `https://example.okta.com/oauth2/aus1example2example3`",
      ],
    ],
    [
      "what is of an application",
      server({ id: ID, issuer: ISSUER }, { clients: DESK }),
      [
        "clients.desk.redirectUris: must be left out: this stack has the AWS part alone, and the application is another stack's",
        "clients.desk.clientId: must be the client id of an application, such as `0oa1example2example3`",
      ].sort(),
    ],
    [
      "an unknown field",
      server({ stak: "a/b/c" }),
      [
        "authorizationServer.stak: unknown field `stak`; did you mean `stack`? (allowed: `stack`, `id`, `issuer`)",
        `authorizationServer: ${ONE_WAY}`,
      ].sort(),
    ],
  ];
  for (const [title, settings, expected] of wrong) {
    it(`refuses ${title}`, () => assert.deepEqual(mistakes(settings).sort(), expected));
  }

  it("refuses an issuer of another org", () => {
    assert.deepEqual(mistakes(server({ id: ID, issuer: ISSUER }), file(), { "okta:orgName": "other" }), [
      "authorizationServer.issuer: is no issuer of this org: it must begin with `https://other.okta.com`",
    ]);
  });

  it("refuses a stack that has nothing left to declare", () => {
    assert.deepEqual(
      mistakes(server({ stack: "a/b/c" }), file({ apis: {} }), { "okta-api-access:logs": undefined }).filter((text) =>
        text.startsWith("authorizationServer"),
      ),
      [
        "authorizationServer: leaves nothing for this stack to declare: give `okta-api-access:policyPriorities` where it adds scopes, clients and policies to the server, or APIs to access.ts",
      ],
    );
  });

  it("by id and issuer asks for the ids by which gateways know clients, and only for these", () => {
    const kiosk = { kiosk: { type: "web", scopes: "all", enforcement: "gateway" } };
    const desk = { desk: { type: "spa", scopes: "all" } };
    const narrowed = file({ clients: { ...desk, ...kiosk } });
    const missing = "clients.desk: is missing: the gateways know `desk` by its id, so give its `clientId`";
    assert.deepEqual(mistakes(server({ id: ID, issuer: ISSUER }), narrowed), [missing]);
    const clients = { desk: { clientId: "0oa1example2example3" } };
    assert.equal(
      shop(server({ id: ID, issuer: ISSUER }, { clients }), narrowed).clients["desk"]!.clientId,
      "0oa1example2example3",
    );
    assert.deepEqual(mistakes(server({ stack: "organization/shop/eu" }), narrowed), []);
  });
});

describe("a range of priorities", () => {
  const range = (policyPriorities: unknown) => devMistakes(own({ policyPriorities }));

  it("is a range that is long enough for the clients of the file", () => {
    assert.deepEqual(devSettings(own({ policyPriorities: { from: 100, to: 199 } })).policyPriorities, {
      from: 100,
      to: 199,
    });
    assert.match(
      range({ from: 1, to: 2 })[0]!,
      /^okta-api-access:policyPriorities: has 2 places, and the access file has \d+ clients/,
    );
  });

  const number = "must be a whole number from 1 to 100000";
  for (const [value, expected] of [
    [{ from: 0, to: 99 }, [`okta-api-access:policyPriorities.from: ${number}`]],
    [{ from: 1, to: 1.5 }, [`okta-api-access:policyPriorities.to: ${number}`]],
    [{ from: 50, to: 10 }, ["okta-api-access:policyPriorities: must have a `to` that is not before `from`"]],
    ["100-199", ["okta-api-access:policyPriorities: must have `from` and `to`"]],
  ] as const) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.deepEqual(range(value), expected));
  }
});

describe("an application that exists", () => {
  const clientId = "0oa1example2example3";

  it("is named by its client id, and nothing else is said of it", () => {
    const { clients } = shop({ clients: { desk: { clientId } } }, file(), { "okta:orgName": "example" });
    assert.deepEqual(clients["desk"], { redirectUris: [], postLogoutRedirectUris: [], clientId });
    assert.deepEqual(devSettings(devClients("nightly-sync", { clientId })).clients["nightly-sync"]!.clientId, clientId);
  });

  it("refuses what could not be kept: addresses, keys, and what the access file says of it", () => {
    const also = "must be left out: with `clientId` the application exists already, and is left alone";
    const at = "okta-api-access:clients";
    const org = { "okta:orgName": "example" };
    const desk = (settings: object) => mistakes({ clients: { desk: settings } }, file(), org);
    assert.deepEqual(desk({ clientId, redirectUris: ["https://a.example/callback"] }), [
      `clients.desk.redirectUris: ${also}`,
    ]);
    assert.deepEqual(devMistakes(devClients("nightly-sync", { clientId, jwksUri: "https://a.example/jwks.json" })), [
      `${at}.nightly-sync.jwksUri: ${also}`,
    ]);
    assert.deepEqual(devMistakes(devClients("audit-portal", { clientId })), [
      `${at}.audit-portal.clientId: names an application that is left alone, and the access file says what it is like: take \`assignedTo\` out of \`clients.audit-portal\` there, or let the stack make the application`,
    ]);
    assert.deepEqual(desk({ clientId: "x y" }), [
      `clients.desk.clientId: must be the client id of an application, such as \`0oa1example2example3\``,
    ]);
  });

  it("refuses each thing that the access file says of the application itself", () => {
    const said = (client: object) =>
      mistakes({ clients: { desk: { clientId } } }, file({}, client), { "okta:orgName": "example" });
    for (const client of [
      { loginUri: "https://a.example/sign-in" },
      { profile: { region: "eu" } },
      { signOn: { factors: 1 } },
      { signOn: { policyId: "rst1example2example3" } },
      { assignedTo: ["clerks"] },
    ]) {
      const field = Object.keys(client)[0]!;
      assert.match(said(client).join(), new RegExp(`^clients\\.desk\\.clientId: .* take \`${field}\` out of`), field);
    }
    assert.deepEqual(said({}), []);
  });
});

describe("the org's own domain", () => {
  const domain = (issuerMode: string | undefined, orgDomain: string | undefined) =>
    devMistakes(own({ issuerMode, orgDomain })).map((text) => text.slice(0, text.indexOf(":", OWN.length)));

  it("goes with the issuer modes that have it", () => {
    assert.equal(
      devSettings(own({ issuerMode: "CUSTOM_URL", orgDomain: "login.example.com" })).orgDomain,
      "https://login.example.com",
    );
    assert.deepEqual(domain("CUSTOM_URL", undefined), []);
    assert.deepEqual(domain("DYNAMIC", "login.example.com"), []);
    assert.deepEqual(domain("DYNAMIC", undefined), [`${OWN}orgDomain`]);
    assert.deepEqual(domain("ORG_URL", "login.example.com"), [`${OWN}orgDomain`]);
    assert.deepEqual(domain("CUSTOM_URL", "https://login.example.com"), [`${OWN}orgDomain`]);
  });
});
