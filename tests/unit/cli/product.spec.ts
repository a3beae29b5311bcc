/** `access` in a product's folder: what it finds beside the access file, and how it writes a product. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { oldNode } from "../../../cli/oldNode";
import { commonFiles } from "../../../cli/new/files";
import type { Finding } from "../../../model/findings";
import { runCli } from "./runCli";

const ACCESS = (handler: string) => `export default {
  product: "shop",
  audience: "api://shop",
  scopes: { "orders:read": { description: "Read orders" } },
  groups: { clerks: { scopes: ["orders:read"] } },
  clients: { desk: { type: "spa", scopes: ["orders:read"] } },
  apis: { orders: { routes: { "GET /orders": { scopes: ["orders:read"], handler: "${handler}" } } } },
};
`;

const PROJECT = "name: shop\nruntime: nodejs\n";

describe("access, in a product's folder", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "okta-api-access-product-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  }

  async function findings(files: Readonly<Record<string, string>>): Promise<[status: number, Finding[]]> {
    write(files);
    const { status, out } = await runCli("check", "--json", "--model", join(folder, "access.ts"));
    return [status, (JSON.parse(out) as { findings: Finding[] }).findings];
  }

  it("finds nothing where all is in order", async () => {
    const handler = "export const handler = () => undefined;\n";
    const found = await findings({
      "access.ts": ACCESS("orders"),
      "Pulumi.yaml": PROJECT,
      "handlers/orders/index.ts": handler,
    });
    assert.deepEqual(found, [0, []]);
  });

  it("finds a handler without an export, and where", async () => {
    const [status, found] = await findings({
      "access.ts": ACCESS("orders"),
      "Pulumi.yaml": PROJECT,
      "handlers/orders/index.ts": "export const handle = () => undefined;\n",
    });
    assert.equal(status, 1);
    assert.deepEqual(found, [
      {
        rule: "handler-without-export",
        level: "error",
        path: join(folder, "handlers/orders/index.ts"),
        message:
          "exports no `handler` (exported: `handle`); write `export const handler = createHandler((event) => …)`",
      },
    ]);
  });

  it("finds a mistake in a handler's code, with file, line and column", async () => {
    const [status, found] = await findings({
      "access.ts": ACCESS("orders"),
      "Pulumi.yaml": PROJECT,
      "handlers/orders/index.ts": "export const handler = = 1;\n",
    });
    assert.equal(status, 1);
    assert.deepEqual(
      found.map(({ rule, path, message }) => ({ rule, path, message })),
      [
        {
          rule: "handler-code",
          path: `${join(folder, "handlers/orders/index.ts")}:1:24`,
          message: 'cannot be bundled: Unexpected "="',
        },
      ],
    );
  });

  it("lets no route reach the program's own authorizer", async () => {
    const [status, found] = await findings({ "access.ts": ACCESS("authorizer"), "Pulumi.yaml": PROJECT });
    assert.equal(status, 1);
    const place = join(folder, "handlers");
    assert.deepEqual(found, [
      {
        rule: "unknown-handler",
        level: "error",
        path: 'apis.orders.routes["GET /orders"].handler',
        message: `handler \`authorizer\` is not defined (defined: none); looked for \`${place}/authorizer/index.ts\``,
      },
    ]);
  });

  for (const [profile, count] of [
    ["http", 1],
    ["alb", 0],
  ] as const) {
    it(`takes a target group of a stack for a handler with the profile ${profile}: ${count === 0 ? "yes" : "no"}`, async () => {
      const arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/orders/0123456789abcdef";
      const [, found] = await findings({
        "access.ts": ACCESS("containers").replace("{ routes:", `{ profile: "${profile}", routes:`),
        "Pulumi.yaml": PROJECT,
        "Pulumi.dev.yaml": `config:\n  okta-api-access:targetGroups: { containers: "${arn}" }\n`,
      });
      assert.equal(found.filter(({ rule }) => rule === "unknown-handler").length, count);
    });
  }

  it("says what to do where packages are missing", async () => {
    write({ "access.ts": `import "no-such-package";\n${ACCESS("orders")}`, "Pulumi.yaml": PROJECT });
    const file = join(folder, "access.ts");
    const { status, err } = await runCli("check", "--model", file);
    assert.deepEqual(
      [status, err],
      [
        2,
        `\`${file}\` cannot be read: Cannot find module 'no-such-package'; if its packages are not installed, call \`npm ci\``,
      ],
    );
  });

  it("warns of a project that has not the product's name", async () => {
    const [status, found] = await findings({
      "access.ts": ACCESS("orders"),
      "Pulumi.yaml": "name: store\nruntime: nodejs\n",
      "handlers/orders/index.ts": "export const handler = () => undefined;\n",
    });
    assert.equal(status, 0);
    assert.deepEqual(
      found.map(({ rule, level, path }) => ({ rule, level, path })),
      [{ rule: "project-name", level: "warning", path: "Pulumi.yaml" }],
    );
    assert.match(
      found[0]!.message,
      /^the project is named `store`, and the product `shop`: .*write `name: shop` before/,
    );
  });

  it("writes no product where something is, where the name cannot be one, or from an example that is not there", async () => {
    write({ "notes.txt": "mine\n" });
    const full = await runCli("new", folder);
    assert.deepEqual(
      [full.status, full.err],
      [2, `\`${folder}\` is not empty (it holds \`notes.txt\`): name a folder that is empty or not there yet`],
    );
    assert.equal(readFileSync(join(folder, "notes.txt"), "utf8"), "mine\n");
    const named = await runCli("new", join(folder, "My Shop"));
    assert.equal(named.status, 2);
    assert.match(named.err, /`My Shop` cannot be one: it must be lower-case words joined by `-`/);
    const example = await runCli("new", join(folder, "shop"), "--from", "examples/order");
    assert.deepEqual(
      [example.status, example.err.split(" (")[0]],
      [2, "there is no example `order`; did you mean `orders`?"],
    );
  });
});

describe("commonFiles", () => {
  it("pins every package to an exact version, as this repository has it", () => {
    const files = commonFiles({
      name: "shop",
      dependency: "0.2.0",
      example: "orders",
      stacks: ["dev"],
      redirectUris: {},
      promise: { scope: "orders:read", holders: [] },
    });
    const { dependencies, devDependencies } = JSON.parse(files["package.json"]!) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    assert.deepEqual(dependencies, { "okta-api-access": "0.2.0" });
    assert.deepEqual(Object.keys(devDependencies), ["@types/mocha", "@types/node", "mocha", "typescript"]);
    for (const version of Object.values(devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
  });
});

describe("oldNode", () => {
  it("takes the least version and every newer one", () => {
    for (const version of ["20.19.0", "20.20.2", "22.1.0", "24.0.0"])
      assert.equal(oldNode(version), undefined, version);
  });

  it("tells the person of an older one which they have and which they need", () => {
    for (const version of ["18.20.4", "20.18.3", "19.9.0"]) {
      assert.equal(
        oldNode(version),
        `okta-api-access needs Node.js 20.19 or newer, and this is ${version}: install a newer one (https://nodejs.org)`,
      );
    }
  });
});
