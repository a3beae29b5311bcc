/** `access rotate`: the steps of a new key, and both keys tried with real token requests on a local Okta. */
import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../../support/products";
import { rotates, type KeyAnswer } from "../../../local/keyTrial";
import { runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");
const PARTNERS = join(EXAMPLES["partners"]!, "access.ts");

describe("access rotate", () => {
  let folder: string;
  let model: string;
  const keys: Record<string, KeyObject> = {};

  before(() => {
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "rotate-"));
    cpSync(EXAMPLES["partners"]!, folder, { recursive: true });
    model = join(folder, "access.ts");
    for (const name of ["old", "new", "strange"])
      keys[name] = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    writeFileSync(file("old.json"), JSON.stringify({ ...keys["old"]!.export({ format: "jwk" }), kid: "2025" }));
    for (const name of ["new", "strange"]) writeFileSync(file(`${name}.pem`), pem(keys[name]!));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string) => join(folder, name);
  const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
  const modulus = (name: string) => String(keys[name]!.export({ format: "jwk" })["n"]);
  const jwk = (name: string, kid: string) => ({ kty: "RSA", kid, n: modulus(name), e: "AQAB" });

  /** Gives the accountant keys in the stack file, in the place of an address. */
  function register(...jwks: object[]): void {
    const path = file("Pulumi.dev.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(/accountant:\n {6}.*/, () => `accountant:\n      jwks: ${JSON.stringify(jwks)}`),
    );
  }

  const run = async (...args: string[]) => {
    const { status, out, err } = await runCli("rotate", "accountant", "--model", model, "--json", ...args);
    return {
      status,
      err,
      ...(JSON.parse(out || "{}") as { steps: { done: boolean; code?: string }[]; trial: KeyAnswer[] }),
    };
  };

  it("takes each key exactly as long as it is registered, and both meanwhile", async () => {
    const { status, trial } = await run("--old", file("old.json"), "--new", file("new.pem"));
    assert.equal(status, 0);
    assert.deepEqual(
      trial.map(({ registered, signedWith, taken }) => [registered, signedWith, taken]),
      [
        ["old", "old", true],
        ["old", "new", false],
        ["both", "old", true],
        ["both", "new", true],
        ["new", "old", false],
        ["new", "new", true],
      ],
    );
    assert.equal(trial[1]!.error, "invalid_client: The client_assertion JWT kid is invalid.");
  });

  it("marks what the stack file has already, and hands the public half of the new key to it", async () => {
    register(jwk("old", "2025"));
    const begun = await run("--stack", "dev", "--old", file("old.json"), "--new", file("new.pem"));
    assert.deepEqual(
      begun.steps.map(({ done }) => done),
      [true, false, false, false, false, false],
    );
    const handed = JSON.parse(begun.steps[1]!.code!.slice(2)) as Record<string, string>;
    assert.deepEqual([handed["n"], Object.keys(handed)], [modulus("new"), ["kty", "kid", "n", "e"]]);
    register(jwk("old", "2025"), jwk("new", handed["kid"]!));
    const both = await run("--stack", "dev", "--old", file("old.json"), "--new", file("new.pem"));
    assert.deepEqual(
      both.steps.map(({ done }) => done),
      [true, true, false, false, false, false],
    );
    register(jwk("new", handed["kid"]!));
    const ended = await run("--stack", "dev", "--new", file("new.pem"));
    assert.deepEqual(
      ended.steps.map(({ done }) => done),
      [true, true, true, true, true, false],
    );
  });

  it("prints nothing of a private half, whatever is wrong with it", async () => {
    const { d, p } = keys["new"]!.export({ format: "jwk" });
    writeFileSync(file("broken.pem"), pem(keys["new"]!).replace("-----END", "----END"));
    for (const args of [
      ["--new", file("new.pem")],
      ["--new", file("broken.pem")],
    ]) {
      const { out, err } = await runCli("rotate", "accountant", "--model", model, ...args);
      for (const secret of [d!, p!, pem(keys["new"]!).split("\n")[3]!])
        assert.equal(`${out}${err}`.includes(secret), false);
    }
  });

  it("refuses keys that are none, short, the same, of one name, or somebody else's", async () => {
    const refused = async (message: string, ...args: string[]) => {
      const { status, err } = await run(...args);
      assert.deepEqual([status, err.includes(message)], [2, true], err);
    };
    await refused("cannot be read: give a private key as PEM or as a JWK", "--new", file("nowhere.pem"));
    writeFileSync(file("ec.pem"), pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey));
    await refused("is no RSA key of 2048 bits or more", "--new", file("ec.pem"));
    writeFileSync(file("short.pem"), pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey));
    await refused("is no RSA key of 2048 bits or more", "--new", file("short.pem"));
    await refused("`--old` and `--new` are one key", "--old", file("new.pem"), "--new", file("new.pem"));
    writeFileSync(file("twin.json"), JSON.stringify({ ...keys["new"]!.export({ format: "jwk" }), kid: "2025" }));
    await refused("both keys have the `kid` `2025`", "--old", file("old.json"), "--new", file("twin.json"));
    register(jwk("old", "2025"));
    await refused(
      "is not the private half of a key in `Pulumi.dev.yaml`",
      "--stack",
      "dev",
      "--old",
      file("strange.pem"),
    );
    await refused("there is no stack file `Pulumi.prod.yaml` (stacks: `dev`)", "--stack", "prod");
  });

  it("says how a client publishes its keys, and refuses one that has none", async () => {
    const published = await runCli("rotate", "archive", "--model", PARTNERS, "--stack", "dev");
    assert.match(published.out, /publish its public half at `https:\/\/jobs\.dev\.example\.com\/archive\/jwks\.json`/);
    const { status, err } = await runCli("rotate", "desk", "--model", join(EXAMPLES["orders"]!, "access.ts"));
    assert.deepEqual([status, err.includes("`desk` has no key: a client of type `spa`")], [2, true]);
    const unknown = await runCli("rotate", "acountant", "--model", PARTNERS);
    assert.deepEqual([unknown.status, unknown.err.includes("did you mean `accountant`?")], [2, true]);
  });
});

describe("rotates", () => {
  const answer = (registered: KeyAnswer["registered"], signedWith: KeyAnswer["signedWith"], taken: boolean) => ({
    registered,
    signedWith,
    taken,
  });
  it("says no where a key is taken too long, or not while both are registered", () => {
    assert.equal(rotates([answer("both", "old", true), answer("new", "old", false)]), true);
    assert.equal(rotates([answer("new", "old", true)]), false);
    assert.equal(rotates([answer("both", "new", false)]), false);
  });
});
