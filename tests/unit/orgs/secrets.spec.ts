/** Whatever a command is asked, and wherever somebody has put a secret by mistake: no output and no error repeats it. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { compile } from "../../../model/compile";
import { loadAccess } from "../../../model/file";
import { JWK } from "../../support/clickedServer";
import { deployPlan, orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { EXAMPLES } from "../../support/products";
import { runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");
const EXAMPLE = EXAMPLES["okta-only"]!;

/** Long enough for every setting that wants a length, and nothing that could be there by chance. */
const CANARY = "canary0f3c5a7be1d24690canary0f3c5a7be1d24690";

/** Characters of a secret that are not there by chance: no key begins like another one. */
const PART = 10;

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const PRIVATE = privateKey.export({ format: "jwk" });
/** Each line of the key, and each private part of it. */
const KEY_PARTS = [
  ...PEM.split("\n").filter((line) => line.length > 40),
  ...(["d", "p", "q", "dp", "dq", "qi"] as const).map((part) => PRIVATE[part]!),
];

const CLIENTS = {
  "reading-room": { redirectUris: ["https://library.example.com/callback"] },
  "pocket-library": { redirectUris: ["com.example.library:/callback"] },
  "nightly-index": { jwks: [JWK] },
};

/** The settings that are secret, in the texts in which somebody would give them. */
const SECRET_SETTINGS: Readonly<Record<string, unknown>> = {
  "okta:apiToken": CANARY,
  "okta:privateKey": PEM,
  "okta-api-access:originSecret": CANARY,
  "okta-api-access:backendSecrets": { warehouse: CANARY },
  "okta-api-access:signIn": { site: { home: { client: "reading-room", clientSecret: CANARY, paths: ["/*"] } } },
};

/** A secret where something else belongs: as the value of every kind of setting. */
const MISTAKEN: Readonly<Record<string, unknown>> = {
  ...SECRET_SETTINGS,
  ...Object.fromEntries(
    [
      "okta:clientId okta:privateKeyId okta:scopes okta:maxRetries okta:logLevel aws:region aws:allowedAccountIds",
      "pulumi:disable-default-providers okta-api-access:namesCarryStack okta-api-access:loopbackRedirects",
      "okta-api-access:protect okta-api-access:issuerMode okta-api-access:trustedOrigins okta-api-access:orgDomain",
      "okta-api-access:authorizationServer okta-api-access:policyPriorities okta-api-access:clients okta-api-access:logs",
      "okta-api-access:domains okta-api-access:network okta-api-access:targetGroups okta-api-access:backends",
      "okta-api-access:monitoring okta-api-access:cloudWatchRole okta-api-access:tags okta-api-access:unheardOf",
    ]
      .flatMap((keys) => keys.split(" "))
      .map((key) => [key, CANARY]),
  ),
};

const PLACES_IN_CLIENTS: Readonly<Record<string, object>> = {
  "a secret beside a key": { ...CLIENTS, "nightly-index": { jwks: [JWK], clientSecret: CANARY } },
  "a private key as public": { ...CLIENTS, "nightly-index": { jwks: [{ ...PRIVATE, kid: "one" }] } },
  "a key as text": { ...CLIENTS, "nightly-index": { jwks: PEM } },
  "a secret in an address": {
    ...CLIENTS,
    "reading-room": { redirectUris: [`https://user:${CANARY}@library.example.com/callback`] },
  },
};

