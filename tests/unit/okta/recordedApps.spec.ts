/** What recorded exchanges with the real Okta showed of apps: values that a program which never met one would not guess. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { assertApiError, startStand, type Stand } from "./support/stand";
import { web } from "./support/webApp";

describe("local Okta: recorded answers about apps", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand();
  });
  afterEach(() => okta.close());

  const APPS = "/api/v1/apps";

  it("answer their secret to who makes or replaces them, and drop what a replacement leaves out", async () => {
    const made = await okta.must(200, "POST", APPS, { ...web("a"), profile: { team: "x" } });
    const { client_secret: secret } = made.credentials.oauthClient;
    const replaced = await okta.must(200, "PUT", `${APPS}/${made.id}`, web("a"));
    assert.equal(replaced.credentials.oauthClient.client_secret, secret);
    assert.equal("profile" in replaced, false);
    const read = await okta.must(200, "GET", `${APPS}/${made.id}`);
    assert.equal("client_secret" in read.credentials.oauthClient, false);
  });

  it("may be services with the implicit grant, and browser apps with a secret", async () => {
    const service = {
      application_type: "service",
      grant_types: ["client_credentials", "implicit"],
      redirect_uris: [],
    };
    await okta.must(200, "POST", APPS, web("service", service));
    await okta.must(200, "POST", APPS, web("browser", { application_type: "browser" }));
  });

  it("keep the claim of groups that they ask for, and put it into ID tokens of the org's own server", async () => {
    const { id } = await okta.must(200, "POST", APPS, web("a"));
    const path = `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
    const claim = { name: "teams", valueType: "GROUPS", groupFilterType: "STARTS_WITH", value: "team-" };
    const empty = { issuer: null, orgUrl: null, customUrl: null, audience: null, issuerMode: "ORG_URL" };
    assert.deepEqual(await okta.must(200, "POST", path, claim), { ...empty, ...claim });
    assert.deepEqual(await okta.must(200, "GET", path), { ...empty, issuer: okta.url, audience: id, ...claim });
  });

  it("may be made up for SAML: shells with a key, a certificate and metadata", async () => {
    const signOn = {
      ssoAcsUrl: "https://sp.test/acs",
      audience: "https://sp.test",
      recipient: "https://sp.test/acs",
      destination: "https://sp.test/acs",
      subjectNameIdTemplate: "${user.userName}",
      audienceOverride: "",
    };
    const asked = { label: "Time Sheets & Co", signOnMode: "SAML_2_0", settings: { signOn } };
    const made = await okta.must(200, "POST", APPS, asked);
    const second = await okta.must(200, "POST", APPS, asked);
    assert.deepEqual([made.name, second.name], ["local_timesheetsco_1", "local_timesheetsco_2"]);
    assert.deepEqual(made.visibility.appLinks, { local_timesheetsco_1_link: true });
    assert.deepEqual(
      [
        made.settings.signOn.ssoAcsUrl,
        made.settings.signOn.digestAlgorithm,
        "audienceOverride" in made.settings.signOn,
      ],
      ["https://sp.test/acs", "SHA256", false],
    );
    const [key] = await okta.must(200, "GET", `${APPS}/${made.id}/credentials/keys`);
    assert.deepEqual(await okta.must(200, "GET", `${APPS}/${made.id}/credentials/keys`), [key]);
    assert.equal(key.kid, made.credentials.signing.kid);
    const certificate = new X509Certificate(Buffer.from(key.x5c[0], "base64"));
    assert.equal(certificate.verify(certificate.publicKey), true);
    assert.equal(certificate.publicKey.export({ format: "jwk" }).n, key.n);
    assert.equal(new Date(certificate.validTo).getTime(), Math.floor(Date.parse(key.expiresAt) / 1000) * 1000);
    const answer = await fetch(`${okta.url}${APPS}/${made.id}/sso/saml/metadata`, {
      headers: { authorization: `SSWS ${okta.apiToken}` },
    });
    assert.equal(answer.headers.get("content-type"), "application/xml;charset=ISO-8859-1");
    const xml = await answer.text();
    const lines = /<ds:X509Certificate>([^<]*)</.exec(xml)![1]!.split("\n");
    assert.equal(lines.join(""), key.x5c[0]);
    assert.deepEqual(new Set(lines.slice(0, -1).map(({ length }) => length)), new Set([76]));
    assert.equal(key["x5t#S256"], createHash("sha256").update(certificate.raw).digest("base64url"));
    assert.equal(xml.includes("SingleLogoutService"), false);
    assert.equal(xml.match(/<md:SingleSignOnService /g)?.length, 2);
    const formatsOf = async (more: object) => {
      const body = { ...asked, settings: { signOn: { ...signOn, ...more } } };
      await okta.must(200, "PUT", `${APPS}/${second.id}`, body);
      const { text } = await okta.api("GET", `${APPS}/${second.id}/sso/saml/metadata`);
      return [...text.matchAll(/(?:nameid-format:|<md:)(\w+)(?=<| Binding)/g)].map(([, name]) => name);
    };
    const format = (name: string) => ({ subjectNameIdFormat: `urn:oasis:names:tc:SAML:${name}` });
    const [sso, slo] = ["SingleSignOnService", "SingleLogoutService"];
    assert.deepEqual(await formatsOf({}), ["unspecified", "emailAddress", sso, sso]);
    assert.deepEqual(await formatsOf(format("1.1:nameid-format:emailAddress")), ["emailAddress", sso, sso]);
    assert.deepEqual(await formatsOf(format("2.0:nameid-format:persistent")), ["emailAddress", "persistent", sso, sso]);
    assert.deepEqual(
      await formatsOf({
        ...format("1.1:nameid-format:emailAddress"),
        slo: { enabled: true, issuer: "https://sp.test" },
      }),
      [slo, slo, "emailAddress", sso, sso],
    );
    await okta.must(200, "POST", `${APPS}/${second.id}/lifecycle/deactivate`);
    assertApiError(
      await okta.api("PUT", `${APPS}/${second.id}`, asked),
      400,
      "E0000024",
      "Bad request. This operation on app metadata is not yet supported.",
      ["This operation on app metadata is not yet supported: No active instances."],
    );
    await okta.must(204, "DELETE", `${APPS}/${second.id}`);
    assert.equal((await okta.must(200, "POST", APPS, asked)).name, "local_timesheetsco_3");
    const changed = { ...made, label: "Time Sheets" };
    assert.equal((await okta.must(200, "PUT", `${APPS}/${made.id}`, changed)).name, made.name);
    const client = await okta.must(200, "POST", APPS, web("stays a client"));
    for (const name of [client.name, undefined]) {
      const turned = { ...asked, label: client.label, name };
      assert.equal((await okta.api("PUT", `${APPS}/${client.id}`, turned)).status, 501);
    }
    assert.equal((await okta.must(200, "GET", `${APPS}/${client.id}`)).signOnMode, "OPENID_CONNECT");
    const catalogue = { ...asked, name: "office365" };
    assert.equal((await okta.api("POST", APPS, catalogue)).status, 501);
    assert.equal((await okta.api("POST", APPS, { ...asked, settings: { signOn: {} } })).status, 400);
  });

  it("say of logouts what the features of their org make them say", async () => {
    const bookmark = {
      name: "bookmark",
      label: "Wiki",
      signOnMode: "BOOKMARK",
      settings: { app: { url: "https://w.test" } },
    };
    const says = async (body: object) => {
      const made = await okta.must(200, "POST", APPS, body);
      return [made.universalLogout?.status, made.settings.oauthClient?.participate_slo, made.settings.emOptInStatus];
    };
    assert.deepEqual(await says(web("today")), ["DISABLED", false, "NONE"]);
    assert.deepEqual(await says(bookmark), ["UNSUPPORTED", undefined, "NONE"]);
    await okta.must(200, "PUT", "/__features", { universalLogout: false, singleLogout: false });
    assert.deepEqual(await says(web("another org")), [undefined, undefined, "NONE"]);
    const { id } = await okta.must(200, "POST", APPS, bookmark);
    assert.equal((await okta.must(200, "GET", `${APPS}/${id}`)).universalLogout, null);
  });

  it("may be made up for an automatic login", async () => {
    const made = await okta.must(200, "POST", APPS, {
      label: "Login",
      signOnMode: "AUTO_LOGIN",
      settings: { signOn: { loginUrl: "https://x.test/login" } },
    });
    assert.deepEqual(made.settings.signOn, { redirectUrl: null, loginUrl: "https://x.test/login" });
    assert.deepEqual(made.credentials.signing, {});
    assert.equal((await okta.api("GET", `${APPS}/${made.id}/credentials/keys`)).status, 501);
  });

  it("give a group the first free place where none is asked for", async () => {
    const { id } = await okta.must(200, "POST", APPS, web("places"));
    const places: number[] = [];
    for (const [name, body] of [
      ["p1", { priority: 1 }],
      ["p2", {}],
      ["p3", {}],
      ["p2", {}],
    ] as const) {
      const found = await okta.must(200, "GET", `/api/v1/groups?q=${name}`);
      const group = found[0] ?? (await okta.must(200, "POST", "/api/v1/groups", { profile: { name } }));
      places.push((await okta.must(200, "PUT", `${APPS}/${id}/groups/${group.id}`, body)).priority);
    }
    assert.deepEqual(places, [1, 0, 2, 0]);
  });

  it("may be made from Okta's templates, and are then no clients", async () => {
    const bookmark = await okta.must(200, "POST", APPS, {
      name: "bookmark",
      label: "Wiki",
      signOnMode: "BOOKMARK",
      settings: { app: { url: "https://wiki.test" } },
    });
    assert.deepEqual(
      [bookmark.settings.app, bookmark.visibility.appLinks, bookmark.credentials.signing],
      [{ requestIntegration: false, url: "https://wiki.test" }, { login: true }, {}],
    );
    const shared = { scheme: "SHARED_USERNAME_AND_PASSWORD", userName: "team", password: { value: "s3cret" } };
    const form = await okta.must(200, "POST", APPS, {
      name: "template_swa",
      label: "Form",
      signOnMode: "BROWSER_PLUGIN",
      credentials: { ...shared, userNameTemplate: { template: "user.login", type: "CUSTOM" } },
      settings: { app: { url: "https://x.test", usernameField: "u", passwordField: "p", buttonField: "b" } },
    });
    assert.deepEqual([form.credentials.userName, form.credentials.password], ["team", {}]);
    assert.equal(JSON.stringify(form).includes("s3cret"), false);
    const token = { grant_type: "client_credentials", client_id: bookmark.id, client_secret: "x" };
    assert.equal((await okta.post("/oauth2/default/v1/token", token)).body.error, "invalid_client");
    assertApiError(
      await okta.api("POST", APPS, { name: "bookmark", label: "", signOnMode: "BOOKMARK", settings: { app: {} } }),
      400,
      "E0000001",
      "Api validation failed: settings.app.url",
      ["settings.app.url: The field cannot be left blank", "label: The field cannot be left blank"],
    );
  });
});
