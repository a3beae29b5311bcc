/** `access recover`: what an `up` has left behind is told and written for an import; what no import mends is told apart. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { stackResources } from "../../../cli/plans/stackResources";
import { productAt, readModule } from "../../../components/stack/product";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import { loadAccess } from "../../../model/file";
import { orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { DESK } from "../../support/products";
import { runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");

const POLICY = "okta:index/appSignonPolicy:AppSignonPolicy";
const SERVER = "okta:auth/server:Server";
const APP = "okta:app/oAuth:OAuth";
const GROUP = "okta:group/group:Group";
const SCOPE = "okta:auth/serverScope:ServerScope";

const JWK = { kty: "RSA", kid: "one", e: "AQAB", n: "x".repeat(342) };

describe("access recover", () => {
  let okta: OrgForPlan;
  let folder: string;
  /** The engine's state, as far as the command reads it. */
  let state: object[];

  beforeEach(async () => {
    okta = await orgForPlan();
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "recover-"));
    cpSync(DESK, folder, { recursive: true });
    const clients = { counter: { redirectUris: ["https://desk.example.com/callback"] }, nightly: { jwks: [JWK] } };
    const config = {
      "okta:httpProxy": okta.url,
      "okta:apiToken": "a-token-of-the-local-org",
      "okta-api-access:clients": clients,
    };
    writeFileSync(
      join(folder, "Pulumi.try.yaml"),
      stringify({ config: { "pulumi:disable-default-providers": ["*"], ...config } }),
    );
    state = [];
  });

  afterEach(async () => {
    delete process.env["OKTA_API_TOKEN"];
    rmSync(folder, { recursive: true });
    await okta.close();
  });

  async function recover(...more: string[]) {
    const file = join(folder, "state.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: state } }));
    return runCli("recover", "--product", folder, "--stack", "try", "--state", file, ...more);
  }

  /** What the program declares of a type under that name. */
  async function declared(type: string, name: string) {
    const product = productAt(folder);
    const access = loadAccess(readModule(product.accessFile), { stack: "try", source: "access.ts" });
    const all = await stackResources(product, access, "try");
    return all.find((one) => one.type === type && one.name === name)!;
  }

  /** Makes it as the provider does, as an update whose answer was lost. */
  async function made(type: string, name: string, ids: Record<string, string> = {}) {
    const provider = createOktaProvider();
    await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
    const { inputs } = await declared(type, name);
    const real = { ...inputs, ...ids } as Record<string, never>;
    return provider.create(type, provider.check(type, undefined, real, { name }).inputs);
  }

  const known = (type: string, name: string, id?: string, outputs: object = {}) =>
    state.push({ urn: `urn:pulumi:try::desk::${type}::${name}`, type, ...(id === undefined ? {} : { id }), outputs });

  it("finds nothing where nothing was lost", async () => {
    assert.deepEqual(await recover(), {
      status: 0,
      out: "the org has nothing of this stack's names that the state does not know",
      err: "",
    });
    const group = await made(GROUP, "desk-clerks");
    known(GROUP, "desk-clerks", group.id);
    assert.equal((await recover()).status, 0);
    assert.equal(existsSync(join(folder, "recover.json")), false);
  });

  it("writes what the import needs, below the components that the state has", async () => {
    const server = await made(SERVER, "desk-server");
    const scope = await made(SCOPE, "desk-orders:read", { authServerId: server.id });
    const component = "okta-api-access:index:AuthorizationServer";
    known(component, "desk");
    const { status, out } = await recover();
    assert.equal(status, 1);
    assert.match(out, new RegExp(`${SERVER} \`desk-server\`: \`${server.id}\`, made \\d{4}-`));
    assert.match(out, /pulumi import --file recover\.json --protect=false --generate-code=false --yes --stack try/);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "recover.json"), "utf8")), {
      nameTable: { [`${component}::desk`]: `urn:pulumi:try::desk::${component}::desk` },
      resources: [
        {
          type: SERVER,
          name: `${SERVER}::desk-server`,
          logicalName: "desk-server",
          parent: `${component}::desk`,
          id: server.id,
        },
        {
          type: SCOPE,
          name: `${SCOPE}::desk-orders:read`,
          logicalName: "desk-orders:read",
          parent: `${component}::desk`,
          id: `${server.id}/${scope.id}`,
        },
      ],
    });
  });

  it("tells a second application and a policy that lets in everybody from what can be imported", async () => {
    const first = await made(APP, "nightly-app");
    const second = await made(APP, "nightly-app");
    known(APP, "nightly-app", first.id, { clientId: first.id });
    okta.okta.faults.add({ path: "/api/v1/policies/", method: "PUT", answer: 500 });
    await assert.rejects(made(POLICY, "counter-sign-on-policy"));
    const { status, out } = await recover("--json");
    const { imported, surplus } = JSON.parse(out);
    assert.deepEqual([status, imported], [1, []]);
    const found = surplus.map(({ type, id, why }: Record<string, string>) => [type, id, why]);
    const policy = [...okta.org.signOnPolicies.values()].find(({ system }) => !system)!;
    assert.deepEqual(found, [
      [POLICY, policy.id, "its last rule lets in everybody, which an import would not change"],
      [APP, second.id, "a second one of its name"],
    ]);
    assert.equal(existsSync(join(folder, "recover.json")), false);
    const text = (await recover()).out;
    assert.match(text, /^to be deleted in Okta, once you know that nobody uses them:/);
    assert.doesNotMatch(text, /pulumi import/);
  });

  it("takes nothing for the stack's that has another name, another type, or is a directory's group", async () => {
    await okta.api("POST", "/api/v1/groups", { profile: { name: "Clerks" } });
    await okta.api("POST", "/api/v1/groups", { profile: { name: "clerks-try-2" } });
    const { inputs } = await declared(APP, "nightly-app");
    await assert.rejects(made(APP, "counter-app", { label: String(inputs["label"]) }), /InitFailed|404/);
    assert.equal((await recover()).status, 0);
  });

  it("says what is no state, and where none can be had", async () => {
    const say = async (text: string) => {
      writeFileSync(join(folder, "other.json"), text);
      const { status, err } = await recover("--state", join(folder, "other.json"));
      return [status, err.replaceAll(folder, "")];
    };
    assert.deepEqual(await say("{"), [2, "`/other.json` is not valid JSON"]);
    assert.deepEqual(await say("{}"), [
      2,
      "`/other.json` is no state: give what `pulumi stack export --stack try` prints",
    ]);
    const missing = await recover("--state", join(folder, "none.json"));
    assert.equal(missing.err.replaceAll(folder, ""), "there is no file `/none.json`");
    const path = process.env["PATH"];
    process.env["PATH"] = folder;
    try {
      const { status, err } = await runCli("recover", "--product", folder, "--stack", "try");
      assert.equal(status, 2);
      assert.match(
        err,
        /^`pulumi stack export --stack try` failed: there is no `pulumi` on the PATH; or give its output with `--state`$/,
      );
    } finally {
      process.env["PATH"] = path;
    }
  });
});
