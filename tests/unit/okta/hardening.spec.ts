/** Requests that nobody sends by mistake: large bodies, wrong types, broken encodings. Each gets a proper error. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { assertApiError, assertOAuthError, reply } from "./support/stand";
import { startWorld, type World } from "./support/world";

describe("local Okta: malformed requests", () => {
  let world: World;
  let token: string;
  before(async () => {
    world = await startWorld();
    token = `${world.url}${world.issuerPath}/v1/token`;
  });
  after(() => world.close());

  const api = async (body: string | Uint8Array<ArrayBuffer>, type: string | undefined = "application/json") => {
    const headers: Record<string, string> = {
      authorization: `SSWS ${world.apiToken}`,
      ...(type === undefined ? {} : { "content-type": type }),
    };
    return reply(await fetch(`${world.url}/api/v1/groups`, { method: "POST", headers, body }));
  };
  const form = async (body: string | Uint8Array<ArrayBuffer>, type = "application/x-www-form-urlencoded") =>
    reply(await fetch(token, { method: "POST", headers: { "content-type": type }, body }));

  it("refuses bodies over 1 MiB, declared and in chunks", async () => {
    const large = "x".repeat(1024 * 1024 + 1);
    assertApiError(await api(large), 413, "E0000003", "The request body was not well-formed.", [
      "the body is larger than 1048576 bytes",
    ]);
    const oauth = await form(`a=${large}`);
    assertOAuthError(oauth, 413, "invalid_request", "Invalid request");
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 17; i += 1) controller.enqueue(new Uint8Array(64 * 1024));
        controller.close();
      },
    });
    const chunked = await fetch(token, {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    } as RequestInit);
    assert.equal(chunked.status, 413);
    await chunked.arrayBuffer();
  });

  it("takes a body of exactly 1 MiB", async () => {
    const description = "x".repeat(1024 * 1024 - JSON.stringify({ profile: { name: "", description: "" } }).length);
    assert.equal((await api(JSON.stringify({ profile: { name: "", description } }))).body.errorCode, "E0000001");
  });

  const bodies: [string, string | Uint8Array<ArrayBuffer>, string | undefined, string][] = [
    ["broken JSON", "{", undefined, "E0000003"],
    ["JSON that is no object", "[1]", undefined, "E0000003"],
    ["JSON null", "null", undefined, "E0000003"],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), undefined, "E0000003"],
    ["a form", "a=b", "application/x-www-form-urlencoded", "E0000021"],
    ["text", "{}", "text/plain", "E0000021"],
    ["fields of the wrong type", `{"profile":[1]}`, undefined, "E0000001"],
    ["a name that is a number", `{"profile":{"name":5}}`, undefined, "E0000001"],
    ["a prototype", `{"__proto__":{"profile":{"name":"x"}}}`, undefined, "E0000001"],
    ["deep nesting", `{"a":`.repeat(5000) + "1" + "}".repeat(5000), undefined, "E0000001"],
  ];
  for (const [what, body, type, code] of bodies) {
    it(`refuses ${what} at the API`, async () => {
      const answer = await api(body, type);
      assert.deepEqual([answer.status, answer.body.errorCode], [400, code]);
    });
  }

  const forms: [string, string | Uint8Array<ArrayBuffer>, string | undefined, string][] = [
    ["JSON", `{"grant_type":"client_credentials"}`, "application/json", "Invalid request"],
    [
      "a duplicate parameter",
      "grant_type=a&grant_type=a",
      undefined,
      "The request contained multiple parameters with the same name.",
    ],
    ["a broken percent sign", "grant_type=%zz", undefined, "Invalid request"],
    ["percent-encoded bytes that are no UTF-8", "grant_type=%ff", undefined, "Invalid request"],
    ["bytes that are no UTF-8", new Uint8Array([0x61, 0x3d, 0xff]), undefined, "Invalid request"],
  ];
  for (const [what, body, type, description] of forms) {
    it(`refuses ${what} at the token endpoint`, async () => {
      assertOAuthError(await form(body, type), 400, "invalid_request", description);
    });
  }

  it("refuses names that every object has as grant types, algorithms and clients", async () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const answer = await world.post(`${world.issuerPath}/v1/token`, { grant_type: name }, world.basic("service"));
      assert.equal(answer.body.error, "unsupported_grant_type");
      assert.equal(
        (await world.post(`${world.issuerPath}/v1/token`, { grant_type: name, client_id: name })).body.error,
        "invalid_client",
      );
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const assertion = `${encode({ alg: name })}.${encode({ iss: world.clients.service, sub: world.clients.service })}.AA`;
      const signed = await world.post(`${world.issuerPath}/v1/token`, {
        grant_type: "client_credentials",
        client_assertion: assertion,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      });
      assert.equal(signed.body.error, "invalid_client");
    }
  });

  it("refuses paths with odd characters, and goes on", async () => {
    for (const path of [
      "/api/v1/groups/%00",
      "/api/v1/groups/%zz",
      "/api/v1/groups/..%2f..%2f",
      `/api/v1/groups/${"x".repeat(8000)}`,
    ]) {
      const answer = await world.api("GET", path);
      assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.status}`);
    }
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 200);
  });

  it("survives connections that break off, and lines that are no HTTP", async () => {
    const { hostname, port } = new URL(world.url);
    const head = `POST ${world.issuerPath}/v1/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\ngrant_type=`;
    for (const text of [head, "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0"]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write(text, () => socket.destroy()));
        socket.on("close", () => resolve());
        socket.on("error", () => undefined);
      });
    }
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 200);
  });
});
