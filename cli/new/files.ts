/** The files of a new product that are the same for every product, but for names. */
import { stringify } from "yaml";
import { manifest } from "../../components/program";
import { workflows } from "./workflows";

/** As an engine of any origin takes it. */
const POLICIES = "node_modules/okta-api-access/policies/run-pack";

/** What the files tell of the product. */
export interface NewProduct {
  /** The name of the product, of its folder and of its Pulumi project. */
  readonly name: string;
  /** What stands for this package in its `package.json`. */
  readonly dependency: string;
  /** The example that it starts as. */
  readonly example: string;
  /** The stacks to deploy, in the order of their deployment. */
  readonly stacks: readonly string[];
  /** Client key → where its browser goes back to in the local cloud. */
  readonly redirectUris: Readonly<Record<string, string>>;
  /** A scope, and who can have it: what its first test says. */
  readonly promise: {
    readonly scope: string;
    readonly holders: readonly { groups: readonly string[]; client: string }[];
  };
}

/** Path below the product's folder → text. */
export function commonFiles(product: NewProduct): Record<string, string> {
  return {
    "package.json": packageJson(product),
    "tsconfig.json": TSCONFIG,
    "tsconfig.pulumi.json": TSCONFIG_PULUMI,
    "Pulumi.yaml": pulumiYaml(product),
    "Pulumi.local.yaml": localStack(product),
    ".gitignore": "node_modules/\n.local/\n",
    // What is installed runs nothing on the way: no package here needs its install script.
    ".npmrc": "save-exact=true\nomit-lockfile-registry-resolved=true\nignore-scripts=true\n",
    ".mocharc.json": `${JSON.stringify({ require: ["okta-api-access/register"], spec: "tests/product/**/*.spec.ts" }, null, 2)}\n`,
    ...workflows({ access: "npx access", policies: POLICIES, stacks: product.stacks }),
    "tests/product/access.spec.ts": test(product),
    "README.md": readme(product),
  };
}

function packageJson({ name, dependency }: NewProduct): string {
  const { engines, dependencies, devDependencies } = manifest();
  const versions: Readonly<Record<string, string>> = { ...devDependencies, ...dependencies };
  const tools = ["@types/mocha", "@types/node", "mocha", "typescript"];
  const content = {
    name,
    private: true,
    engines,
    scripts: {
      start: "access start",
      test: "tsc --noEmit && mocha",
      check: "access check",
      plan: "access plan",
    },
    dependencies: { "okta-api-access": dependency },
    devDependencies: Object.fromEntries(tools.map((tool) => [tool, versions[tool]])),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const COMPILER = {
  target: "es2022",
  lib: ["es2023"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  skipLibCheck: true,
};

const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: { ...COMPILER, noUncheckedIndexedAccess: true, types: ["node", "mocha"], noEmit: true },
    include: ["**/*.ts"],
    exclude: ["node_modules", ".local"],
  },
  null,
  2,
)}\n`;

/** Types are checked by `npm test`; checking them again would cost seconds at every preview. */
const TSCONFIG_PULUMI = `${JSON.stringify(
  { compilerOptions: { ...COMPILER, types: ["node"], noCheck: true }, files: ["index.ts"] },
  null,
  2,
)}\n`;

function pulumiYaml({ name }: NewProduct): string {
  return stringify({
    name,
    description: "Okta authorization server and AWS APIs, compiled from access.ts",
    runtime: { name: "nodejs", options: { tsconfig: "tsconfig.pulumi.json" } },
    main: "index.ts",
  });
}

function localStack({ redirectUris }: NewProduct): string {
  const clients = Object.entries(redirectUris).map(([client, uri]) => [client, { redirectUris: [uri] }] as const);
  const config = {
    "okta-api-access:namesCarryStack": false,
    ...(clients.length > 0 && { "okta-api-access:clients": Object.fromEntries(clients) }),
  };
  const intro = [
    "# The stack of `npx access start`, which adds the addresses and keys of the local cloud. What is not said here has values",
    "# that a local cloud can do with.",
  ];
  return `${intro.join("\n")}\n${stringify({ config })}`;
}

function test({ promise: { scope, holders } }: NewProduct): string {
  const lines = holders.map((holder) => `      ${literal(holder)},\n`).join("");
  return `/** What this product promises of its access file, whatever else changes in it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const COMMAND = join(dirname(require.resolve("okta-api-access/package.json")), "dist/cli/access.js");

/** What the \`access\` command says, which must find all in order. */
function access(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: "utf8" });
  assert.equal(status, 0, \`\${stdout}\${stderr}\`);
  return stdout;
}

interface Principal {
  readonly groups: readonly string[];
  readonly client: string;
}

describe("access.ts", function () {
  this.timeout(60_000);

  it("is in order, and what is compiled from it gives exactly the access that it says", () => {
    const { findings } = JSON.parse(access("check", "--json")) as { findings: { level: string }[] };
    assert.deepEqual(
      findings.filter(({ level }) => level === "error"),
      [],
    );
  });

  it("lets these have \`${scope}\`, and nobody else", () => {
    const { principals } = JSON.parse(access("who-can", ${JSON.stringify(scope)}, "--json")) as { principals: Principal[] };
    const holders = principals.map(({ groups, client }) => ({ groups, client }));
    assert.deepEqual(holders, [
${lines}    ]);
  });

  it("has its plans as they are in plans/; after a change call \`npm run plan\`, and review what it has written", () => {
    access("plan", "--check");
  });
});
`;
}

function literal({ groups, client }: { groups: readonly string[]; client: string }): string {
  return `{ groups: [${groups.map((group) => JSON.stringify(group)).join(", ")}], client: ${JSON.stringify(client)} }`;
}

function readme({ name, example }: NewProduct): string {
  return `# ${name}

Who may do what with ${name} stands in \`access.ts\`. From it, \`okta-api-access\` declares the Okta authorization server and the
AWS APIs. It starts as the example \`${example}\`: change it until it is yours.

\`\`\`sh
npm ci
npm test                        # types, the access file with its proof, what is promised in tests/product/
npx access start                # a local Okta and a local AWS on 127.0.0.1, with this product on them
npx access start --check        # the same, tried through a real OAuth client, and ended
npx access who-can "<scope>"    # who can have a scope, or call a route: "GET /orders"
npm run plan                    # after a change of access.ts: writes plans/, to be reviewed in the pull request
\`\`\`

While \`npx access start\` runs, a change is rehearsed with the real Pulumi CLI (\`npx access engine\` gets one):

\`\`\`sh
npx access local preview
npx access local up
\`\`\`

| file                    | what is in it                                                                     |
| ----------------------- | --------------------------------------------------------------------------------- |
| \`access.ts\`             | who may do what                                                                   |
| \`people.ts\`             | who is in the local org; without it, one person for each group                    |
| \`handlers/<name>/\`      | the function behind the routes that name this handler; \`lib/\` is what they share  |
| \`index.ts\`              | the stack                                                                         |
| \`Pulumi.<stack>.yaml\`   | the settings of a stack: org, region, redirect URIs                               |
| \`plans/\`                | what is declared in each stack, and who may do what there: made by \`npm run plan\` |
| \`tests/product/\`        | what this product promises                                                        |

For real: put your org and your account into \`Pulumi.dev.yaml\`, then

\`\`\`sh
pulumi stack init dev
pulumi config set --secret okta:privateKey --stack dev < key.pem
pulumi up --stack dev --policy-pack node_modules/okta-api-access/policies
\`\`\`
`;
}
