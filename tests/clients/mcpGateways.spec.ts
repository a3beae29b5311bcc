/**
 * Straight at the gateways: the Model Context Protocol's SDK, with the callers' module for its tokens, knows an address and
 * nothing else; it signs in, steps up, and calls routes of a REST API, of an HTTP API, and of one without a gateway.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fetchWithStepUp } from "../../client";
import {
  Client,
  McpServer,
  StreamableHTTPClientTransport,
  StreamableHTTPServerTransport,
  type Transport,
} from "../strangers/mcp";
import { CONSOLE } from "../support/products";
import { startProduct, type RunningProduct } from "../../bench/localProduct";
import { foundTokens } from "./mcp/foundTokens";

const REPOSITORY = join(__dirname, "../..");
const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab";
const NAME = "tools.example.com";

const routes = (target: string, more: string) => `{
  "POST /mcp": { scopes: ["tools:use"], ${target} },
  "GET /mcp": { scopes: ["tools:use"], ${target} },
  "DELETE /tools/{id}": { scopes: ["tools:admin"], ${more} },
}`;
const ACCESS = `import { defineAccess } from "okta-api-access";
export default defineAccess({
  product: "tools",
  audience: "api://tools",
  scopes: {
    "tools:use": { description: "Use the tools" },
    "tools:admin": {
      description: "Administer the tools", sensitivity: "high", stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: {
    readers: { managed: true, scopes: ["tools:use"] },
    operators: { managed: true, scopes: ["tools:use", "tools:admin"] },
  },
  clients: { agent: { type: "native", scopes: ["tools:use", "tools:admin"] } },
  apis: {
    named: {
      profile: "rest",
      domain: { name: "${NAME}", certificateArn: "${CERTIFICATE}" },
      routes: ${routes(`backend: "mcp"`, `handler: "echo"`)},
    },
    plain: { routes: ${routes(`backend: "mcp"`, `handler: "echo"`)} },
    behind: {
      profile: "none",
      routes: { "GET /tools": { scopes: ["tools:use"] }, "DELETE /tools/{id}": { scopes: ["tools:admin"] } },
    },
  },
});
`;
const PEOPLE = `import { definePeople } from "okta-api-access";
import access from "./access";
export default definePeople(access, {
  rita: { firstName: "Rita", lastName: "Reader", groups: ["readers"] },
  otto: { firstName: "Otto", lastName: "Operator", groups: ["operators"], factors: ["password", "totp"] },
});
`;
const HANDLER = `import { createHandler, json } from "okta-api-access/service";
export const handler = createHandler(({ routeKey }) => json(200, { routeKey }));
`;

/** An MCP server that asks for nothing itself: whoever gets through the gateway is told who the gateway says they are. */
async function startMcpServer(): Promise<{ url: string; close(): Promise<void> }> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const mcp = new McpServer({ name: "tools", version: "1" });
    mcp.registerTool("who-am-i", {}, () => ({
      content: [{ type: "text" as const, text: String(request.headers["x-access-scopes"]) }],
    }));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await mcp.connect(transport as Transport);
    await transport.handleRequest(request, response);
  }
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

