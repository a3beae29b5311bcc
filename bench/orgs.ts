/**
 * How long `access adopt` and `access verify` take in a large org, from the command line to the last line: 50 servers, 500
 * scopes, 500 rules, at the limits that Okta has for one token, each answer a tenth of a second away.
 * Run it with `npm run build && npm run bench -- orgs`.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startLocalOkta, type LocalOkta } from "../local/okta/start";

const COMMAND = join(__dirname, "../dist/cli/access.js");

const SERVERS = 50;
const SCOPES = 500;
const RULES = 500;
const POLICIES = 50;
const GROUPS = 60;

/** Milliseconds from a request to its answer, besides what the local Okta takes. */
const LATENCY = 100;

const GOAL_SECONDS = 10;

type Api = <T = { id: string }>(path: string, body: object, method?: string) => Promise<T>;

/** What an org has, all on one server or on each an equal part. */
async function makeServer(api: Api, name: string, parts: number, groups: readonly string[]): Promise<void> {
  const server = await api("/api/v1/authorizationServers", { name, description: name, audiences: [`api://${name}`] });
  const base = `/api/v1/authorizationServers/${server.id}`;
  const scopes = Array.from({ length: SCOPES / parts }, (_, i) => `part${i % 50}:s${i}`);
  for (const scope of scopes) await api(`${base}/scopes`, { name: scope, description: scope, consent: "IMPLICIT" });
  const policies = POLICIES / parts;
  for (let p = 0; p < policies; p++) {
    const app = await api("/api/v1/apps", appBody(`${name} client ${p}`));
    for (let g = 0; g < 3; g++) await api(`/api/v1/apps/${app.id}/groups/${groups[(p + g * 7) % GROUPS]}`, {}, "PUT");
    const policy = await api(`${base}/policies`, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: `${name} policy ${p}`,
      description: "a policy",
      priority: p + 1,
      status: "ACTIVE",
      conditions: { clients: { include: [app.id] } },
    });
    for (let r = 0; r < RULES / POLICIES; r++) {
      const wanted = scopes.slice((p * 10) % scopes.length, ((p * 10) % scopes.length) + 1 + r);
      await api(`${base}/policies/${policy.id}/rules`, ruleBody(r, groups[(p + r * 7) % GROUPS]!, wanted));
    }
  }
}

function appBody(label: string): object {
  return {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: true } },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: ["https://app.example.com/callback"],
        consent_method: "TRUSTED",
      },
    },
  };
}

function ruleBody(index: number, group: string, scopes: readonly string[]): object {
  return {
    type: "RESOURCE_ACCESS",
    name: `rule ${index}`,
    priority: index + 1,
    status: "ACTIVE",
    conditions: {
      grantTypes: { include: ["authorization_code"] },
      people: { groups: { include: [group] }, users: { include: [] } },
      scopes: { include: ["openid", ...scopes] },
    },
    actions: {
      token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 },
    },
  };
}

/** One server with everything, and 49 others of which each has its part. */
async function makeOrg(okta: LocalOkta): Promise<void> {
  const api: Api = async (path, body, method = "POST") => {
    const headers = { authorization: `SSWS ${okta.apiToken}`, "content-type": "application/json" };
    const response = await fetch(okta.localUrl + path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json() as never;
  };
  const groups: string[] = [];
  for (let g = 0; g < GROUPS; g++) groups.push((await api("/api/v1/groups", { profile: { name: `group ${g}` } })).id);
  await makeServer(api, "large", 1, groups);
  for (let s = 1; s < SERVERS; s++) await makeServer(api, `small ${s}`, SERVERS, groups);
  await api("/__features", { rateLimits: true }, "PUT");
}

/** As far away as a server in another region. The org is told where it is before it is asked anything. */
async function farAway(): Promise<{
  readonly url: string;
  readonly port: (port: number) => void;
  readonly close: () => void;
}> {
  let port = 0;
  const server: Server = createServer(({ method, url, headers }, outgoing) => {
    setTimeout(() => {
      request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      }).end();
    }, LATENCY);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (own) => void (port = own),
    close: () => server.close(),
  };
}

interface Ran {
  readonly seconds: number;
  readonly requests: number;
  readonly refused: number;
}

/** Another minute, so that no command pays for the one before it. */
async function measured(okta: LocalOkta, args: readonly string[], statuses: readonly number[]): Promise<Ran> {
  okta.okta.limits.refuses = true;
  const counts = { requests: 0, refused: 0 };
  counted = ({ status }) => {
    counts.requests += 1;
    if (status === 429) counts.refused += 1;
  };
  const start = performance.now();
  const status = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, OKTA_API_TOKEN: okta.apiToken },
    });
    child.on("close", resolve);
  });
  const seconds = (performance.now() - start) / 1_000;
  if (!statuses.includes(status ?? -1)) throw new Error(`access ${args[0]} ended with ${status}`);
  return { seconds, ...counts };
}

let counted: (request: { readonly status: number }) => void = () => undefined;

async function main(): Promise<void> {
  if (!existsSync(COMMAND)) throw new Error("`dist/` is not there: call `npm run build` first");
  // Where the adopted file finds the package.
  const local = join(__dirname, "../.local");
  mkdirSync(local, { recursive: true });
  const folder = mkdtempSync(join(local, "bench-"));
  const away = await farAway();
  const log = (line: string) => counted({ status: Number(/ (\d{3}) \d+ms/.exec(line)?.[1]) });
  const okta = await startLocalOkta({ publicUrl: away.url, log });
  away.port(Number(new URL(okta.localUrl).port));
  try {
    await makeOrg(okta);
    const show = (what: string, { seconds, requests, refused }: Ran) =>
      process.stdout.write(
        `${what}: ${seconds.toFixed(1)} s (goal: at most ${GOAL_SECONDS}), ${requests} requests, ${refused} refused\n`,
      );
    process.stdout.write(
      `${SERVERS} servers: ${SCOPES} scopes, ${RULES} rules and ${POLICIES} clients on one, as many again on the others together\n`,
    );
    const server = ["--org-url", away.url, "--server"];
    const adopt = (name: string, out: string) =>
      measured(
        okta,
        [
          "adopt",
          ...server,
          name,
          "--product",
          out,
          "--out",
          join(folder, out),
          ...(process.env.SAVE ? ["--save", process.env.SAVE + out] : []),
        ],
        [0],
      );
    show("access adopt, the large server", await adopt("large", "large"));
    const model = ["--model", join(folder, "large/access.ts")];
    // 1: the file is nearer than the server.
    show("access verify, the large server", await measured(okta, ["verify", ...server, "large", ...model], [0, 1]));
    show("access adopt, a small server", await adopt("small 7", "small"));
  } finally {
    await okta.close();
    away.close();
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
