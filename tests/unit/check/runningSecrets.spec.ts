/** A local cloud that runs, and the commands that work with it: no line that they print tells a secret of it. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../../support/products";

const REPOSITORY = join(__dirname, "../../..");
const LOCAL = join(REPOSITORY, ".local");
const PRODUCT = EXAMPLES["behind-nginx"]!;
const ACCESS = ["-C", "okta-api-access-source", "-r", join(REPOSITORY, "local/node/register.cjs")].concat(
  join(REPOSITORY, "cli/access.ts"),
);

/** Who asks for what in the example. */
const PERSON = ["clara", "portal", "tickets:read"];
const API = "tickets";
const ROUTE = "/tickets";

/** A command that runs until it is ended, or by itself. */
class Running {
  text = "";
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [...ACCESS, ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding("utf8").on("data", (part: string) => (this.text += part));
    this.ended = new Promise((resolve) => this.#child.on("close", resolve));
  }

  /** Waits for a text; a command that ends before that has failed. */
  async until(wanted: RegExp): Promise<RegExpExecArray> {
    const isOver = this.ended.then(() => true);
    for (;;) {
      const found = wanted.exec(this.text);
      if (found) return found;
      const over = await Promise.race([isOver, new Promise<false>((resolve) => setTimeout(resolve, 50, false))]);
      if (over && !wanted.test(this.text)) throw new Error(`ended without ${String(wanted)}:\n${this.text}`);
    }
  }

  async end(): Promise<void> {
    this.#child.kill("SIGINT");
    await this.ended;
  }
}

describe("secrets of a local cloud that runs", function () {
  this.timeout(120_000);

  let folder: string;
  let cloud: Running;
  let environment: { issuer: string; apiToken: string; clients: Record<string, object> };
  let secrets: readonly string[];
  const asked: Running[] = [];

  before(async () => {
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "running-"));
    cpSync(PRODUCT, folder, { recursive: true });
    cloud = new Running(
      ["start", "--product", folder, "--engine", "mock", "--no-pages"].concat(
        ...["okta", "aws", "explorer"].map((name) => [`--${name}-port`, "0"]),
      ),
    );
    await cloud.until(/Ctrl-C ends it/);
    environment = JSON.parse(readFileSync(join(folder, ".local/environment.json"), "utf8"));
    secrets = [environment.apiToken, ...Object.values(environment.clients).flatMap(secretsOf)];
  });

  after(async () => {
    await cloud?.end();
    rmSync(folder, { recursive: true });
  });

  async function ran(args: readonly string[]): Promise<string> {
    const command = new Running(args);
    asked.push(command);
    await command.ended;
    return command.text;
  }

  it("are known, and lie in a file that nobody else may read", () => {
    assert.ok(secrets.length > 1);
    for (const secret of secrets) assert.ok(secret.length > 20);
    assert.equal(statSync(join(folder, ".local/environment.json")).mode & 0o077, 0);
  });

  it("are in nothing that `start`, `token` and `guard` print, and a token only where it was asked for", async () => {
    const words = ["token", "--product", folder];
    const token = (await ran([...words, ...PERSON])).trim();
    assert.match(token, /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/);
    const signature = token.split(".")[2]!;
    for (const args of [
      [...words, "--decode", ...PERSON],
      [...words, "nobody", PERSON[1]!, PERSON[2]!],
    ])
      assert.equal((await ran(args)).includes(signature), false);

    const guard = new Running([
      ...["guard", API, "--model", join(folder, "access.ts"), "--proxy", "nginx", "--port", "0"],
      ...["--issuer", environment.issuer, "--allow-insecure-issuer"],
    ]);
    asked.push(guard);
    const [, address] = await guard.until(/listens at (http:\S+) for/);
    const ask = (authorization: string, uri = ROUTE) =>
      fetch(address!, { headers: { authorization, "x-original-method": "GET", "x-original-uri": uri } });
    assert.equal((await ask(`Bearer ${token}`)).status, 200);
    for (const [authorization, uri] of [
      [`Bearer ${token}x`, ROUTE],
      [`Basic ${environment.apiToken}`, ROUTE],
      [`Bearer ${environment.apiToken}`, ROUTE],
      ["", `${ROUTE}?access_token=${token}`],
    ])
      assert.notEqual((await ask(authorization!, uri)).status, 200);
    await guard.end();

    for (const { text } of [cloud, ...asked])
      for (const secret of secrets) assert.equal(text.includes(secret), false, "a secret is told");
    for (const { text } of [cloud, guard]) assert.equal(text.includes(signature), false, "a token is told");
  });

  it("are gone with the cloud", async () => {
    await cloud.end();
    assert.equal(existsSync(join(folder, ".local/environment.json")), false);
  });
});

/** What a client proves itself with: a secret, or the private parts of a key. */
function secretsOf(client: { clientSecret?: string; privateJwk?: Record<string, string> }): string[] {
  const { clientSecret, privateJwk = {} } = client;
  return [clientSecret, privateJwk["d"], privateJwk["p"]].filter((one): one is string => one !== undefined);
}
