/** A stack that takes its authorization server from another one: the AWS part alone, or with scopes and policies of its own. */
import assert from "node:assert/strict";
import { ExistingClient } from "../../../components/okta/existingClient";
import { SharedAuthorizationServer } from "../../../components/okta/authorizationServer";
import { otherOktaPart } from "../../../components/stack/otherStack";
import type { Settings } from "../../../components/stack/settings/settings";
import { loadAccess } from "../../../model/file";
import { EXAMPLES } from "../../support/products";
import { assertNothingLost } from "../../setup/rootHooks";
import { find, ofType, valueOf, type Recording } from "../../setup/mocks";
import { runStack, type StackRun } from "./runStack";
import { assertRefused, withProviders } from "../components/testProviders";

const REGIONS = EXAMPLES["two-regions"]!;
const RETURNS = EXAMPLES["two-products-one-org/returns"]!;
const ISSUER = "https://example.okta.com/oauth2/aus1example2example3";
const EU = "organization/two-regions/eu";
const SHOP = "organization/storefront/dev";

const outputs = { issuer: ISSUER, audience: "api://two-regions", clientIds: { desk: "0oa1desk", kiosk: "0oa1kiosk" } };
const types = ({ resources }: Recording) => resources.map(({ type }) => type);

/** What else was made from a refused value is refused with it; nobody waits for that but the engine, which ends. */
async function stops(program: Promise<unknown>, message: string): Promise<void> {
  await assertRefused(program, message);
  await assertNothingLost().catch((error: unknown) => assert.equal((error as Error).message, message));
}

describe("a stack with the AWS part alone", () => {
  const us = (changes: Partial<StackRun> = {}) =>
    runStack({ product: REGIONS, stack: "us", stacks: { [EU]: outputs }, ...changes });

  it("declares nothing of Okta, not even its provider", async () => {
    const { recording } = await us();
    assert.deepEqual(
      types(recording).filter((type) => type.includes("okta:") && !type.startsWith("okta-api-access:")),
      [],
    );
    assert.deepEqual(
      types(recording).filter((type) => /AuthorizationServer|AccessPolicies|ClientApp|AccessGroups/.test(type)),
      [],
    );
    assert.deepEqual(
      recording.invokes.filter(({ token }) => token.startsWith("okta:")),
      [],
    );
  });

  it("has the other's issuer and client ids in its gateways and outputs", async () => {
    const { outputs: own, recording } = await us();
    assert.equal(await valueOf(own.issuer), ISSUER);
    assert.equal(await valueOf(own.jwksUrl), `${ISSUER}/v1/keys`);
    assert.equal(await valueOf(own.clientIds["desk"]!), "0oa1desk");
    const guard = find(recording, "aws:lambda/function:Function", "bookings-guard-function");
    const { variables } = guard.inputs["environment"] as { variables: Record<string, string> };
    assert.ok(Object.values(variables).includes(ISSUER));
    // Whose tokens are exact is said by client id: all but the kiosk's.
    assert.ok(JSON.stringify(variables).includes("0oa1desk"));
    assert.equal(JSON.stringify(variables).includes("0oa1kiosk"), false);
  });

  it("by id and issuer takes the client ids from the settings", async () => {
    const settings = {
      "okta-api-access:authorizationServer": { id: "aus1example2example3", issuer: ISSUER },
      "okta-api-access:clients": { desk: { clientId: "0oa1mydesk1" } },
    };
    const { outputs: own, recording } = await us({ settings, stacks: {} });
    assert.deepEqual(ofType(recording, "pulumi:pulumi:StackReference"), []);
    assert.equal(await valueOf(own.clientIds["desk"]!), "0oa1mydesk1");
    assert.equal(own.clientIds["kiosk"], undefined);
  });

  /** What the part in Okta is made from, without all that waits for it. */
  async function issuerOf(stacks: Record<string, Record<string, unknown>>): Promise<string> {
    const access = loadAccess((require(`${REGIONS}/access`) as { default: unknown }).default);
    const settings = { authorizationServer: { stack: EU }, clients: {}, orgUrl: undefined } as unknown as Settings;
    const { result } = await withProviders(
      () => otherOktaPart(settings as Parameters<typeof otherOktaPart>[0], access),
      { stacks },
    );
    return valueOf(result.issuer);
  }

  const stack = `the stack \`${EU}\` (setting \`okta-api-access:authorizationServer\`)`;
  const again = "run `pulumi up` there first, with an index.ts that exports what `declareStack` gives";
  const refused: [title: string, given: Record<string, unknown> | undefined, message: string][] = [
    ["has no outputs", undefined, `${stack} lacks the outputs \`issuer\`, \`audience\`, \`clientIds\`: ${again}`],
    ["lacks one", { ...outputs, clientIds: undefined }, `${stack} lacks the outputs \`clientIds\`: ${again}`],
    [
      "does not know a client",
      { ...outputs, clientIds: { desk: "0oa1desk" } },
      `${stack} lacks the outputs \`clientIds.kiosk\`: ${again}`,
    ],
    [
      "has an issuer of something else",
      { ...outputs, issuer: "https://example.okta.com" },
      `the output \`issuer\` of ${stack} is no issuer of an authorization server: name the stack that makes the server`,
    ],
    [
      "is for another audience",
      { ...outputs, audience: "api://other" },
      `the server of ${stack} is for \`api://other\`, and access.ts for \`api://two-regions\`: files that share a server have one \`audience\``,
    ],
  ];
  for (const [title, given, message] of refused) {
    it(`stops where the other stack ${title}`, () => stops(issuerOf({ [EU]: given ?? {} }), message));
  }
});

