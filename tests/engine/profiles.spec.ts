/**
 * Every kind of gateway, deployed by the real engine to the local providers, and taken away again: with the rights that
 * `access preflight --needs` prints, and no others.
 */
import assert from "node:assert/strict";
import { nameOf, Stand, typeOf } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";
import { LeastDeployer } from "./support/leastDeployer";

/** The access file with other APIs: the same routes on every kind of gateway. */
const APIS = `
    edge: {
      firewall: {},
      routes: {
        "GET /users": { scopes: ["users:read"], handler: "admin" },
        "DELETE /users/{id}": { scopes: ["users:delete"], handler: "admin" },
        "GET /health": { public: "load balancer probe", handler: "admin" },
      },
    },
    rest: {
      profile: "rest",
      firewall: {},
      cors: { allowOrigins: ["https://console.example.com"] },
      routes: {
        "GET /users": { scopes: ["users:read"], handler: "admin" },
        "DELETE /users/{id}": { scopes: ["users:delete"], handler: "admin" },
        "GET /reports/{year}": { scopes: ["reports:read"], url: "https://reports.example.com/{year}" },
        "GET /health": { public: "load balancer probe", handler: "admin" },
      },
    },
    alb: {
      profile: "alb",
      firewall: {},
      routes: {
        "GET /users": { scopes: ["users:read"], handler: "containers" },
        "DELETE /users/{id}": { scopes: ["users:delete"], handler: "admin" },
        "GET /health": { public: "load balancer probe", handler: "admin" },
      },
    },
`;

const certificateArn = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;

const SETTINGS = {
  domains: {
    edge: { name: "edge.example.com", certificateArn: certificateArn("us-east-1") },
    rest: { name: "rest.example.com", certificateArn: certificateArn("eu-central-1") },
    alb: { name: "alb.example.com", certificateArn: certificateArn("eu-central-1") },
  },
  network: { vpcId: "vpc-0a", subnetIds: ["subnet-0a", "subnet-0b"], allowedCidrs: ["203.0.113.0/24"] },
  targetGroups: {
    containers: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/containers/1234abcd",
  },
  signIn: {
    alb: { portal: { path: "/portal", client: "audit-portal", clientSecret: "a-client-secret", target: "containers" } },
  },
  monitoring: {},
};

const ORIGIN_SECRET = "0123456789abcdef0123456789abcdef";

