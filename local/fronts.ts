/** APIs with the profile `none` in the local cloud: the forward-auth guard, and a small proxy before an echo that asks it. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { compile } from "../model/compile";
import { exportRequirements, METADATA_KEY, METADATA_PATH, protectedResourceMetadata } from "../model/routes";
import type { Access } from "../model/file";
import { CALLER_HEADERS, createForwardAuth, createForwardAuthServer, createGuard, readExported } from "../guard";
import { echoUrl } from "./aws/echo";
import { listen, LOOPBACK } from "./listen";

/** Where they are. */
export interface Fronts {
  /** API key → where it can be called. */
  readonly urls: Readonly<Record<string, string>>;
  /** API key → the guard, which a proxy of one's own may ask as Traefik and Caddy do. */
  readonly guards: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface FrontsUse {
  readonly issuer: string;
  readonly clientIds: Readonly<Record<string, string>>;
  readonly awsUrl: string;
}

/** Starts one guard and one proxy for each such API, at any free ports of 127.0.0.1. */
export async function startFronts(access: Access, { issuer, clientIds, awsUrl }: FrontsUse): Promise<Fronts> {
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  const guards: Record<string, string> = {};
  const started = async (server: Server, what: string) => {
    servers.push(server);
    return `http://${LOOPBACK}:${await listen(server, 0, what)}`;
  };
  for (const api of [...access.apis.values()].filter(({ profile }) => profile === "none")) {
    const proxy = createServer();
    const resource = await started(proxy, `proxy of ${api.key}`);
    const exported = exportRequirements(access, api, compile(access));
    const settings = readExported(exported, { issuer, clientIds, allowInsecureIssuer: true, resource });
    const forwardAuth = createForwardAuth({
      guard: createGuard(settings.guard),
      requirements: settings.requirements,
      log: () => undefined,
    });
    const guard = await started(createForwardAuthServer(forwardAuth, "traefik"), `guard of ${api.key}`);
    guards[api.key] = guard;
    urls[api.key] = resource;
    const requirements = Object.values(exported.requirements);
    const isOwn = exported.requirements[METADATA_KEY] !== undefined;
    const metadata = isOwn ? undefined : JSON.stringify(protectedResourceMetadata({ resource, issuer, requirements }));
    proxy.on("request", proxyTo({ guard, backend: echoUrl(awsUrl, api.key), metadata }));
  }
  return {
    urls,
    guards,
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Headers between two neighbours only. */
const HOP_BY_HOP = [
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

interface Behind {
  readonly guard: string;
  readonly backend: string;
  /** What the API asks for (RFC 9728), which a proxy answers itself; undefined where a route of the API does. */
  readonly metadata: string | undefined;
}

/** Asks before it passes a request on, as any reverse proxy does. INVARIANT: whatever goes wrong passes nothing on. */
function proxyTo({ guard, backend, metadata }: Behind): RequestListener {
  return (request, response) => {
    if (metadata !== undefined && request.method === "GET" && request.url === METADATA_PATH) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(metadata);
      return;
    }
    void proxied(request, response, guard, backend).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  };
}

async function proxied(
  request: IncomingMessage,
  response: ServerResponse,
  guard: string,
  backend: string,
): Promise<void> {
  const { url = "/", method = "GET" } = request;
  const headers = ownHeaders(request);
  const asking = { ...headers, "x-forwarded-method": method, "x-forwarded-uri": url };
  const answer = await call(`${guard}/`, "GET", asking);
  if (answer.status !== 200) {
    const { "www-authenticate": challenge, "content-type": type = "text/plain" } = answer.headers;
    response.writeHead(answer.status, {
      "content-type": type,
      ...(challenge !== undefined && { "www-authenticate": challenge }),
    });
    response.end(answer.body);
    return;
  }
  const callers = Object.values(CALLER_HEADERS).map((name) => [name, String(answer.headers[name] ?? "")]);
  const passed = await call(`${backend}${url}`, method, { ...headers, ...Object.fromEntries(callers) }, request);
  response.writeHead(passed.status, { "content-type": passed.headers["content-type"] ?? "application/json" });
  response.end(passed.body);
}

/** Every header that may be passed on, each as often as it came. */
function ownHeaders({ headersDistinct }: IncomingMessage): Record<string, string[]> {
  const entries = Object.entries(headersDistinct).filter(([name]) => !HOP_BY_HOP.includes(name));
  return Object.fromEntries(entries.map(([name, values]) => [name, values ?? []]));
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

function call(
  url: string,
  method: string,
  headers: Record<string, string | string[]>,
  body?: IncomingMessage,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject);
    if (body === undefined) sent.end();
    else body.pipe(sent);
  });
}
