/**
 * The Model Context Protocol's own software: the TypeScript SDK's client finds the authorization server by itself, signs in,
 * and asks for more where a tool needs it.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt } from "jose";
import {
  createGuard,
  guardMiddleware,
  protectedResourceMetadata,
  resourceMetadataUrl,
  type GuardedRequest,
} from "../../guard";
import type { RunningProduct } from "../../bench/localProduct";
import {
  Client,
  McpServer,
  type OAuthClientProvider,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  StreamableHTTPServerTransport,
  type Transport,
  UnauthorizedError,
} from "../strangers/mcp";
import { consoleProduct } from "../support/consoleProduct";

/** By tool: what the local gateway's routes ask for. The SDK keeps one token, so that a tool names what connecting needs as well. */
const REQUIREMENTS = {
  connect: { scopes: { any: ["users:read"] } },
  "update-user": { scopes: { all: ["users:read", "users:update"] } },
};

/** An MCP server behind the guard: its tools call the routes of the local gateway, with the token of whoever calls them. */
async function startMcpServer({
  environment,
}: RunningProduct): Promise<{ url: string; refused: string[]; close(): Promise<void> }> {
  const refused: string[] = [];
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const resource = `${origin}/mcp`;
  const { issuer, audience } = environment;
  const metadata = protectedResourceMetadata({
    resource,
    issuer,
    requirements: Object.values(REQUIREMENTS),
    name: "Users",
  });
  const resourceMetadata = resourceMetadataUrl(resource);
  const guard = createGuard({ issuer, audience, allowInsecureIssuer: true, resourceMetadata });

  async function answer(
    request: IncomingMessage & GuardedRequest,
    response: import("node:http").ServerResponse,
  ): Promise<void> {
    if (`${origin}${request.url}` === resourceMetadata) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(metadata));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
    const tool = (body as { params?: { name?: string } } | undefined)?.params?.name;
    const requirement = tool === "update-user" ? REQUIREMENTS["update-user"] : REQUIREMENTS.connect;
    await guardMiddleware(guard, requirement)(request, response, () => void serve(request, response, body));
    if (request.auth === undefined) refused.push(String(response.getHeader("www-authenticate")));
  }

  async function serve(request: IncomingMessage, response: import("node:http").ServerResponse, body: unknown) {
    const mcp = new McpServer({ name: "users", version: "1" });
    const call = async (method: string, path: string) => {
      const { authorization } = request.headers;
      const answered = await fetch(`${environment.apis["admin"]}${path}`, {
        method,
        headers: { authorization: authorization! },
      });
      return { content: [{ type: "text" as const, text: `${answered.status} ${await answered.text()}` }] };
    };
    mcp.registerTool("list-users", {}, () => call("GET", "/users"));
    mcp.registerTool("update-user", {}, () => call("PATCH", "/users/00u1"));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await mcp.connect(transport as Transport);
    await transport.handleRequest(request, response, body);
  }

  return {
    url: resource,
    refused,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

/** What an application tells the SDK: who it is, and how a person's browser is led. Neither issuer nor scopes. */
class Provider implements OAuthClientProvider {
  readonly asked: URL[] = [];
  code: string | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = "";
  constructor(
    readonly clientId: string,
    readonly redirectUrl: string,
    readonly login: string,
  ) {}
  get clientMetadata() {
    return { redirect_uris: [this.redirectUrl], token_endpoint_auth_method: "none" };
  }
  /** Okta refuses a request without one. */
  state = () => randomUUID();
  clientInformation = () => ({ client_id: this.clientId });
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => void (this.#tokens = tokens);
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  async redirectToAuthorization(url: URL): Promise<void> {
    this.asked.push(new URL(url));
    url.searchParams.set("login_hint", this.login);
    const response = await fetch(url, { redirect: "manual" });
    const back = new URL(response.headers.get("location")!);
    this.code = back.searchParams.get("code") ?? undefined;
    if (this.code === undefined) throw new Error(back.searchParams.get("error_description") ?? "no code");
  }
}

describe("the MCP TypeScript SDK's client", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let server: Awaited<ReturnType<typeof startMcpServer>>;
  before(async () => {
    product = await consoleProduct();
    server = await startMcpServer(product);
  });
  after(() => server.close());

  function clientFor(person: string) {
    const { clientId, redirectUris } = product.environment.clients["support-console"]!;
    const provider = new Provider(clientId, redirectUris![0]!, product.environment.personas[person]!.login);
    /** What an application does each time that the SDK has led the browser away and it came back. */
    const withSignIn = async <T>(act: (transport: StreamableHTTPClientTransport) => Promise<T>): Promise<T> => {
      const transport = new StreamableHTTPClientTransport(new URL(server.url), { authProvider: provider });
      try {
        return await act(transport);
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        await transport.finishAuth(provider.code!);
        return act(new StreamableHTTPClientTransport(new URL(server.url), { authProvider: provider }));
      }
    };
    const callTool = (name: string) =>
      withSignIn(async (transport) => {
        const client = new Client({ name: "test", version: "1" });
        await client.connect(transport as Transport);
        const { content } = (await client.callTool({ name })) as { content: { text: string }[] };
        return content[0]!.text;
      });
    return { provider, callTool };
  }

  it("finds the server and the scope by itself, signs in, and reaches a route of the local gateway", async () => {
    const { provider, callTool } = clientFor("leo");
    assert.match(await callTool("list-users"), /^200 .*"operation":"GET \/users"/);
    const [asked] = provider.asked;
    assert.equal(asked!.href.split("?")[0], `${product.environment.issuer}/v1/authorize`);
    assert.equal(asked!.searchParams.get("scope"), "users:read");
    assert.equal(asked!.searchParams.get("resource"), server.url);
    assert.deepEqual(decodeJwt(provider.tokens()!.access_token)["scp"], ["users:read"]);
    assert.match(server.refused[0]!, /^Bearer scope="users:read", resource_metadata="/);
  });

  it("asks for more where a tool needs it, and for nothing else", async () => {
    const { provider, callTool } = clientFor("leo");
    await callTool("list-users");
    assert.match(await callTool("update-user"), /^200 .*"operation":"PATCH \/users\/\{id\}"/);
    assert.deepEqual(
      provider.asked.map(({ searchParams }) => searchParams.get("scope")),
      ["users:read", "users:read users:update"],
    );
  });

  it("hears from Okta that a person is not entitled to more", async () => {
    const { provider, callTool } = clientFor("agnes");
    await callTool("list-users");
    await assert.rejects(callTool("update-user"), /Policy evaluation failed for this request/);
    assert.equal(provider.asked.length, 2);
  });
});