describe("every kind of gateway on the real engine", () => {
  let stand: Stand;
  const deployer = new LeastDeployer(() => stand);

  before(async () => {
    stand = await Stand.create(CONSOLE, "profiles");
    await stand.useApis(APIS);
    for (const [key, value] of Object.entries(SETTINGS)) {
      await stand.succeed("config", "set", `okta-api-access:${key}`, JSON.stringify(value));
    }
    await stand.succeed("config", "set", "--secret", "okta-api-access:originSecret", ORIGIN_SECRET);
  });

  after(() => stand.close());

  it("is not made without one of the rights, and the engine says which", async () => {
    await deployer.grant((action) => action !== "lambda:CreateFunction");
    const { status, stdout } = await stand.pulumi(["up", "--yes", "--skip-preview"]);
    assert.notEqual(status, 0);
    assert.match(
      stdout,
      /AWS answered 403: AccessDeniedException: .* is not authorized to perform: lambda:CreateFunction/,
    );
    assert.deepEqual([...stand.cloud.aws.world.functions.keys()], []);
    await deployer.grant();
  });

  it("is created, at its own name", async () => {
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual((await stand.outputs())["apiUrls"], {
      edge: "https://edge.example.com",
      rest: "https://rest.example.com",
      alb: "https://alb.example.com",
    });
  });

  it("declares what programs find each API by, in its own way", async () => {
    const { stdout } = await stand.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string; inputs: any }[] } };
    const inputsOf = (type: string, name: string) =>
      deployment.resources.find(({ urn }) => typeOf(urn) === type && nameOf(urn) === name)!.inputs;
    const { variables } = inputsOf("aws:lambda/function:Function", "edge-resource_metadata-function").environment;
    const issuer = (await stand.outputs())["issuer"];
    assert.deepEqual(variables, {
      RESOURCE: "https://edge.example.com",
      ISSUER: issuer,
      SCOPES: '["users:read","users:delete"]',
    });
    const { actions } = inputsOf("aws:lb/listenerRule:ListenerRule", "alb-4");
    assert.deepEqual(JSON.parse(actions[0].fixedResponse.messageBody), {
      resource: "https://alb.example.com",
      authorization_servers: [issuer],
      scopes_supported: ["users:read", "users:delete"],
      bearer_methods_supported: ["header"],
    });
    const { paths } = JSON.parse(inputsOf("aws:apigateway/restApi:RestApi", "rest-api").body);
    assert.ok("/.well-known/oauth-protected-resource" in paths);
  });

  it("shows no difference afterwards, in a preview or in a refresh", async () => {
    assert.deepEqual(await stand.plannedChanges(), []);
    await stand.succeed("refresh", "--yes", "--expect-no-changes");
  });

  it("keeps the origin's secret out of what a person reads", async () => {
    const { stdout } = await stand.succeed("stack", "export");
    assert.equal(stdout.includes(ORIGIN_SECRET), false);
    const { stdout: shown } = await stand.succeed("preview", "--diff");
    assert.equal(shown.includes(ORIGIN_SECRET), false);
  });

  it("changes only what a new route needs, and deploys a REST API anew", async () => {
    const route = `"GET /health": { public: "load balancer probe", handler: "admin" },`;
    const from = `url: "https://reports.example.com/{year}" },\n        ${route}`;
    await stand.edit(
      "access.ts",
      from,
      `${from}\n        "GET /users/me": { scopes: ["users:read"], handler: "admin" },`,
    );
    const steps = await stand.plannedChanges();
    const kinds = steps.map(({ op, urn }) => `${op} ${typeOf(urn).split(":").at(-1)}`).sort();
    assert.deepEqual(kinds, [
      "replace Deployment",
      "update Function",
      "update Function",
      "update RestApi",
      "update Stage",
    ]);
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(await stand.plannedChanges(), []);
  });

  it("has other tags", async () => {
    await stand.succeed("config", "set", "--path", "okta-api-access:tags.team", "desk");
    await stand.succeed("up", "--yes", "--skip-preview");
  });

  it("changes from one kind to another, with the functions, logs and alarms that it had", async () => {
    await stand.edit("access.ts", 'profile: "rest",\n      firewall: {},', "");
    await deployer.grant();
    const kept = /:(Function|Role|LogGroup|MetricAlarm|LogMetricFilter|Dashboard|DomainName)$/;
    const steps = (await stand.plannedChanges()).filter(({ urn }) => kept.test(typeOf(urn)));
    // An HTTP API has a function for its metadata, which a REST API answers itself. A REST API's log of errors goes with it, and the role that writes such logs with the last of them; what the functions
    // are told differs.
    assert.deepEqual(steps.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort(), [
      "create rest-resource_metadata-function",
      "create rest-resource_metadata-log",
      "create rest-resource_metadata-role",
      "delete admin-cloudwatch-role",
      "delete rest-authorizer-errors",
      "delete rest-error-log",
      "update rest-admin-function",
      "update rest-alarm-authorizer-errors",
      "update rest-dashboard",
      "update rest-guard-function",
    ]);
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(await stand.plannedChanges(), []);
  });

  it("is taken away without a rest", async () => {
    await stand.succeed("destroy", "--yes", "--skip-preview");
    const { stdout } = await stand.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: unknown[] } };
    assert.deepEqual(deployment.resources ?? [], []);
  });

  it("has needed each of the rights", () => assert.deepEqual(deployer.needless(), []));
});
