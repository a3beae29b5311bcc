/** How long the bundled authorizer takes in a fresh process: to load, and to judge its first token. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { median } from "./median";

export interface ColdStart {
  readonly loadMs: number;
  /** With the read of the keys over 127.0.0.1. */
  readonly firstMs: number;
  /** The same, where the secret of CloudFront has to be read as well. */
  readonly firstBehindCloudFrontMs: number;
}

/** What CloudFront shows in these starts. */
export const ORIGIN_SECRET = "bench-origin-secret";

/** What the process does: as Lambda does it, without the runtime's own work. */
const PROGRAM = `
const begin = performance.now();
import(process.argv[1]).then(async ({ handler }) => {
  const loaded = performance.now();
  const headers = { authorization: "Bearer " + process.argv[2], "x-origin-verify": "${ORIGIN_SECRET}" };
  const event = { routeKey: "GET /users", headers };
  const answer = await handler(event);
  if (!answer.isAuthorized) throw new Error(JSON.stringify(answer));
  console.log(JSON.stringify({ loadMs: loaded - begin, firstMs: performance.now() - loaded }));
});
`;

/** The medians of so many processes of each kind, in turns. The caller serves the issuer and the secret meanwhile, both at one address. */
export async function coldStart(code: string, issuer: string, token: string, times: number): Promise<ColdStart> {
  const folder = mkdtempSync(join(tmpdir(), "okta-api-access-cold-"));
  try {
    const file = join(folder, "index.mjs");
    writeFileSync(file, code);
    const env = {
      ISSUER: issuer,
      AUDIENCE: "api://admin",
      ALLOW_INSECURE_ISSUER: "true",
      REQUIREMENTS: JSON.stringify({ "GET /users": { scopes: { any: ["users:read"] } } }),
    };
    const behindCloudFront = {
      ...env,
      ORIGIN_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:bench",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: new URL(issuer).origin,
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
    };
    const args = [pathToFileURL(file).href, token];
    const starts: Start[] = [];
    const longer: Start[] = [];
    for (let i = 0; i < times; i += 1) {
      starts.push(await start(args, env));
      longer.push(await start(args, behindCloudFront));
    }
    return {
      loadMs: median([...starts, ...longer].map((one) => one.loadMs)),
      firstMs: median(starts.map((one) => one.firstMs)),
      firstBehindCloudFrontMs: median(longer.map((one) => one.firstMs)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Start {
  readonly loadMs: number;
  readonly firstMs: number;
}

async function start(args: string[], env: Record<string, string>): Promise<Start> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", PROGRAM, ...args], { env });
  return JSON.parse(stdout) as Start;
}
