/**
 * What a REST API of 280 routes on 140 paths costs in `pulumi up` and `pulumi destroy`, on the real engine and the local
 * cloud: resources, and seconds of the whole command. Target: at most 60 resources.
 */
import { REPOSITORY } from "../local/engine/locations";
import { Stand } from "../local/engine/stand";
import { median } from "./median";

const ROUNDS = 3;
const PATHS = 140;

/** An API alone, without an access file: every route asks for a scope, and one function answers all. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import { HandlerFunction, ProtectedRestApi } from "okta-api-access";

const aws = new Provider("aws", {
  region: "eu-central-1",
  endpoints: new pulumi.Config("aws").requireObject("endpoints"),
  skipCredentialsValidation: true,
});
const code = "export const handler = async () => ({ statusCode: 200 });";
const logs = { retentionDays: 7 };
const opts = { providers: { aws } };
const things = new HandlerFunction("things", { name: "things", roleName: "things", description: "things", module: code, logs }, opts);
const paths = Array.from({ length: ${PATHS} }, (_, i) => \`/things\${i}\`);
const routes = paths.flatMap((path) => ["GET", "POST"].map((method) => [\`\${method} \${path}\`, { scopes: ["things:read"], handler: "things" }]));
new ProtectedRestApi(
  "things",
  {
    naming: { product: "bench", stack: "local", carryStack: false },
    issuer: "https://example.okta.com/oauth2/aus1",
    audience: "api://things",
    routes: Object.fromEntries(routes),
    handlers: { things },
    authorizerModule: code,
    throttle: { ratePerSecond: 50, burst: 100 },
    logs,
  },
  opts,
);
`;

interface Measured {
  readonly up: number;
  readonly destroy: number;
  readonly resources: number;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function measure(stand: Stand): Promise<Measured> {
  const up = await seconds(() => stand.succeed("up", "--yes", "--skip-preview"));
  const { stdout } = await stand.succeed("stack", "export");
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: unknown[] } };
  const destroy = await seconds(() => stand.succeed("destroy", "--yes", "--skip-preview"));
  return { up, destroy, resources: deployment.resources.length };
}

async function main(): Promise<void> {
  const stand = await Stand.create(REPOSITORY, "bench-rest-api");
  try {
    await stand.program(PROGRAM);
    const rounds: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(stand));
    process.stdout.write(
      [
        `a REST API of ${PATHS * 2} routes on ${PATHS} paths, median of ${ROUNDS} rounds`,
        `  resources                 ${rounds[0]!.resources}`,
        `  up, wall seconds          ${median(rounds.map((one) => one.up)).toFixed(1)}`,
        `  destroy, wall seconds     ${median(rounds.map((one) => one.destroy)).toFixed(1)}`,
        "",
      ].join("\n"),
    );
  } finally {
    await stand.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