describe("secrets", () => {
  let okta: OrgForPlan;
  let folder: string;
  let canaries: readonly string[];

  before(async () => {
    okta = await orgForPlan();
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "secrets-"));
    cpSync(EXAMPLE, folder, { recursive: true });
    for (const name of readdirSync(folder)) if (/^Pulumi\..+\.yaml$/.test(name)) rmSync(join(folder, name));
    const file = (require(join(EXAMPLE, "access")) as { default: unknown }).default;
    await deployPlan(okta, compile(loadAccess(file)), "library");
    const ofApps = [...okta.org.apps.values()].flatMap(({ secrets }) =>
      [...secrets.values()].map(({ value }) => value),
    );
    assert.ok(ofApps.length > 0);
    canaries = [CANARY, okta.apiToken, ...KEY_PARTS, ...ofApps];
    writeFileSync(join(folder, "old.pem"), PEM);
    writeFileSync(join(folder, "new.json"), JSON.stringify(PRIVATE));
    // As an engine keeps it: with secrets in it, encrypted or not.
    const app = {
      urn: "urn:pulumi:try::okta-only::okta:app/oAuth:OAuth::x-app",
      type: "okta:app/oAuth:OAuth",
      id: "0oa1",
    };
    const outputs = { clientId: "0oa1", clientSecret: CANARY };
    writeFileSync(join(folder, "state.json"), JSON.stringify({ deployment: { resources: [{ ...app, outputs }] } }));
  });

  after(async () => {
    delete process.env["OKTA_API_TOKEN"];
    rmSync(folder, { recursive: true });
    await okta.close();
  });

  function settings(config: Readonly<Record<string, unknown>>): void {
    const inOrder = { "pulumi:disable-default-providers": ["*"], "okta-api-access:clients": CLIENTS };
    writeFileSync(
      join(folder, "Pulumi.try.yaml"),
      stringify({ config: { ...inOrder, "okta:httpProxy": okta.url, ...config } }),
    );
  }

  /** Runs a command, which has to say something and may refuse, and looks through all that it says and writes. */
  async function assertSilent(...argv: readonly string[]): Promise<void> {
    const { out, err } = await runCli(...argv);
    assert.notEqual(out + err, "", argv.join(" "));
    assert.doesNotMatch(err, /a fault of its own|unknown option|missing required/, argv.join(" "));
    for (const canary of canaries) {
      // A key may stand in a file on one line; and a part of a secret that somebody repeats is a part too much.
      assert.equal(
        `${out}\n${err}`.includes(canary.slice(0, PART)),
        false,
        `\`access ${argv.join(" ")}\` tells a secret`,
      );
    }
  }

  it("are in no answer of any command that reads a product, its settings or the org", async () => {
    settings({ "okta:apiToken": CANARY, "okta-api-access:tags": {} });
    const model = ["--model", join(folder, "access.ts"), "--stack", "try"];
    const org = ["--org-url", okta.url];
    const out = join(folder, "out");
    const commands: readonly (readonly string[])[] = [
      ["check", ...model],
      ["check", "--json", ...model],
      ["check", "--sarif", ...model],
      ["plan", "--product", folder],
      ["compile", "--json", ...model],
      ["matrix", ...model],
      ["matrix", "--format", "html", ...model],
      ["diff", join(EXAMPLE, "access.ts"), join(folder, "access.ts")],
      ["report", ...model, "--out", join(out, "report")],
      ["explain"],
      ["who-can", "books:read", ...model],
      ["preflight", "--product", folder, "--stack", "try"],
      ["preflight", "--product", folder, "--stack", "try", "--json"],
      ["verify", ...org, "--server", "library", ...model, "--fix-hint"],
      ["verify", ...org, "--server", "library", ...model, "--json"],
      ["adopt", ...org, "--server", "library", "--out", join(out, "adopted")],
      ["adopt", ...org, "--server", "library", "--json"],
      ["combinations", ...org, ...model],
      ["can-i", "--groups", "readers", "--client", "reading-room", "books:read", ...model],
      ["can-i", "--groups", "readers", "--client", "reading-room", "books:read", "--json", ...model],
      ["client", "reading-room", ...model],
      ["requirements", "none", ...model],
      ["schema"],
      ["completion", "bash"],
      ["explorer", ...model, "--out", join(out, "explorer.html")],
      ["new", join(out, "new"), "--from", EXAMPLE],
      ["preflight", "--product", folder, "--stack", "try", "--needs"],
      ["preflight", "--product", folder, "--stack", "try", "--needs", "--json"],
      ["plan", "--product", folder, "--since", "HEAD"],
      ["recover", "--product", folder, "--stack", "try", "--state", join(folder, "state.json")],
      ["recover", "--product", folder, "--stack", "try", "--state", join(folder, "state.json"), "--json"],
      ["token", "rita", "reading-room", "books:read", "--product", folder],
      ["local", "preview", "--product", folder],
      ["rotate", "nightly-index", ...model, "--old", join(folder, "old.pem"), "--new", join(folder, "new.json")],
    ];
    for (const command of commands) await assertSilent(...command);

    const written = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(written.length > 3);
    const plans = readdirSync(join(folder, "plans")).map((name) => join(folder, "plans", name));
    for (const file of [...written.map((entry) => join(entry.parentPath, entry.name)), ...plans]) {
      const text = readFileSync(file, "utf8");
      for (const canary of canaries) assert.equal(text.includes(canary), false, `${file} tells a secret`);
    }
  });

  it("are not repeated of a file that was meant to be another", async () => {
    const files = {
      "key.json": JSON.stringify(PRIVATE),
      "key.pem": PEM,
      "text.json": CANARY,
      "broken.json": `{ "clientSecret": ${CANARY} }`,
      "state.json": JSON.stringify({ deployment: { resources: CANARY, secret: CANARY } }),
    };
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, `wrong-${name}`);
      writeFileSync(file, text);
      const guard = ["guard", "--issuer", okta.url, "--proxy", "nginx", "--requirements"];
      await assertSilent("check", "--model", file);
      await assertSilent("adopt", "--from", file);
      await assertSilent("recover", "--product", folder, "--stack", "try", "--state", file);
      await assertSilent(...guard, file);
      await assertSilent("guard", "x", "--issuer", okta.url, "--proxy", "nginx", "--model", file, "--client-ids", file);
      await assertSilent("diff", file, join(EXAMPLE, "access.ts"));
      await assertSilent("explorer", "--model", file);
    }
  });

  it("are not repeated where they are in the wrong setting", async () => {
    const check = ["check", "--model", join(folder, "access.ts"), "--stack", "try"];
    // All mistakes are told at once, each by its key.
    settings(MISTAKEN);
    const { status, out, err } = await runCli(...check);
    const told = Object.keys(MISTAKEN).filter((key) => (out + err).includes(key));
    assert.deepEqual([status, Object.keys(MISTAKEN).filter((key) => !told.includes(key))], [1, []]);
    for (const config of [MISTAKEN, ...Object.entries(SECRET_SETTINGS).map(([key, value]) => ({ [key]: value }))]) {
      settings(config);
      for (const format of [[], ["--json"], ["--sarif"]]) await assertSilent(...check, ...format);
    }
  });

  it("are not repeated where they are in the settings of a client", async () => {
    for (const clients of Object.values(PLACES_IN_CLIENTS)) {
      settings({ "okta-api-access:clients": clients });
      await assertSilent("check", "--model", join(folder, "access.ts"), "--stack", "try");
      await assertSilent("preflight", "--product", folder, "--stack", "try");
    }
  });

  it("are in no refusal of an org, by a token or by a key", async () => {
    const ask = () => assertSilent("preflight", "--product", folder, "--stack", "try");
    settings({ "okta:apiToken": CANARY });
    const token = process.env["OKTA_API_TOKEN"];
    process.env["OKTA_API_TOKEN"] = CANARY;
    await ask();
    await assertSilent("verify", "--org-url", okta.url, "--server", "library", "--model", join(folder, "access.ts"));
    await assertSilent("adopt", "--org-url", okta.url, "--server", "library", "--json");
    delete process.env["OKTA_API_TOKEN"];
    settings({ "okta:clientId": "0oa1", "okta:privateKeyId": "one", "okta:privateKey": PEM, "okta:scopes": ["x"] });
    await ask();
    process.env["OKTA_API_TOKEN"] = token;
  });
});
