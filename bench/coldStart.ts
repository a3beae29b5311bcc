/** How long the bundled authorizer takes in a fresh process: to load, and to judge its first token. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

export interface ColdStart {
  readonly loadMs: number;
  /** With the read of the keys over 127.0.0.1. */
  readonly firstMs: number;
}

/** What the process does: as Lambda does it, without the runtime's own work. */
const PROGRAM = `
const begin = performance.now();
import(process.argv[1]).then(async ({ handler }) => {
  const loaded = performance.now();
  const event = { routeKey: "GET /users", headers: { authorization: "Bearer " + process.argv[2] } };
  const answer = await handler(event);
  if (!answer.isAuthorized) throw new Error(JSON.stringify(answer));
  console.log(JSON.stringify({ loadMs: loaded - begin, firstMs: performance.now() - loaded }));
});
`;

/** The medians of so many processes, one after the other. The caller serves the issuer meanwhile. */
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
    const starts: ColdStart[] = [];
    for (let i = 0; i < times; i += 1) starts.push(await start([pathToFileURL(file).href, token], env));
    const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    return { loadMs: middle(starts.map((one) => one.loadMs)), firstMs: middle(starts.map((one) => one.firstMs)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function start(args: string[], env: Record<string, string>): Promise<ColdStart> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", PROGRAM, ...args], { env });
  return JSON.parse(stdout) as ColdStart;
}
