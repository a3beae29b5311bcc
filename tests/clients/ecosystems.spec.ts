/** Clients of other ecosystems against the local Okta behind TLS: Authlib (Python), go-oidc (Go), Okta's starter for Spring Boot. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { REDIRECT, startWorld, type World } from "../unit/okta/support/world";
import { startTlsFront, type TlsFront } from "./support/tlsFront";
import { ECOSYSTEMS, INSTALL_MS, installFolder, needs, run } from "../support/toolchain";

describe("clients of other ecosystems", () => {
  let front: TlsFront;
  let world: World;
  let issuer: string;
  let caFile: string;
  before(async () => {
    front = await startTlsFront();
    world = await startWorld({ publicUrl: front.url, clock: Date.now });
    front.target = world.localUrl;
    issuer = front.url + world.issuerPath;
    caFile = join(installFolder("trust"), "ca.pem");
    writeFileSync(caFile, front.ca);
  });
  after(async () => {
    await world.close();
    await front.close();
  });

  /** What each client says after a sign-in with PKCE, a renewal, and a refusal. */
  const expected = () => ({
    issuer,
    scope: "openid offline_access users:read",
    sameSubject: true,
    rotated: true,
    refused: "access_denied",
  });

  describe("Authlib", () => {
    const folder = installFolder("python");
    const python = join(folder, "bin/python");
    before(async function () {
      this.timeout(INSTALL_MS);
      await needs(this, ["python3", "--version"]);
      if (!existsSync(python)) await run("python3", ["-m", "venv", folder]);
      const packages = ["Authlib==1.9.10", "requests==2.34.2"];
      await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
    });

    it("signs a person in, checks the tokens, renews them, and hears why a scope is refused", async () => {
      const settings = {
        issuer,
        clientId: world.clients.spa,
        redirectUri: REDIRECT,
        scope: "openid offline_access users:read",
        login: "reader@example.test",
        refused: "users:write",
      };
      const env = { REQUESTS_CA_BUNDLE: caFile, AUTHLIB_INSECURE_TRANSPORT: "1" };
      const said = await run(python, [join(ECOSYSTEMS, "python/client.py"), JSON.stringify(settings)], { env });
      assert.deepEqual(JSON.parse(said.trim().split("\n").at(-1)!), expected());
    });
  });

  describe("go-oidc", () => {
    const program = join(installFolder("go"), "client");
    before(async function () {
      this.timeout(INSTALL_MS);
      await needs(this, ["go", "version"]);
      await run("go", ["build", "-o", program, "."], { cwd: join(ECOSYSTEMS, "go") });
    });

    it("signs a person in, checks the tokens, renews them, and hears why a scope is refused", async () => {
      const settings = {
        Issuer: issuer,
        ClientID: world.clients.spa,
        RedirectURI: REDIRECT,
        Scopes: ["openid", "offline_access", "users:read"],
        Login: "reader@example.test",
        Refused: "users:write",
      };
      const said = await run(program, [JSON.stringify(settings)], { env: { SSL_CERT_FILE: caFile } });
      assert.deepEqual(JSON.parse(said), expected());
    });
  });

  describe("Spring Boot", () => {
    const folder = installFolder("java");
    let trust: string[];
    before(async function () {
      this.timeout(INSTALL_MS);
      await needs(this, ["java", "-version"], ["mvn", "-version"]);
      const build = ["-q", "-B", `-DbuildFolder=${folder}`, "-f", join(ECOSYSTEMS, "java/pom.xml"), "package"];
      await run("mvn", build);
      const store = join(folder, "trust.p12");
      rmSync(store, { force: true });
      const password = ["-storepass", "changeit", "-storetype", "PKCS12"];
      await run("keytool", [
        "-importcert",
        "-noprompt",
        "-alias",
        "ca",
        "-file",
        caFile,
        "-keystore",
        store,
        ...password,
      ]);
      trust = [`-Djavax.net.ssl.trustStore=${store}`, "-Djavax.net.ssl.trustStorePassword=changeit"];
    });

    /** Started with these settings; on any port of this machine, unless one is named. */
    async function started(...settings: string[]): Promise<{ service: ChildProcess; url: string }> {
      const at = [
        "--server.address=127.0.0.1",
        ...(settings.some((one) => /port/.test(one)) ? [] : ["--server.port=0"]),
      ];
      const service = spawn("java", [...trust, "-jar", join(folder, "client.jar"), ...settings, ...at]);
      return { service, url: `http://127.0.0.1:${await portOf(service)}` };
    }

    const token = async (login: string, scope: string) =>
      (await world.tokens(login, scope)).body.access_token as string;

    /** Both ways to have an API, as docs/callers.md has them. */
    const APIS = {
      "okta-spring-boot-starter": () => [`--okta.oauth2.issuer=${issuer}`, "--okta.oauth2.audience=api://admin"],
      "Spring Security as an API": () => [
        `--spring.security.oauth2.resourceserver.jwt.issuer-uri=${issuer}`,
        "--spring.security.oauth2.resourceserver.jwt.audiences=api://admin",
      ],
    };
    for (const [name, settings] of Object.entries(APIS)) {
      describe(name, () => {
        let service: ChildProcess;
        let url: string;
        before(async function () {
          this.timeout(INSTALL_MS);
          ({ service, url } = await started(...settings()));
        });
        after(() => service?.kill());

        const ask = (path: string, bearer?: string) =>
          fetch(url + path, { headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } });

        it("lets in who has a token of this issuer for this audience, and nobody else", async () => {
          const reader = await token("reader", "openid users:read");
          const answer = await ask("/me", reader);
          assert.equal(answer.status, 200);
          assert.deepEqual(await answer.json(), { subject: "reader@example.test", client: world.clients.spa });
          assert.equal((await ask("/me")).status, 401);
          const [head, , signature] = reader.split(".");
          const body = Buffer.from(JSON.stringify({ iss: issuer, aud: "api://admin", sub: "x", exp: 4e9 })).toString(
            "base64url",
          );
          assert.equal((await ask("/me", `${head}.${body}.${signature}`)).status, 401);
          const form = { grant_type: "client_credentials", scope: "users:read" };
          const { body: own } = await world.post(`${world.issuerPath}/v1/token`, form, world.basic("service"));
          assert.equal((await ask("/write", own.access_token)).status, 403);
        });

        it("takes the scopes of the token for authorities", async () => {
          assert.equal((await ask("/write", await token("reader", "openid users:read"))).status, 403);
          assert.equal((await ask("/write", await token("writer", "openid users:write"))).status, 200);
        });
      });
    }

    it("signs a person in as a client, and asks for the level that its customizer names", async function () {
      this.timeout(INSTALL_MS);
      const registration = "--spring.security.oauth2.client.registration.okta";
      const { service, url } = await started(
        "--spring.profiles.active=login",
        `${registration}.client-id=${world.clients.web}`,
        `${registration}.client-secret=${world.secrets.web}`,
        `${registration}.scope=openid,profile,users:read`,
        `--spring.security.oauth2.client.provider.okta.issuer-uri=${issuer}`,
      );
      try {
        const path = `/api/v1/apps/${world.clients.web}`;
        const app = await world.must(200, "GET", path);
        app.settings.oauthClient.redirect_uris.push(`${url}/login/oauth2/code/okta`);
        await world.must(200, "PUT", path, app);
        const cookies = new Map<string, string>();
        const open = async (address: string) => {
          const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
          const response = await fetch(address, { redirect: "manual", headers: cookie === "" ? {} : { cookie } });
          for (const text of response.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!;
            cookies.set(name!, value!);
          }
          return response;
        };
        const begun = await open(`${url}/session`);
        const asked = (await open(new URL(begun.headers.get("location")!, url).href)).headers.get("location")!;
        assert.equal(new URL(asked).searchParams.get("acr_values"), "urn:okta:loa:2fa:any");
        // As a person's browser, which does not share the application's cookies.
        const atOkta = asked.replace(front.url, world.localUrl);
        const back = await fetch(`${atOkta}&login_hint=reader@example.test`, { redirect: "manual" });
        const done = await open(back.headers.get("location")!);
        assert.equal(done.headers.get("location"), `${url}/session?continue`);
        const session = await open(new URL(done.headers.get("location")!, url).href);
        assert.equal(session.status, 200);
        const said = (await session.json()) as { name: string; token: string };
        const claims = decodeJwt(said.token);
        assert.deepEqual([claims["scp"], claims["acr"]], [["openid", "profile", "users:read"], "urn:okta:loa:2fa:any"]);
      } finally {
        service.kill();
      }
    });
  });
});

/** The port that Spring Boot says it has taken. @throws Error with what it said, where it ends before that */
function portOf(service: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    service.stdout!.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, port] = /Tomcat started on port (\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
    service.on("exit", () => reject(new Error(`the service ended: ${said.slice(-2000)}`)));
  });
}
