/** `access start --https` and `--public-url`: a product of its own folder in a process of its own, as a person starts it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONDITIONS } from "../../components/program";
import { startTlsFront, type TlsFront } from "../clients/support/tlsFront";
import { CONSOLE } from "../support/products";

const REPOSITORY = join(__dirname, "../..");
const FOLDER = join(REPOSITORY, ".local/tests-https");
const PRODUCT = join(FOLDER, "product");
const ACCESS = ["-r", join(REPOSITORY, "local/node/register.cjs"), join(REPOSITORY, "cli/access.ts")];

interface Written {
  readonly orgUrl: string;
  readonly oktaUrl: string;
  readonly issuer: string;
  readonly caFile?: string;
  readonly apis: Readonly<Record<string, string>>;
}

/** A Node.js of its own, with what it says and its exit status. */
function node(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const options = ["-C", ...CONDITIONS, ...args];
  const child = spawn(process.execPath, options, { cwd: FOLDER, env: { ...inherited, ...environment } });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { ended, output: () => output, stop: () => child.kill("SIGINT") };
}

const start = (args: readonly string[], environment?: Readonly<Record<string, string>>) =>
  node([...ACCESS, "start", "--product", PRODUCT, ...args, "--okta-port", "0", "--aws-port", "0"], environment);

/** What a program finds that knows nothing of this project: the issuer, and the status of a call without a token. */
const STRANGER = `
const [issuer, call] = process.argv.slice(1);
Promise.all([fetch(issuer + "/.well-known/openid-configuration"), fetch(call)]).then(
  async ([metadata, { status }]) => console.log(JSON.stringify([(await metadata.json()).issuer, status])),
  ({ cause }) => console.log(cause.code),
);`;

describe("a local cloud that speaks TLS", () => {
  before(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    cpSync(CONSOLE, PRODUCT, { recursive: true });
  });

  after(() => rmSync(FOLDER, { recursive: true }));

  const passes = (output: string) => assert.match(output, /^([1-9]\d*) passed, 0 failed$/m, output);

  for (const engine of ["mock", "cli"])
    it(`passes the self-check, made by ${engine}`, async () => {
      const check = start(["--check", "--https", "--engine", engine]);
      assert.equal(await check.ended, 0, check.output());
      passes(check.output());
      assert.equal(existsSync(join(PRODUCT, ".local/ca.pem")), false);
    });

  it("is taken by a program that is told of its authority, and by no other", async () => {
    const cloud = start(["--https", "--engine", "mock"]);
    try {
      for (let tenth = 0; tenth < 600 && !cloud.output().includes("Ctrl-C"); tenth += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
      const written = JSON.parse(readFileSync(join(PRODUCT, ".local/environment.json"), "utf8")) as Written;
      const file = join(PRODUCT, ".local/ca.pem");
      assert.equal(written.caFile, file);
      assert.ok(cloud.output().includes("NODE_EXTRA_CA_CERTS="), cloud.output());
      const addresses = [written.orgUrl, written.oktaUrl, written.issuer, ...Object.values(written.apis)];
      for (const address of addresses) assert.match(address, /^https:\/\/127\.0\.0\.1:\d+/);
      const asked = ["-e", STRANGER, written.issuer, `${written.apis["admin"]}/users`];
      const told = node(asked, { NODE_EXTRA_CA_CERTS: file });
      await told.ended;
      assert.deepEqual(JSON.parse(told.output()), [written.issuer, 401]);
      const untold = node(asked);
      await untold.ended;
      assert.equal(untold.output().trim(), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
      assert.doesNotMatch(readFileSync(file, "utf8"), /PRIVATE KEY/);
      assert.equal(statSync(join(PRODUCT, ".local/environment.json")).mode & 0o077, 0);
    } finally {
      cloud.stop();
    }
    assert.equal(await cloud.ended, 0, cloud.output());
    assert.deepEqual(
      ["ca.pem", "environment.json"].map((name) => existsSync(join(PRODUCT, ".local", name))),
      [false, false],
    );
  });

  describe("behind somebody else's TLS", () => {
    let front: TlsFront;
    let ca: string;

    before(async () => {
      front = await startTlsFront();
      ca = join(FOLDER, "front.pem");
      writeFileSync(ca, front.ca);
    });

    after(() => front.close());

    it("has the public address in all that it signs, and passes the self-check there", async () => {
      const port = 20_000 + (process.pid % 20_000);
      front.target = `http://127.0.0.1:${port}`;
      const args = ["--check", "--engine", "mock", "--public-url", front.url];
      const check = node([...ACCESS, "start", "--product", PRODUCT, ...args, "--okta-port", String(port)], {
        NODE_EXTRA_CA_CERTS: ca,
      });
      assert.equal(await check.ended, 0, check.output());
      passes(check.output());
    });

    it("is refused where the address leads elsewhere", async () => {
      front.target = "http://127.0.0.1:9";
      const check = start(["--check", "--engine", "mock", "--public-url", front.url], { NODE_EXTRA_CA_CERTS: ca });
      assert.equal(await check.ended, 1, check.output());
      assert.match(check.output(), new RegExp(`^error \`${front.url}\` does not lead to this local Okta`, "m"));
    });

    it("is refused where it is no https address without a path", async () => {
      for (const address of ["http://okta.example.test", "https://okta.example.test/okta", "okta.example.test"]) {
        const check = start(["--check", "--public-url", address]);
        assert.equal(await check.ended, 2, check.output());
        assert.match(check.output(), /must be an https address without a path/);
      }
    });
  });
});
