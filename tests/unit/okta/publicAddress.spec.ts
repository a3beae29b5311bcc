/** Under which names the local Okta answers: this machine's, a public one in front of it, and none of a strange page's. */
import assert from "node:assert/strict";
import { request, type IncomingHttpHeaders } from "node:http";
import { startLocalOkta } from "../../../local/okta/start";
import { startStand, testKeys, type Stand } from "./support/stand";
import { startWorld } from "./support/world";

/** Sends headers that `fetch` does not let one choose. */
const ask = (url: string, headers: Record<string, string>, method = "GET") =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    })
      .on("error", reject)
      .end();
  });

describe("local Okta: its addresses", () => {
  describe("a public one", () => {
    let okta: Stand;
    before(async () => {
      okta = await startStand({ publicUrl: "https://okta.example.test" });
    });
    after(() => okta.close());

    it("begins issuers and links, and is answered on this machine", async () => {
      assert.match(okta.localUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
      const { text } = await ask(`${okta.localUrl}/oauth2/default/.well-known/openid-configuration`, {
        host: "okta.example.test",
      });
      const document = JSON.parse(text);
      assert.equal(document.issuer, "https://okta.example.test/oauth2/default");
      assert.equal(document.jwks_uri, "https://okta.example.test/oauth2/default/v1/keys");
      const users = await ask(`${okta.localUrl}/api/v1/users`, { authorization: `SSWS ${okta.apiToken}` });
      assert.equal(users.headers.link, '<https://okta.example.test/api/v1/users>; rel="self"');
    });

    it("is that of an org with an id, a name, a partition and features that are given", async () => {
      const stand = await startStand({
        orgId: "00o1other1org1other1",
        partition: "okta",
        orgName: "dev-1",
        features: { universalLogout: false },
      });
      const made = await stand.must(200, "POST", "/api/v1/apps", {
        name: "bookmark",
        label: "Wiki",
        signOnMode: "BOOKMARK",
        settings: { app: { url: "https://wiki.test" } },
      });
      assert.equal(made.orn, `orn:okta:idp:00o1other1org1other1:apps:bookmark:${made.id}`);
      assert.equal(made.universalLogout, null);
      const own = { label: "Log in", signOnMode: "AUTO_LOGIN", settings: { signOn: { loginUrl: "https://x.test" } } };
      assert.equal((await stand.must(200, "POST", "/api/v1/apps", own)).name, "dev-1_login_1");
      await stand.close();
    });

    it("is an address without a path, or none", async () => {
      for (const publicUrl of ["okta.example.test", "https://x.test/okta", "ftp://x.test", ""])
        await assert.rejects(
          startLocalOkta({ keys: testKeys, publicUrl }),
          /`publicUrl` must be an address without a path/,
        );
      const stand = await startLocalOkta({ keys: testKeys, publicUrl: "https://x.test/" });
      assert.equal(stand.url, "https://x.test");
      await stand.close();
    });
  });

  describe("another host or page", () => {
    let okta: Stand;
    before(async () => {
      okta = await startStand();
      const origin = { name: "app", origin: "http://app.test", scopes: [{ type: "CORS" }] };
      await okta.must(200, "POST", "/api/v1/trustedOrigins", origin);
    });
    after(() => okta.close());
    const status = async (path: string, headers: Record<string, string>, method?: string) =>
      (await ask(okta.url + path, headers, method)).status;

    it("is refused under a name that is not the org's", async () => {
      const { port } = new URL(okta.url);
      const path = "/.well-known/okta-organization";
      // Okta's Go library leaves out the port where it sends by `http_proxy`.
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "127.0.0.1", "localhost"])
        assert.equal(await status(path, { host }), 200);
      for (const host of ["evil.test", `evil.test:${port}`, "evil.test:80", "127.0.0.1:1"]) {
        const answer = await ask(okta.url + path, { host });
        assert.equal(answer.status, 403, host);
        assert.match(JSON.parse(answer.text).errorCauses[0].errorSummary, /^the local Okta answers at 127\.0\.0\.1:/);
      }
    });

    it("is refused at the local addresses, as a page of another origin", async () => {
      const own = okta.url;
      for (const [path, method] of [
        ["/__mail", "GET"],
        ["/__push", "GET"],
        ["/__faults", "DELETE"],
        ["/activate?user_code=X", "POST"],
        ["/signin/x", "POST"],
      ] as const) {
        assert.equal(await status(path, { origin: "http://evil.test" }, method), 403, path);
        assert.equal(await status(path, { origin: "null" }, method), 403, path);
        assert.equal(
          await status(path, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, method),
          403,
          path,
        );
        for (const origin of [own, own.replace("127.0.0.1", "localhost"), "http://app.test"])
          assert.notEqual(await status(path, { origin }, method), 403, `${path} ${origin}`);
      }
      const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
      assert.equal(await status("/welcome/none", link), 400);
    });

    it("may read answers of the Management API with an access token, as with Okta", async () => {
      const origin = "http://page.test";
      const preflight = await ask(
        `${okta.url}/api/v1/users`,
        { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
        "OPTIONS",
      );
      assert.equal(preflight.headers["access-control-allow-origin"], origin);
      assert.equal(preflight.headers["access-control-allow-credentials"], undefined);
      const withToken = await ask(`${okta.url}/api/v1/users`, { origin, authorization: "Bearer x" });
      assert.deepEqual([withToken.status, withToken.headers["access-control-allow-origin"]], [401, origin]);
      for (const authorization of [`SSWS ${okta.apiToken}`, ""]) {
        const answer = await ask(`${okta.url}/api/v1/users`, { origin, authorization });
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
      }
      const issuer = await ask(`${okta.url}/oauth2/v1/userinfo`, { origin, authorization: "Bearer x" });
      assert.equal(issuer.headers["access-control-allow-origin"], undefined);
    });
  });

  it("says who is signed in, by the session's cookie alone", async () => {
    const world = await startWorld();
    const signedIn = await world.authorize({ login_hint: "reader@example.test", scope: "openid" });
    const cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
    const me = async (headers: Record<string, string>) => fetch(`${world.url}/api/v1/users/me`, { headers });
    const answer = await me({ cookie });
    assert.deepEqual([answer.status, ((await answer.json()) as any).profile.login], [200, "reader@example.test"]);
    for (const cookie of ["", "idx=none"]) assert.equal((await me({ cookie })).status, 403);
    assert.equal((await fetch(`${world.url}/api/v1/users`, { headers: { cookie } })).status, 403, "and nothing else");
    await world.close();
  });
});
