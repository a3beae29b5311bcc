/** A load balancer that changes, on the real engine: routes that want one priority, and another VPC. */
import assert from "node:assert/strict";
import { Stand } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

const ROLES = `        "GET /roles": { public: "a demonstration", handler: "containers" },\n`;

/** Both routes want the priority 4732. */
const APIS = `    alb: {
      profile: "alb",
      routes: {
        "POST /accounts": { public: "a demonstration", handler: "containers" },
${ROLES}      },
    },
`;

const SETTINGS = {
  domains: {
    alb: {
      name: "alb.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
  },
  targetGroups: {
    containers: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/containers/1234abcd",
  },
};

const network = (vpcId: string) => JSON.stringify({ vpcId, subnetIds: ["subnet-0a", "subnet-0b"] });

describe("a load balancer that changes, on the real engine", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(CONSOLE, "load-balancer", {
      PULUMI_SKIP_CHECKPOINTS: "true",
      PULUMI_EXPERIMENTAL: "true",
    });
    await stand.useApis(APIS);
    for (const [key, value] of Object.entries(SETTINGS)) {
      await stand.succeed("config", "set", `okta-api-access:${key}`, JSON.stringify(value));
    }
    await stand.succeed("config", "set", "okta-api-access:network", network("vpc-0a"));
    await up();
  });

  after(() => stand.close());

  async function up(): Promise<void> {
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(await stand.plannedChanges(), [], "a second update would change something");
  }

  /** Priority → path pattern, of the rules that the local AWS has. */
  async function rules(): Promise<Record<string, string>> {
    const { stdout } = await stand.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { type: string; id: string; inputs: Record<string, unknown> }[] };
    };
    const found = deployment.resources.filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule");
    const kept = stand.cloud.aws.world.resources.get("lb.ListenerRule");
    // Those of routes: three more refuse headers in which other gateways say who calls.
    const held = found
      .map(({ id }) => kept!.get(id)!)
      .filter(({ properties }: any) => properties.conditions.some((one: any) => one.pathPattern !== undefined));
    return Object.fromEntries(
      held.map(({ properties }: any) => [
        String(properties.priority),
        properties.conditions.flatMap((one: any) => one.pathPattern?.regexValues ?? []).join(),
      ]),
    );
  }

  it("closes a route that was taken out, also where another one wanted its priority", async () => {
    assert.deepEqual(await rules(), { 4732: "^/roles$", 4733: "^/accounts$" });
    await stand.edit("access.ts", ROLES, "");
    await up();
    assert.deepEqual(await rules(), { 4732: "^/accounts$" });
  });

  it("takes it back", async () => {
    await stand.edit(
      "access.ts",
      `      routes: {\n        "POST /accounts"`,
      `      routes: {\n${ROLES}        "POST /accounts"`,
    );
    await up();
    assert.deepEqual(await rules(), { 4732: "^/roles$", 4733: "^/accounts$" });
  });

  it("moves to another VPC", async () => {
    await stand.succeed("config", "set", "okta-api-access:network", network("vpc-0b"));
    await up();
    assert.equal(Object.keys(await rules()).length, 2);
  });
});
