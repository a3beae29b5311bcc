/** Backends behind gateways of API Gateway: what they are told, whatever a caller sends, and what is kept of an answer. */
import assert from "node:assert/strict";
import { restDocument } from "../../../components/aws/rest/document";
import {
  backendSecrets,
  existingFunctions,
  existingGroups,
  targetArgs,
  vpcLinks,
} from "../../../components/aws/shared/backends";
import { cacheSeconds } from "../../../components/aws/shared/guardFunction";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { ProtectedRestApi } from "../../../components/aws/rest/protectedRestApi";
import type { Api, Route } from "../../../model/file/access";
import * as pulumi from "@pulumi/pulumi";
import { ofType, type Recording } from "../../setup/mocks";
import { ARGS as REST, certificateIn, FIREWALL } from "./gatewayArgs";
import { run, ROUTE } from "./httpApiArgs";
import { assertRefused, withProviders } from "./testProviders";

const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const URL = "https://orders.example.com/v1/orders";
const LINK = { id: "a1b2c3", targetArn: "arn:listener", tlsServerName: "orders.internal" };
const SECRET = "0123456789abcdef0123456789abcdef";

const said = (subject: string, client: string, scopes: string) => ({
  "overwrite:header.x-access-subject": subject,
  "overwrite:header.x-access-client": client,
  "overwrite:header.x-access-scopes": scopes,
});
const BY_GUARD = said("$context.authorizer.sub", "$context.authorizer.cid", "$context.authorizer.scp");
const BY_JWT = said(
  "$context.authorizer.claims.sub",
  "$context.authorizer.claims.cid",
  "$context.authorizer.claims.scp",
);
const BY_NOBODY = said("-", "-", "-");

const integrations = (recording: Recording) =>
  Object.fromEntries(ofType(recording, INTEGRATION).map(({ name, inputs }) => [name, inputs["requestParameters"]]));

const withRoutes = async (routes: Record<string, ProtectedRouteArgs>, more: Partial<ProtectedApiArgs> = {}) =>
  (await run({ routes, ...more })).recording;

