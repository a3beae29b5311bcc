/** The package as a company gets it: packed, installed outside the repository, and used there for all that it is for. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleAll } from "../../cli/build";
import { startLocalOkta, type LocalOkta } from "../../local/okta/start";
import { findEngine } from "../../local/engine/findEngine";
import { createStack, pulumi, stackOutputs, type CliOptions } from "../../local/engine/pulumiCli";
import { writeStackFile } from "../../local/engine/workspace";
import { serveProviders, type ServedProviders } from "../../local/providers";
import { inBackground, packed, REPOSITORY, run, succeed } from "./consumer";

/** The rooms that are compiled file by file. */
const ROOMS = ["model", "components", "guard", "service", "client", "explorer", "local", "cli"];

/** Every file below a folder of the repository, by its path there. */
function filesIn(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(REPOSITORY.length + 1));
}

async function expectedFiles(): Promise<string[]> {
  const compiled = ROOMS.flatMap(filesIn)
    .filter(
      (file) =>
        file.endsWith(".ts") &&
        !["cli/build.ts", "cli/licences.ts", "cli/sbom.ts"].includes(file) &&
        !file.startsWith("explorer/app/"),
    )
    .flatMap((file) => [".js", ".d.ts"].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`));
  const copied = [...filesIn("local/node"), ...filesIn("local/engine").filter((file) => /go\.(mod|sum)$/.test(file))];
  // The command is one file in the place of its compiled one.
  const all = new Set([
    ...compiled,
    ...(await bundleAll()).keys(),
    ...copied.map((file) => `dist/${file}`),
    ...filesIn("examples"),
    "LICENSE",
    "README.md",
    "package.json",
    "policies/PulumiPolicy.yaml",
    "policies/package.json",
    "policies/run-pack",
  ]);
  return [...all].sort();
}

/** Bytes of the function of the example, of which the kit for handlers is most. */
const HANDLER_MAX = 40_000;

const POLICIES = "node_modules/okta-api-access/policies";
const COMMAND = "node_modules/okta-api-access/dist/cli/access.js";

/** Two components, without an access file. */
const PLAIN_PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { AuthorizationServer, TrustedOrigins } from "okta-api-access";

const config = new pulumi.Config("okta");
const provider = new okta.Provider("okta", { httpProxy: config.require("httpProxy"), apiToken: config.requireSecret("apiToken") });
const opts = { providers: { okta: provider } };
const scopes = [
  { name: "reports:read", displayName: "Read reports", description: "Read reports", consent: "IMPLICIT", metadataPublish: "NO_CLIENTS" },
];
const server = new AuthorizationServer("reports", { name: "reports", description: "Reports", audience: "api://reports", scopes }, opts);
new TrustedOrigins("reports", { origins: { "https://reports.example.com": "reports" } }, opts);
export const { issuer, audience } = server;
`;

describe("the package", () => {
  let home: ReturnType<typeof packed>;
  let shop: string;

  before(async () => {
    home = packed();
    shop = join(home.folder, "shop");
    writeFileSync(join(home.folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await succeed(home.folder, "npm", "install", ...flags, `./${home.tarball}`);
  });

  after(() => home.remove());

  it("holds the compiled program, the modules, functions, examples and policies, and nothing else", async () => {
    assert.deepEqual([...home.files].sort(), await expectedFiles());
  });

  it("gives an ES module all its names", async () => {
    const program = [
      'import * as all from "okta-api-access";',
      'import { createRequire } from "node:module";',
      'const names = Object.keys(createRequire(import.meta.url)("okta-api-access"));',
      "console.log(JSON.stringify([names, names.filter((name) => typeof all[name] !== 'function')]));",
      'import { declareStack, defineAccess, definePeople, TrustedOrigins } from "okta-api-access";',
      'import { createGuard } from "okta-api-access/guard";',
      'import { createHandler } from "okta-api-access/service";',
      'import { createApiClient, fetchWithStepUp } from "okta-api-access/client";',
      "void [createApiClient, fetchWithStepUp, declareStack, defineAccess, definePeople, TrustedOrigins, createGuard, createHandler];",
    ];
    writeFileSync(join(home.folder, "names.mjs"), program.join("\n"));
    const { out } = await succeed(home.folder, process.execPath, "names.mjs");
    const [names, missing] = JSON.parse(out) as [string[], string[]];
    assert.ok(names.includes("declareStack") && names.includes("TrustedOrigins"), names.join());
    assert.deepEqual(missing, []);
  });

  it("writes a product, asking nothing", async () => {
    const { out } = await succeed(home.folder, "npx", "access", "new", "shop");
    assert.match(out, /next: cd shop && npm ci && npm test && npx access start/);
    const manifest = JSON.parse(readFileSync(join(shop, "package.json"), "utf8")) as { dependencies: object };
    assert.deepEqual(manifest.dependencies, { "okta-api-access": `file:../${home.tarball}` });
    assert.doesNotMatch(readFileSync(join(shop, "package-lock.json"), "utf8"), /"resolved": "http/);
    assert.match(readFileSync(join(shop, "Pulumi.yaml"), "utf8"), /^name: shop$/m);
  });

  it("overwrites nothing", async () => {
    const { status, all } = await run(home.folder, "npx", "access", "new", "shop");
    assert.equal(status, 2);
    assert.equal(all.trim(), "`shop` is not empty (it holds `.github`): name a folder that is empty or not there yet");
  });

  it("writes what is green at once: npm ci, npm test", async () => {
    await succeed(shop, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline");
    const { out } = await succeed(shop, "npm", "test");
    assert.match(out, /3 passing/);
  });

  it("makes functions of its handlers that hold no more than they use", async () => {
    const program =
      'const { bundleHandlers } = require("./node_modules/okta-api-access/dist/components/aws/shared/bundle.js");' +
      'console.log(Buffer.byteLength(bundleHandlers("handlers", ["orders"]).orders));';
    const bytes = Number((await succeed(shop, process.execPath, "-e", program)).out);
    assert.ok(bytes > 0 && bytes <= HANDLER_MAX, `${bytes} bytes`);
  });

  it("answers questions about it", async () => {
    assert.match((await succeed(shop, "npx", "access", "check")).out, /no findings/);
    assert.match((await succeed(shop, "npx", "access", "matrix")).out, /managers/);
    assert.match((await succeed(shop, "npx", "access", "who-can", "DELETE /orders/{id}")).out, /managers/);
    assert.match((await succeed(shop, "npx", "access", "plan", "--check")).out, /up to date/);
  });

  for (const engine of ["mock", "cli"]) {
    it(`runs it on the local cloud, with --engine ${engine}`, async () => {
      const { out } = await succeed(shop, "npx", "access", "start", "--check", "--engine", engine);
      assert.match(out, /^[1-9]\d* passed, 0 failed$/m);
    });
  }

  it("prints the program's own error under the mock monitor, and nothing of what follows from it", async () => {
    const index = readFileSync(join(shop, "index.ts"), "utf8");
    writeFileSync(join(shop, "index.ts"), `${index}throw new Error("this is the product's own");\n`);
    try {
      const { status, all } = await run(shop, "npx", "access", "start", "--check", "--engine", "mock");
      assert.equal(status, 1);
      const told = all.slice(all.indexOf("\nerror ")).trim().split("\n");
      assert.equal(told[0], "error Error: this is the product's own");
      assert.match(told[1]!, /^ +at .*shop\/index\.ts:\d+:\d+\)$/);
      assert.equal(told.length, 2, all);
    } finally {
      writeFileSync(join(shop, "index.ts"), index);
    }
  });

  describe("while the local cloud runs", () => {
    let cloud: ReturnType<typeof inBackground>;

    before(async () => {
      cloud = inBackground(shop, COMMAND, "start", "--engine", "cli", "--okta-port", "0", "--aws-port", "0");
      for (let second = 0; second < 300 && !cloud.output().includes("Ctrl-C"); second += 1) {
        assert.doesNotMatch(cloud.output(), /^error/m);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    });

    after(() => cloud.end());

    const local = (...args: string[]) => succeed(shop, "npx", "access", "local", ...args);

    it("serves the explorer with the scripts of the package, which its command writes as well", async () => {
      const { explorerUrl } = JSON.parse(readFileSync(join(shop, ".local/environment.json"), "utf8")) as {
        explorerUrl: string;
      };
      const scriptOf = (html: string) => /<script>([^]*)<\/script><\/body>/.exec(html)![1]!;
      const script = readFileSync(join(home.folder, "node_modules/okta-api-access/dist/explorer/app/main.js"), "utf8");
      assert.equal(scriptOf(await (await fetch(explorerUrl)).text()), script);
      assert.match((await succeed(shop, "npx", "access", "explorer", "--out", "e.html")).out, /^wrote e\.html/);
      assert.equal(scriptOf(readFileSync(join(shop, "e.html"), "utf8")), script);
    });

    it("plans no change right after the start", async () => {
      const { changeSummary } = JSON.parse((await local("preview", "--json")).out) as { changeSummary: object };
      assert.deepEqual(Object.keys(changeSummary), ["same"]);
    });

    it("rehearses a change, held against the policy pack, and knows what came with it", async () => {
      const access = readFileSync(join(shop, "access.ts"), "utf8");
      const client = 'desk: { type: "spa", scopes: "all" },';
      assert.ok(access.includes(client));
      const changed = access.replace(client, `${client}\n    sync: { type: "service", scopes: ["orders:read"] },`);
      writeFileSync(join(shop, "access.ts"), changed);
      const { out } = await local("preview", "--policy-pack", POLICIES);
      assert.match(out, /okta:app:OAuth sync-app create/);
      assert.match(out, /okta-api-access@v/);
      await local("up", "--policy-pack", POLICIES);
      const environment = JSON.parse(readFileSync(join(shop, ".local/environment.json"), "utf8")) as {
        clients: Record<string, { clientId: string; privateJwk?: { kid: string } }>;
      };
      assert.equal(environment.clients["sync"]?.privateJwk?.kid, "sync-local");
      const { changeSummary } = JSON.parse((await local("preview", "--json")).out) as { changeSummary: object };
      assert.deepEqual(Object.keys(changeSummary), ["same"]);
    });

    it("takes everything away again", async () => {
      await local("destroy");
      const { changeSummary } = JSON.parse((await local("preview", "--json")).out) as { changeSummary: object };
      assert.deepEqual(Object.keys(changeSummary), ["create"]);
    });
  });

  it("says what to do where no local cloud runs", async () => {
    const { status, all } = await run(shop, "npx", "access", "local", "preview");
    assert.equal(status, 1);
    assert.equal(
      all.trim(),
      "error no local cloud runs for this product: call `npx access start` in another terminal, and leave it running",
    );
  });

  describe("in a plain Pulumi program, with two of its components", () => {
    let okta: LocalOkta;
    let providers: ServedProviders;

    before(async () => {
      [okta, providers] = await Promise.all([startLocalOkta(), serveProviders()]);
    });

    after(() => Promise.all([okta.close(), providers.close()]));

    it("is applied by the real engine", async () => {
      const project = join(home.folder, "plain");
      const workspace = { project, backend: join(home.folder, "state"), home: join(home.folder, "home") };
      for (const folder of Object.values(workspace)) mkdirSync(folder);
      writeFileSync(join(project, "package.json"), JSON.stringify({ name: "plain", private: true }));
      writeFileSync(join(project, "Pulumi.yaml"), "name: plain\nruntime: nodejs\nmain: index.ts\n");
      writeFileSync(join(project, "index.ts"), PLAIN_PROGRAM);
      const engine = await findEngine();
      assert.ok(engine, "there is no Pulumi CLI; run `npm run engine` first");
      // The condition that leads to the sources is the repository's own, and so is the transpiler: here Pulumi's compiler works.
      const environment = { NODE_OPTIONS: "", PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.json" };
      const options: CliOptions = { engine, workspace, providers: providers.ports, environment };
      await writeStackFile(workspace, "dev", {
        config: { "okta:httpProxy": okta.url, "okta:apiToken": okta.apiToken },
      });
      await createStack(options, "dev");
      const { status, stdout, stderr } = await pulumi(options, ["up", "--yes", "--skip-preview", "--stack", "dev"]);
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      const outputs = await stackOutputs(options, "dev");
      assert.equal(outputs["audience"], "api://reports");
      const discovery = await fetch(`${String(outputs["issuer"])}/.well-known/oauth-authorization-server`);
      assert.equal(((await discovery.json()) as { issuer: string }).issuer, outputs["issuer"]);
      const origins = await fetch(`${okta.url}/api/v1/trustedOrigins`, {
        headers: { authorization: `SSWS ${okta.apiToken}` },
      });
      assert.deepEqual(
        ((await origins.json()) as { origin: string }[]).map(({ origin }) => origin),
        ["https://reports.example.com"],
      );
    });
  });
});
