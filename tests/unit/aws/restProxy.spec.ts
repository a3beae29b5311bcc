/** A REST API that hands requests on to a backend over HTTP: what the backend gets, and what comes back. */
import assert from "node:assert/strict";
import { createServer, request as send, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startRestApi, type TestRestApi } from "./localRestApi";

describe("a REST API before a backend", () => {
  let api: TestRestApi;
  let server: Server;
  const got: { url: string; headers: IncomingMessage["headers"]; body: Buffer }[] = [];

  before(async () => {
    server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      got.push({ url: incoming.url!, headers: incoming.headers, body: Buffer.concat(chunks) });
      outgoing.writeHead(200, {
        server: "own",
        "www-authenticate": "Basic",
        "set-cookie": ["a=1", "b=2"],
        "content-length": "2",
      });
      outgoing.end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/things/{thing}`;
    const requestParameters = {
      "integration.request.path.thing": "method.request.path.id",
      "integration.request.header.X-Fixed": "'of the gateway'",
      "integration.request.header.x-method": "context.httpMethod",
      "integration.request.querystring.thing": "method.request.path.id",
      "integration.request.header.x-asked": "method.request.querystring.q",
    };
    api = await startRestApi({ requirements: { "POST /closed": { scopes: { any: ["a"] } } }, ttl: 0 });
    const document = structuredClone(api.document);
    document.paths["/things/{id}"] = {
      post: {
        responses: {},
        parameters: [{ name: "q", in: "query", schema: { type: "string" } }],
        "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "POST", uri, requestParameters },
      },
    };
    assert.equal((await api.put(document)).status, 200);
    await api.deploy();
  });
  after(async () => {
    await api.close();
    server.close();
  });

  function post(path: string, headers: Record<string, string>, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = send(api.url + path, { method: "POST", headers }, (answer) => {
        answer.resume();
        resolve(answer);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  it("fills the variables of the path in, encoded once, and leaves out the headers that API Gateway drops", async () => {
    const dropped = { "content-md5": "x", "max-forwards": "1", te: "trailers", "content-encoding": "gzip" };
    await post("/things/a%2Fb%20c?q=1", { ...dropped, "x-own": "1" }, Buffer.from("text"));
    const { url, headers, body } = got.at(-1)!;
    assert.equal(url, "/things/a%2Fb%20c?q=1&thing=a%2Fb+c");
    assert.deepEqual(
      [...Object.keys(dropped), "forwarded"].filter((name) => headers[name] !== undefined),
      [],
    );
    assert.deepEqual([headers["x-own"], body.toString()], ["1", "text"]);
  });

  it("adds what the integration maps, whatever the caller says, and what API Gateway says of itself", async () => {
    await post("/things/7?q=1", { "x-fixed": "mine", "x-amzn-apigateway-api-id": "mine" }, Buffer.alloc(0));
    const { headers } = got.at(-1)!;
    assert.deepEqual([headers["x-fixed"], headers["x-method"], headers["x-asked"]], ["of the gateway", "POST", "1"]);
    assert.equal(headers["x-amzn-apigateway-api-id"], api.restApi);
    assert.match(String(headers["x-amzn-trace-id"]), /^Root=1-/);
    assert.equal(headers["x-forwarded-port"], new URL(api.url).port);
    await post("/things/7", {}, Buffer.alloc(0));
    assert.equal(got.at(-1)!.headers["x-asked"], undefined);
  });

  it("refuses mappings of what the method does not declare, and of what is none", async () => {
    const refused = async (to: string, from: string) => {
      const document = structuredClone(api.document);
      const integration = {
        type: "http_proxy",
        httpMethod: "GET",
        uri: "https://a.example/",
        requestParameters: { [to]: from },
      };
      document.paths["/mapped"] = { get: { responses: {}, "x-amazon-apigateway-integration": integration } };
      return (await api.put(document)).body.message as string;
    };
    const header = "integration.request.header.x";
    assert.match(await refused(header, "method.request.header.y"), /Invalid mapping expression parameter specified/);
    for (const from of ["'open", "y", "method.request.headers.y"])
      assert.match(await refused(header, from), /Invalid mapping expression specified/, from);
    assert.match(await refused("integration.header.x", "'a'"), /Invalid mapping expression specified/);
    assert.match(await refused(header, "method.request.body"), /does not model the mapping/);
  });

  it("takes a body for text, so that bytes that are none do not arrive as they were", async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x41]);
    await post("/things/1", {}, bytes);
    assert.deepEqual(got.at(-1)!.body, Buffer.from("\ufffd\u0000A"));
  });

  it("renames what it has itself of the answer, and keeps its cookies apart", async () => {
    const { headers } = await post("/things/1", {}, Buffer.alloc(0));
    assert.equal(headers["x-amzn-remapped-server"], "own");
    assert.equal(headers["x-amzn-remapped-www-authenticate"], "Basic");
    assert.equal(headers["x-amzn-remapped-content-length"], "2");
    assert.equal(typeof headers["x-amzn-remapped-date"], "string");
    assert.deepEqual([headers["server"], headers["www-authenticate"]], [undefined, undefined]);
    assert.deepEqual(headers["set-cookie"], ["a=1", "b=2"]);
  });
});