describe("programs that find an API by themselves, straight at the gateways", function () {
  this.timeout(120_000);
  let server: Awaited<ReturnType<typeof startMcpServer>>;
  let product: RunningProduct;
  let folder: string;
  before(async () => {
    server = await startMcpServer();
    mkdirSync(join(REPOSITORY, ".local"), { recursive: true });
    folder = mkdtempSync(join(REPOSITORY, ".local/found-"));
    for (const file of ["index.ts", "Pulumi.yaml"]) cpSync(join(CONSOLE, file), join(folder, file));
    writeFileSync(join(folder, "access.ts"), ACCESS);
    writeFileSync(join(folder, "people.ts"), PEOPLE);
    mkdirSync(join(folder, "handlers/echo"), { recursive: true });
    writeFileSync(join(folder, "handlers/echo/index.ts"), HANDLER);
    const config = { "okta-api-access:backends": { mcp: { url: server.url } } };
    writeFileSync(join(folder, "Pulumi.local.yaml"), JSON.stringify({ config }));
    product = await startProduct(folder);
  });
  after(async () => {
    await product?.cloud.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What DNS and a certificate do for the name of an API: the local AWS takes the host for it. */
  async function reach(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.host !== NAME) return fetch(request);
    const { method } = request;
    const headers = { ...Object.fromEntries(request.headers), host: NAME };
    const body = Buffer.from(await request.arrayBuffer());
    return new Promise((resolve, reject) => {
      const sent = httpRequest(product.cloud.aws.url + url.pathname, { method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const given = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
          const empty = answer.statusCode === 202 || answer.statusCode === 204;
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status: answer.statusCode, headers: given }));
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  function programOf(person: string, api: string) {
    const { apis, clients, personas } = product.environment;
    const serverUrl = apis[api]!;
    const asked: URL[] = [];
    const { clientId, redirectUris } = clients["agent"]!;
    const call = fetchWithStepUp({
      baseUrl: serverUrl,
      scopes: "challenged",
      fetch: reach,
      getToken: foundTokens({
        serverUrl,
        redirectUrl: redirectUris![0]!,
        client: { client_id: clientId },
        fetch: reach,
        signIn: async (url) => {
          asked.push(new URL(url));
          url.searchParams.set("login_hint", personas[person]!.login);
          const { headers } = await fetch(url, { redirect: "manual" });
          return new URL(headers.get("location")!);
        },
      }),
    });
    const answered = asked.map.bind(asked, ({ searchParams }) => ({
      scope: searchParams.get("scope"),
      acr: searchParams.get("acr_values"),
      maxAge: searchParams.get("max_age"),
    }));
    return { serverUrl, call, asked, requests: () => answered() };
  }

  const STEP_UP = { acr: "urn:okta:loa:2fa:any", maxAge: "300" };
  const all = { scope: "tools:use tools:admin", acr: null, maxAge: null };

  for (const api of ["named", "plain"]) {
    it(`speaks the protocol with a server behind the ${api} API, and steps up at a route of it`, async () => {
      const { serverUrl, call, asked, requests } = programOf("otto", api);
      const client = new Client({ name: "test", version: "1" });
      const transport = new StreamableHTTPClientTransport(new URL(`${serverUrl}/mcp`), { fetch: call });
      await client.connect(transport as Transport);
      const { content } = (await client.callTool({ name: "who-am-i" })) as { content: { text: string }[] };
      assert.deepEqual(content[0]!.text.split(" ").sort(), ["tools:admin", "tools:use"]);
      await client.close();
      const [first] = asked;
      assert.equal(first!.href.split("?")[0], `${product.environment.issuer}/v1/authorize`);
      assert.equal(first!.searchParams.get("resource"), serverUrl);

      const deleted = await call("/tools/7", { method: "DELETE" });
      assert.deepEqual([deleted.status, await deleted.json()], [200, { routeKey: "DELETE /tools/{id}" }]);
      // Neither gateway's 401 says which scopes a route needs: those of the metadata are asked for.
      assert.deepEqual(requests(), [all, { scope: "tools:use tools:admin", ...STEP_UP }]);
      await call("/tools/8", { method: "DELETE" });
      assert.equal(asked.length, 2, "the elevated token is kept");
    });

    it(`hears from Okta at the ${api} API that a person is not entitled to all that the metadata names`, async () => {
      const { call } = programOf("rita", api);
      await assert.rejects(call("/mcp", { method: "POST" }), /Policy evaluation failed for this request/);
    });
  }

  it("asks before an API without a gateway for what each route needs, and steps up there", async () => {
    const { call, requests } = programOf("otto", "behind");
    assert.equal((await call("/tools")).status, 200);
    const deleted = await call("/tools/7", { method: "DELETE" });
    assert.equal(deleted.status, 200);
    const { headers } = (await deleted.json()) as { headers: Record<string, string> };
    assert.equal(headers["x-access-scopes"], "tools:use tools:admin");
    assert.deepEqual(requests(), [
      { scope: "tools:use", acr: null, maxAge: null },
      all,
      { scope: "tools:use tools:admin", ...STEP_UP },
    ]);
  });

  it("gives a person there what the person is entitled to, and says of the rest that it is refused", async () => {
    const { call } = programOf("rita", "behind");
    assert.equal((await call("/tools")).status, 200);
    await assert.rejects(call("/tools/7", { method: "DELETE" }), /Policy evaluation failed for this request/);
  });
});
