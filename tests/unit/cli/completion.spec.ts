/** `access completion`: commands, options, values, and the names of the access file, which is read and never run. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCli } from "./runCli";

describe("access completion", () => {
  it("completes commands, their options and values in bash", async () => {
    const { status, out } = await runCli("completion", "bash");
    assert.equal(status, 0);
    const complete = (...words: string[]) => completed(out, words.join(" ")).join(" ");
    assert.equal(complete("access", "can"), "can-i");
    assert.equal(complete("access", "diff", "--f"), "--format --fail-on");
    assert.equal(complete("access", "matrix", "--format", "mar"), "markdown");
    assert.equal(complete("access", "local", "p"), "preview");
    assert.equal(complete("access", "completion", ""), "bash zsh fish --help");
  });

  for (const shell of ["zsh", "fish"]) {
    it(`names every command for ${shell}, in a text that the shell reads where it is there`, async () => {
      const { out } = await runCli("completion", shell);
      for (const name of ["can-i", "who-can", "diff", "matrix", "--fail-on".slice(2)])
        assert.equal(out.includes(name), true, name);
      const folder = mkdtempSync(path.join(tmpdir(), "access-completion-"));
      const file = path.join(folder, "completion");
      writeFileSync(file, out);
      const { error, status } = spawnSync(shell, ["-n", file]);
      rmSync(folder, { recursive: true });
      if (error === undefined) assert.equal(status, 0);
    });
  }

  it("completes commands, words and names in fish, where it is there", async function () {
    if (spawnSync("fish", ["--version"]).error !== undefined) this.skip();
    const { out } = await runCli("completion", "fish");
    const names = `function access\n  test "$argv" = "names groups"; and printf '%s\\n' clerks leads\nend\n`;
    const complete = (line: string) =>
      execFileSync("fish", ["--no-config", "-c", `${names}${out}\ncomplete -C ${JSON.stringify(line)}`], {
        encoding: "utf8",
      })
        .split("\n")
        .flatMap((offered) => (offered === "" ? [] : offered.split("\t")[0]!));
    assert.deepEqual(complete("access can"), ["can-i"]);
    assert.deepEqual(complete("access local p"), ["preview"]);
    assert.deepEqual(complete("access can-i --groups c"), ["clerks"]);
    assert.deepEqual(complete("access can-i --groups clerks,l"), ["clerks,leads"]);
    assert.deepEqual(complete("access can-i --groups=clerks,l"), ["--groups=clerks,leads"]);
  });

  it("refuses another shell", async () => {
    const { status, err } = await runCli("completion", "tcsh");
    assert.equal(status, 2);
    assert.match(err, /Allowed choices are bash, zsh, fish/);
  });

  describe("of names", () => {
    let folder: string;
    let script: string;
    const names = new Map<string, string>();
    before(async () => {
      script = (await runCli("completion", "bash")).out;
      folder = mkdtempSync(path.join(tmpdir(), "access-completion-"));
      // Whoever ran this file would see it: Tab in a folder of somebody else's must not.
      const run = `import { writeFileSync } from "node:fs";\nwriteFileSync("was-run", "");\n`;
      writeFileSync(
        path.join(folder, "access.ts"),
        `${run}const scopes = { "orders:read": {}, "orders:write": {}, "$(touch was-run)": {}, "\`touch was-run\`": {} };
export default defineAccess({
  scopes,
  groups: { clerks: {}, leads: {} } as const,
  clients: { "desk-app": {}, sync: {} },
  apis: { shop: { routes: { "GET /orders": {}, "GET /orders/{id}": {} } }, stock: { routes: makeRoutes() } },
});
`,
      );
      writeFileSync(
        path.join(folder, "people.ts"),
        `${run}export default definePeople(access, { leo: {}, ada: {} });\n`,
      );
      for (const stack of ["dev", "prod"]) writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
      for (const [, kinds] of script.matchAll(/names="([a-z ]+)"/g)) {
        const { status, out } = await runCli("names", ...kinds!.split(" "), "--model", path.join(folder, "access.ts"));
        assert.equal(status, 0);
        names.set(kinds!, `${out}\n`);
      }
    });
    after(() => rmSync(folder, { recursive: true }));

    const complete = (line: string) => completed(script, line, names);

    it("knows groups, several of them with commas, clients, stacks and APIs", () => {
      assert.deepEqual(complete("access can-i --groups c"), ["clerks"]);
      assert.deepEqual(complete("access can-i --groups clerks,"), ["clerks,clerks", "clerks,leads"]);
      assert.deepEqual(complete("access can-i --client "), ["desk-app", "sync"]);
      assert.deepEqual(complete("access matrix --group s"), ["sync"]);
      assert.deepEqual(complete("access check --stack p"), ["prod"]);
      assert.deepEqual(complete("access requirements s"), ["shop", "stock"]);
    });

    it("knows scopes, at whose colons bash ends a word, and routes with their blanks", () => {
      assert.deepEqual(complete("access can-i --groups clerks --client sync orders:"), ["read", "write"]);
      assert.deepEqual(complete("access who-can GET\\ /orders/"), ["GET\\ /orders/\\{id\\}"]);
      assert.deepEqual(complete("access token l"), ["leo"]);
      assert.deepEqual(complete("access token leo desk"), ["desk-app"]);
    });

    it("runs nothing of the file, whatever stands in a name", () => {
      const [command, quoted] = complete("access can-i \\$").concat(complete("access can-i \\`"));
      assert.deepEqual([command, quoted], ["\\$\\(touch\\ was-run\\)", "\\`touch\\ was-run\\`"]);
      assert.equal(existsSync(path.join(folder, "was-run")), false);
    });

    it("says nothing where there is no access file, or one that nobody can read", async () => {
      const file = path.join(folder, "other.ts");
      const silent = { status: 0, out: "", err: "" };
      assert.deepEqual(await runCli("names", "clients", "apis", "--model", file), silent);
      writeFileSync(file, "export default {{{");
      assert.deepEqual(await runCli("names", "clients", "routes", "unknown", "--model", file), silent);
    });
  });
});

/** What bash has to offer for a line, as it calls the function: the line, and where the cursor is. `names`: what it asks → what it hears. */
function completed(script: string, line: string, names: ReadonlyMap<string, string> = new Map()): string[] {
  const heard = [...names].map(
    ([kinds, text]) => `    ${JSON.stringify(`names ${kinds}`)}) printf '%s' ${quoted(text)} ;;`,
  );
  const program = [
    'access() {\n  case "$*" in',
    ...heard,
    "    *) return 1 ;;\n  esac\n}",
    script,
    'COMP_LINE="$1" COMP_POINT=${#1}',
    "_access",
    `[ \${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`,
  ];
  const out = execFileSync("bash", ["-c", program.join("\n"), "bash", line], { encoding: "utf8" });
  return out.split("\n").filter((word) => word !== "");
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