describe("a stack that adds to another's server", () => {
  const APP = { id: "0oa1warehouse1app2aa", type: "native", status: "ACTIVE", grantTypes: ["authorization_code"] };
  const server = { issuer: ISSUER, issuerMode: "ORG_URL", audiences: ["api://shop"], status: "ACTIVE" };
  const returns = (found: object = {}, app: object | undefined = APP, changes: Partial<StackRun> = {}) =>
    runStack({
      product: RETURNS,
      stacks: { [SHOP]: { issuer: ISSUER, audience: "api://shop" } },
      read: { "okta:auth/server:Server": () => ({ ...server, ...found }) },
      called: {
        "okta:app/getOauth:getOauth": () => {
          if (app === undefined) throw new Error("404");
          return app as Record<string, unknown>;
        },
      },
      ...changes,
    });

  it("reads the server, and puts its policies into its range, under names that carry product and stack", async () => {
    const { recording } = await returns();
    assert.deepEqual(ofType(recording, "okta:auth/server:Server"), []);
    assert.deepEqual(
      ofType(recording, "okta:auth/serverPolicy:ServerPolicy").map(({ name, inputs }) => [
        name,
        inputs["name"],
        inputs["priority"],
        inputs["authServerId"],
      ]),
      [
        ["returns-desk", "returns-desk-dev", 100, "aus1example2example3"],
        ["returns-warehouse-app", "returns-warehouse-app-dev", 101, "aus1example2example3"],
      ],
    );
    for (const { inputs } of ofType(recording, "okta:auth/serverScope:ServerScope"))
      assert.equal(inputs["authServerId"], "aus1example2example3");
  });

  it("names an application that exists in its policy, and declares none, nor who may use it", async () => {
    const { recording } = await returns();
    const policy = find(recording, "okta:auth/serverPolicy:ServerPolicy", "returns-warehouse-app");
    assert.deepEqual(policy.inputs["clientWhitelists"], ["0oa1warehouse1app2aa"]);
    assert.deepEqual(
      ofType(recording, "okta:app/oAuth:OAuth").map(({ name }) => name),
      ["desk-app"],
    );
    for (const { name } of ofType(recording, "okta:app/groupAssignment:GroupAssignment"))
      assert.ok(name.startsWith("desk-"), name);
  });

  /** The two components that look at what exists, without all that waits for them. */
  async function declared(found: object, app: object | undefined): Promise<void> {
    const called = {
      "okta:app/getOauth:getOauth": () => {
        if (app === undefined) throw new Error("404");
        return app as Record<string, unknown>;
      },
    };
    const read = { "okta:auth/server:Server": () => ({ ...server, ...found }) };
    const args = { authServerId: "aus1example2example3", issuer: ISSUER, audience: "api://shop", scopes: [] };
    const client = { clientId: APP.id, type: "native", grantTypes: ["authorization_code"] };
    const { result } = await withProviders(
      (opts) => [
        new SharedAuthorizationServer("returns", args, opts).issuer,
        new ExistingClient("warehouse-app", client, opts).clientId,
      ],
      { called, read },
    );
    await Promise.all(result.map(valueOf));
  }

  const names = "`clients.warehouse-app` names the application `0oa1warehouse1app2aa`, ";
  const refused: [title: string, found: object, app: object | undefined, message: string][] = [
    [
      "a server with another issuer",
      { issuer: "https://login.example.com/oauth2/aus1example2example3" },
      APP,
      `the authorization server has the issuer \`https://login.example.com/oauth2/aus1example2example3\`, and not \`${ISSUER}\`, which this stack is told`,
    ],
    [
      "a server for another audience",
      { audiences: ["api://other"] },
      APP,
      "the authorization server is for `api://other`, and access.ts for `api://shop`: files that share a server have one `audience`",
    ],
    [
      "a server that is not active",
      { status: "INACTIVE" },
      APP,
      "the authorization server is inactive: its stack, or somebody in Okta, has to activate it",
    ],
    [
      "an application that is not there",
      {},
      undefined,
      `${names}which the org does not have, or which this stack may not read (\`okta.apps.read\`): correct \`okta-api-access:clients\`, or take \`clientId\` out, and the stack makes the application`,
    ],
    [
      "an application of another type",
      {},
      { ...APP, type: "web" },
      `${names}which is of Okta's type \`web\`; a client of type \`native\` is \`native\``,
    ],
    [
      "an application that is off",
      {},
      { ...APP, status: "INACTIVE" },
      `${names}which is not active: activate it in Okta`,
    ],
    [
      "an application without the grant",
      {},
      { ...APP, grantTypes: ["implicit"] },
      `${names}which lacks the grant \`authorization_code\`: allow it there, or leave it out of the access file`,
    ],
  ];
  for (const [title, found, app, message] of refused) {
    it(`stops at ${title}`, () => stops(declared(found, app), message));
  }

  it("takes the issuer of a server with the mode DYNAMIC at the address that it is told", async () => {
    const told = "https://login.example.com/oauth2/aus1example2example3";
    const { outputs: own } = await returns({ issuerMode: "DYNAMIC" }, APP, {
      stacks: { [SHOP]: { issuer: told, audience: "api://shop" } },
    });
    assert.equal(await valueOf(own.issuer), told);
  });

  it("refuses a claim that would be in everybody's tokens", async () => {
    const { default: file } = require(`${RETURNS}/access`) as { default: object };
    const accessFile = { ...file, claims: { place: { token: "access", expression: "user.city" } } };
    await assert.rejects(
      returns({}, APP, { accessFile }),
      /error: claims\.place: is released with every scope, and so would be in the tokens of everybody who shares the server/,
    );
  });
});
