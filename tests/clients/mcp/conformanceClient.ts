/**
 * The client that the MCP conformance suite tries: the SDK's client for the protocol, the callers' module for the tokens. The
 * suite names its server in the last argument, and what a client is to know beforehand in the environment.
 */
import { fetchWithStepUp, type GetToken } from "../../../client";
import {
  Client,
  ClientCredentialsProvider,
  ElicitRequestSchema,
  PrivateKeyJwtProvider,
  StreamableHTTPClientTransport,
  type Tool,
  type Transport,
} from "../../strangers/mcp";
import { foundServiceTokens, foundTokens } from "./foundTokens";

/** The suite's example of a client that says who it is by an address. Source: the suite's README. */
const CLIENT_METADATA = "https://conformance-test.local/client-metadata.json";

/** What the suite tells a client that is registered already. */
interface Context {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly private_key_pem?: string;
  readonly signing_algorithm?: string;
}

function getTokenFor(serverUrl: string, context: Context, isService: boolean): GetToken {
  const { client_id: clientId = "", client_secret: clientSecret = "", private_key_pem: privateKey } = context;
  if (isService && privateKey !== undefined) {
    const algorithm = context.signing_algorithm ?? "ES256";
    return foundServiceTokens(serverUrl, new PrivateKeyJwtProvider({ clientId, privateKey, algorithm }));
  }
  if (isService) return foundServiceTokens(serverUrl, new ClientCredentialsProvider({ clientId, clientSecret }));
  return foundTokens({
    serverUrl,
    redirectUrl: "http://localhost:3000/callback",
    clientMetadataUrl: CLIENT_METADATA,
    ...(clientId !== "" && { client: { client_id: clientId, ...(clientSecret && { client_secret: clientSecret }) } }),
    // The suite's authorization servers ask no person: they lead back at once.
    signIn: async (url) => {
      const { headers, status } = await fetch(url, { redirect: "manual" });
      const back = headers.get("location");
      if (back === null) throw new Error(`the authorization server answers ${status}`);
      return new URL(back);
    },
  });
}

/** Some value for each argument that a tool must have. */
function argumentsOf({ inputSchema: { properties = {}, required = [] } }: Tool): Record<string, unknown> {
  return Object.fromEntries(
    required.map((name) => [name, (properties[name] as { type?: string } | undefined)?.type === "number" ? 1 : "text"]),
  );
}

async function main(serverUrl: string): Promise<void> {
  const context = JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}") as Context;
  const isService = process.env["MCP_CONFORMANCE_SCENARIO"]?.startsWith("auth/client-credentials") ?? false;
  const call = fetchWithStepUp({
    baseUrl: new URL(serverUrl).origin,
    scopes: "challenged",
    getToken: getTokenFor(serverUrl, context, isService),
  });
  const capabilities = { elicitation: { form: { applyDefaults: true } } };
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: {} }));
  const transport = new StreamableHTTPClientTransport(new URL(serverUrl), { fetch: call });
  await client.connect(transport as Transport);
  const { tools } = await client.listTools();
  for (const tool of tools) await client.callTool({ name: tool.name, arguments: argumentsOf(tool) });
  await client.close();
}

main(process.argv.at(-1)!).catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