describe("backends of an HTTP API", () => {
  const requirement = { scopes: { any: ["a"] } };

  it("are told who calls by whoever has found it out, and at a public route that nobody has", async () => {
    const recording = await withRoutes({
      "GET /a": { scopes: ["a"], url: URL },
      "GET /b": { requirement, url: URL },
      "GET /c": { public: "probe", url: URL },
      "GET /d": { requirement, url: `${URL}/d` },
    });
    assert.deepEqual(integrations(recording), {
      [`users-${URL}`]: BY_JWT,
      [`users-${URL}-guard`]: BY_GUARD,
      [`users-${URL}-nobody`]: BY_NOBODY,
      [`users-${URL}/d`]: BY_GUARD,
    });
    const targets = ofType(recording, ROUTE).map(({ name, inputs }) => [name, inputs["target"]]);
    assert.deepEqual(targets.slice(0, 3), [
      ["users-GET /a", `integrations/id-of-users-${URL}`],
      ["users-GET /b", `integrations/id-of-users-${URL}-guard`],
      ["users-GET /c", `integrations/id-of-users-${URL}-nobody`],
    ]);
  });

  it("are told by the Lambda authorizer behind a firewall, where API Gateway's own does not look", async () => {
    const recording = await withRoutes(
      { "GET /a": { scopes: ["a"], url: URL } },
      {
        firewall: FIREWALL,
        domain: { name: "a.example.com", certificateArn: certificateIn("us-east-1") },
        originSecret: SECRET,
      },
    );
    assert.deepEqual(integrations(recording), { [`users-${URL}`]: BY_GUARD });
  });

  it("are shown their secret, as a secret", async () => {
    const recording = await withRoutes(
      { "GET /a": { requirement, url: URL, secret: "orders" } },
      { backendSecrets: { orders: pulumi.secret(SECRET) } },
    );
    const shown = JSON.stringify(integrations(recording)[`users-${URL}`]);
    assert.match(shown, /x-origin-verify/);
    assert.match(shown, /\{"secret":/);
  });

  it("inside a VPC are reached through the link, with the path as it was sent", async () => {
    const recording = await withRoutes(
      { "GET /a/{id}": { requirement, vpcLink: "orders" }, "GET /b": { public: "probe", vpcLink: "orders" } },
      { vpcLinks: { orders: LINK } },
    );
    const common = {
      apiId: "id-of-users-api",
      integrationType: "HTTP_PROXY",
      integrationMethod: "ANY",
      payloadFormatVersion: "1.0",
      connectionType: "VPC_LINK",
      connectionId: "a1b2c3",
      integrationUri: "arn:listener",
      tlsConfig: { serverNameToVerify: "orders.internal" },
      timeoutMilliseconds: 26_000,
    };
    const made = ofType(recording, INTEGRATION).map(({ name, inputs }) => [name, inputs]);
    assert.deepEqual(made, [
      ["users-link-orders-guard", { ...common, requestParameters: BY_GUARD }],
      ["users-link-orders-nobody", { ...common, requestParameters: BY_NOBODY }],
    ]);
  });

  it("that are functions get payload 2.0, may be called by this API alone, and are told in the event", async () => {
    const theirs = { functionName: "arn:f", functionArn: "arn:f", invokeArn: "arn:invoke:f", existing: true };
    const recording = await withRoutes({ "GET /a": { requirement, handler: "theirs" } }, { handlers: { theirs } });
    const [{ inputs }] = ofType(recording, INTEGRATION) as unknown as [{ inputs: Record<string, unknown> }];
    assert.deepEqual(
      [inputs["integrationType"], inputs["payloadFormatVersion"], inputs["requestParameters"]],
      ["AWS_PROXY", "2.0", undefined],
    );
    const permission = ofType(recording, "aws:lambda/permission:Permission").find(
      ({ name }) => name === "users-theirs",
    );
    assert.equal(permission?.inputs["function"], "arn:f");
    assert.match(String(permission?.inputs["sourceArn"]), /\/\*\/\*$/);
    assert.equal(permission?.inputs["qualifier"], undefined);
  });

  it("that are aliases let the API call the alias itself", async () => {
    const arn = "arn:aws:lambda:eu-central-1:111122223333:function:prices";
    const theirs = {
      functionName: `${arn}:live`,
      functionArn: `${arn}:live`,
      invokeArn: "arn:invoke:f",
      existing: true,
    };
    const recording = await withRoutes({ "GET /a": { requirement, handler: "theirs" } }, { handlers: { theirs } });
    const permission = ofType(recording, "aws:lambda/permission:Permission").find(
      ({ name }) => name === "users-theirs",
    );
    assert.deepEqual([permission?.inputs["function"], permission?.inputs["qualifier"]], [arn, "live"]);
  });

  it("are refused where what a route names is not there", async () => {
    await assertRefused(
      run({ routes: { "GET /x": { scopes: ["a"], vpcLink: "orders" } } }),
      "route `GET /x` names the VPC link `orders`, which does not exist",
    );
    await assertRefused(
      run({ routes: { "GET /x": { scopes: ["a"], url: URL, secret: "orders" } } }),
      "route `GET /x` names the secret `orders`, which does not exist",
    );
    await assertRefused(
      run({ routes: { "GET /x": { scopes: ["a"] } } }),
      "route `GET /x` must have exactly one of `handler`, `url` and `vpcLink`",
    );
  });

  it("without TLS are those of this machine, in a local cloud", async () => {
    const routes = { "GET /x": { scopes: ["a"], url: "http://127.0.0.1:8080/x" } };
    const message = "route `GET /x` passes requests on without TLS: use an https address";
    await assertRefused(run({ routes }), message);
    assert.equal(Object.keys(integrations(await withRoutes(routes, { allowInsecureIssuer: true }))).length, 1);
    const elsewhere = { "GET /x": { scopes: ["a"], url: "http://10.0.0.1:8080/x" } };
    await assertRefused(run({ routes: elsewhere, allowInsecureIssuer: true }), message);
  });
});

describe("backends of a REST API", () => {
  const parameters = (route: ProtectedRouteArgs) => {
    const title = { title: "t", description: "d" };
    const targets = {
      handlers: {},
      guard: undefined,
      secrets: { orders: SECRET },
      timeoutMillis: 26_000,
      issuer: "https://okta.example/oauth2/aus1",
    };
    const { paths } = restDocument({ routes: { "GET /orders": route } }, title, targets) as any;
    return paths["/orders"].get["x-amazon-apigateway-integration"].requestParameters;
  };

  it("are told who calls, that nobody has shown a token, and their secret", () => {
    assert.deepEqual(parameters({ scopes: ["a"], url: URL }), {
      "integration.request.header.x-access-subject": "context.authorizer.sub",
      "integration.request.header.x-access-client": "context.authorizer.cid",
      "integration.request.header.x-access-scopes": "context.authorizer.scp",
    });
    assert.deepEqual(parameters({ public: "probe", url: URL, secret: "orders" }), {
      "integration.request.header.x-access-subject": "'-'",
      "integration.request.header.x-access-client": "'-'",
      "integration.request.header.x-access-scopes": "'-'",
      "integration.request.header.x-origin-verify": `'${SECRET}'`,
    });
  });

  it("are not reached through a VPC link, which an HTTP API has", async () => {
    const routes = { "GET /x": { scopes: ["a"], vpcLink: "orders" } };
    await assertRefused(
      withProviders((opts) => new ProtectedRestApi("users", { ...REST, routes, vpcLinks: { orders: LINK } }, opts)),
      "route `GET /x` leads to a VPC link, which this program declares for an HTTP API alone: use the profile `http`",
    );
  });
});

describe("what is kept of an answer of the Lambda authorizer", () => {
  const handlers = {
    own: { functionName: "f", invokeArn: "arn:f" },
    theirs: { functionName: "f", invokeArn: "arn:f", existing: true },
  };
  const seconds = (key: string, route: ProtectedRouteArgs) => {
    const guarded = { [key]: { scopes: { any: ["a"] } } };
    return cacheSeconds(guarded, { routes: { [key]: route }, handlers });
  };

  it("is nothing where a variable could hide another route, and what is behind does not look again", () => {
    assert.equal(seconds("GET /x/{id}", { scopes: ["a"], url: `${URL}/{id}` }), 0);
    assert.equal(seconds("GET /x/{id}", { scopes: ["a"], vpcLink: "orders" }), 0);
    assert.equal(seconds("GET /x/{id}", { scopes: ["a"], handler: "theirs" }), 0);
  });

  it("is a minute's where the path is fixed, or a function of this program looks again", () => {
    assert.equal(seconds("GET /x", { scopes: ["a"], url: URL }), 60);
    assert.equal(seconds("GET /x", { scopes: ["a"], handler: "theirs" }), 60);
    assert.equal(seconds("GET /x/{id}", { scopes: ["a"], handler: "own" }), 60);
  });
});

describe("backends of a stack in the words of the components", () => {
  const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:prices";
  const backends = {
    orders: { url: "https://orders.example.com/v1/" },
    stock: { vpcLink: { id: "a1b2c3", serviceArn: "arn:service" } },
    prices: { functionArn: FUNCTION },
    depot: { targetGroupArn: "arn:group" },
  };
  const secret = pulumi.secret(SECRET);
  const settings = { backends, backendSecrets: { orders: secret, stock: undefined } };
  const route = (backend: string): Route => ({
    key: "GET /orders/{id}",
    method: "GET",
    path: "/orders/{id}",
    access: { kind: "public", reason: "r" },
    target: { backend },
  });
  const api = { routes: Object.keys(backends).map(route) } as unknown as Api;

  it("are addresses with the path appended, links, functions and target groups", () => {
    assert.deepEqual(targetArgs(route("orders"), settings), {
      url: "https://orders.example.com/v1/orders/{id}",
      secret: "orders",
    });
    assert.deepEqual(targetArgs(route("stock"), settings), { vpcLink: "stock" });
    assert.deepEqual(targetArgs(route("prices"), settings), { handler: "backend-prices" });
    assert.deepEqual(vpcLinks(api, settings), { stock: { id: "a1b2c3", targetArn: "arn:service" } });
    assert.deepEqual(existingGroups(api, settings), { "backend-depot": "arn:group" });
    assert.deepEqual(existingFunctions(api, settings), {
      "backend-prices": {
        functionName: FUNCTION,
        functionArn: FUNCTION,
        invokeArn: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
        existing: true,
      },
    });
    assert.deepEqual(backendSecrets(settings), { orders: secret });
  });
});
