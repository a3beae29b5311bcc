/** `access diff`: revisions of a repository and files, every format, the gate, and what is put in its way. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { companyModel } from "../../../bench/companyModel";
import { COMMENT_MAX } from "../../../cli/print/reviewMarkdown";
import { orders } from "../model/orders";
import { Files, runCli } from "../cli/runCli";

type Orders = ReturnType<typeof orders>;

/** A repository of its own, with an access file that is committed in several states. */
class Repository {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "access-diff-")));
  readonly model = path.join(this.folder, "access.ts");

  constructor() {
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: string[]): string {
    const identity = ["-c", "user.name=Tess Test", "-c", "user.email=tess@example.test", "-c", "commit.gpgsign=false"];
    return execFileSync("git", ["-C", this.folder, ...identity, ...args], { encoding: "utf8" }).trim();
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    writeFileSync(path.join(this.folder, name), text);
  }

  /** Commits what is there, under a name. */
  tag(name: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", name);
    this.git("tag", name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function asModule(change: (file: Orders) => void = () => undefined): string {
  const value = orders();
  change(value);
  return `export default ${JSON.stringify(value)};\n`;
}

const more = ({ groups }: Orders) => void groups.clerks!.scopes.push("orders:write");

interface Answer {
  readonly widened: {
    principal: string;
    client: string;
    grant: string;
    scope: string;
    before: string;
    after: string;
  }[];
  readonly narrowed: unknown[];
  readonly verdict: string;
  readonly notes: string[];
}

describe("access diff", () => {
  const files = new Files();
  const repository = new Repository();

  before(() => {
    repository.write("README.md", "empty");
    repository.tag("empty");
    repository.write("access.ts", asModule());
    repository.tag("first");
    repository.write("access.ts", 'throw new Error("not today");');
    repository.tag("throws");
    repository.write("parts/groups.ts", 'import clerks from "./clerks.json";\nexport const groups = { clerks };');
    repository.write("parts/clerks.json", '{ "scopes": ["orders:read", "orders:write"] }');
    const { groups, ...rest } = orders();
    const { clerks: _clerks, ...others } = groups;
    repository.write(
      "access.ts",
      `import { groups } from "./parts/groups";\nexport default { ...${JSON.stringify(rest)}, groups: { ...groups, ...${JSON.stringify(others)} } };`,
    );
    repository.tag("parts");
    repository.write(
      "access.ts",
      `import { readFileSync } from "node:fs";\nimport { join } from "node:path";\nconst clerks = JSON.parse(readFileSync(join(__dirname, "parts/clerks.json"), "utf8"));\n` +
        `export default { ...${JSON.stringify(rest)}, groups: { clerks, ...${JSON.stringify(others)} } };`,
    );
    repository.tag("reads");
    repository.write(
      "access.ts",
      asModule(({ groups }) => groups.clerks!.scopes.push("orders:raed")),
    );
    repository.tag("wrong");
    repository.write("access.ts", asModule(more));
  });

  after(() => {
    files.remove();
    repository.remove();
  });

  const diff = (...args: string[]) => runCli("diff", ...args);
  const inRepository = (...args: string[]) => diff(...args, "--model", repository.model);
  const answered = async (...args: string[]) => JSON.parse((await inRepository(...args, "--json")).out) as Answer;

  const row = {
    principal: "clerks",
    client: "desk",
    grant: "authorization_code",
    scope: "orders:write",
    before: "denied",
    after: "granted",
  };
  const rowsOf = ({ widened }: Answer) =>
    widened.map(({ principal, client, grant, scope, before: was, after: is }) => ({
      principal,
      client,
      grant,
      scope,
      before: was,
      after: is,
    }));

  it("compares a revision with the working tree, and leaves both as they are", async () => {
    const status = repository.git("status", "--porcelain");
    const found = await answered("first");
    assert.deepEqual(rowsOf(found), [row]);
    assert.deepEqual([found.narrowed, found.verdict], [[], "Access widened in 1 place"]);
    assert.equal(repository.git("status", "--porcelain"), status);
    assert.equal(repository.git("worktree", "list").split("\n").length, 1);
  });

  it("compares two revisions, one of which imports a module and a JSON file", async () => {
    assert.deepEqual(rowsOf(await answered("first", "parts")), [row]);
    const back = await answered("parts", "first");
    assert.deepEqual([rowsOf(back), back.narrowed.length], [[], 1]);
  });

  it("gives a revision its own files where it reads them itself", async () => {
    repository.write("parts/clerks.json", '{ "scopes": ["orders:read"] }');
    try {
      assert.deepEqual(rowsOf(await answered("first", "reads")), [row]);
    } finally {
      repository.git("checkout", "--quiet", "--", "parts/clerks.json");
    }
  });

  it("takes a base without an access file for one that allows nothing", async () => {
    const found = await answered("empty", "first");
    assert.deepEqual(found.notes, ["there is no `empty:access.ts`: all of it is new"]);
    assert.equal(
      found.widened.some(({ principal }) => principal === "everybody"),
      true,
    );
    const gone = await answered("first", "empty");
    assert.deepEqual([gone.widened.length, gone.narrowed.length], [0, found.widened.length]);
    const { status, err } = await inRepository("empty", "empty");
    assert.deepEqual([status, err], [2, "there is neither `empty:access.ts` nor `empty:access.ts`"]);
  });

  it("names the revision whose access file throws, or is wrong", async () => {
    const thrown = await inRepository("throws");
    assert.deepEqual([thrown.status, thrown.out], [2, ""]);
    assert.equal(thrown.err, "in the revision `throws`: `access.ts` cannot be read: not today");
    const wrong = await inRepository("wrong");
    assert.equal(wrong.status, 2);
    assert.match(
      wrong.err,
      /^wrong:access\.ts has 1 error:\nerror: groups\.clerks\.scopes\[1\]: scope `orders:raed` is not defined/,
    );
  });

  it("refuses what is neither a file nor a revision, and no option of git's gets through", async () => {
    const refused = async (name: string) => {
      const { status, err } = await diff("--model", repository.model, "--", name);
      assert.deepEqual([status, err], [2, `there is no file and no revision \`${name}\``]);
    };
    await refused("nowhere");
    await refused("--output=stolen");
    const { status, err } = await diff("no.json", "--model", repository.model);
    assert.deepEqual([status, err], [2, "there is no file `no.json`"]);
  });

  it("reads people beside the file, and tells who of them it is about", async () => {
    repository.write("people.ts", 'export default { carla: { firstName: "C", lastName: "C", groups: ["clerks"] } };');
    try {
      const { widened } = JSON.parse((await inRepository("first", "--json")).out) as {
        widened: { people?: string[] }[];
      };
      assert.deepEqual(widened[0]!.people, ["carla"]);
    } finally {
      rmSync(path.join(repository.folder, "people.ts"));
    }
  });

  describe("prints", () => {
    it("text with the verdict first", async () => {
      const { out, status } = await inRepository("first");
      assert.equal(status, 0);
      assert.deepEqual(out.split("\n").slice(0, 5), [
        "Access widened in 1 place",
        "",
        "widened",
        "  + clerks at desk with authorization_code: orders:write (medium)",
        "      denied → granted; by rule clerks 30 min; 30 min",
      ]);
    });

    it("what has another key, in text and in Markdown, and what it gains besides", async () => {
      const [one, two] = [orders(), orders()];
      two.clients.till = { ...two.clients.sync!, was: "sync", scopes: ["orders:read", "stock:read"] };
      delete two.clients.sync;
      const sides = [files.write("was.json", JSON.stringify(one)), files.write("is.json", JSON.stringify(two))];
      const text = await diff(...sides);
      assert.deepEqual(text.out.split("\n").slice(0, 8), [
        "Access widened in 1 place",
        "",
        "widened",
        "  + till at till with client_credentials: stock:read (low)",
        "      denied → granted; by rule client_credentials 60 min; 60 min",
        "",
        "renamed",
        "  client sync is till now",
      ]);
      const { out } = await diff(...sides, "--format", "markdown");
      assert.match(out, /#### Renamed\n\n- client `sync` is `till` now\n/);
      const { renamed } = JSON.parse((await diff(...sides, "--json")).out) as { renamed: unknown };
      assert.deepEqual(renamed, [{ kind: "client", before: "sync", after: "till" }]);
      assert.equal((await diff(...sides, "--fail-on", "widened:medium")).status, 0);
    });

    it("SARIF that points at the line of the access file", async () => {
      const { out } = await inRepository("first", "--format", "sarif");
      const { runs } = JSON.parse(out) as {
        runs: {
          tool: { driver: { name: string } };
          results: { ruleId: string; locations: { physicalLocation: { region: unknown } }[] }[];
        }[];
      };
      assert.equal(runs[0]!.tool.driver.name, "access diff");
      assert.deepEqual(
        runs[0]!.results.map(({ ruleId }) => ruleId),
        ["access-widened"],
      );
      assert.deepEqual(Object.keys(runs[0]!.results[0]!.locations[0]!.physicalLocation.region as object), [
        "startLine",
        "startColumn",
      ]);
    });

    it("Markdown in which no name can start markup", async () => {
      const evil = "](javascript:alert(1)) | `x` <b>@octocat</b>";
      const [one, two] = [orders(), orders()];
      for (const file of [one, two]) file.groups.clerks!.name = evil;
      for (const file of [one, two]) file.groups.leads!.name = `leads ${evil}`;
      two.groups.heads = two.groups.leads!;
      delete two.groups.leads;
      two.apis.orders!.routes["GET /open"] = { public: evil, handler: "orders" };
      delete two.groups.clerks;
      const base = files.write("evil.json", JSON.stringify(one));
      const { out } = await diff(base, files.write("evil2.json", JSON.stringify(two)), "--format", "markdown");
      assert.match(out, /#### Renamed\n\n- group `leads` is `heads` now; in Okta it stays ``leads /);
      const outside = out.replace(/(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)/g, "");
      assert.equal(/(?<!\\)<b>|@octocat|(?<!\\)\]\(/.test(outside), false, outside);
    });

    it("Markdown that no forge refuses for its length, and says what it leaves out", async () => {
      const [base, changed] = [companyModel({ nested: true }), companyModel({ nested: true })];
      for (const scope of Object.values(changed.scopes))
        scope.sensitivity = scope.sensitivity === "low" ? "high" : "low";
      for (const group of Object.values(changed.groups))
        group.scopes = group.scopes.slice(0, -1).concat("shared0:part0");
      for (const client of Object.values(changed.clients))
        if (client.scopes !== "all") client.scopes.push("shared0:part0");
      for (const client of Object.values(changed.clients)) client.scopes = [...new Set(client.scopes as string[])];
      for (const group of Object.values(changed.groups)) group.scopes = [...new Set(group.scopes)];
      const names = [base, changed].map((file, index) => files.write(`company${index}.json`, JSON.stringify(file)));
      const { out, status, err } = await diff(...names, "--format", "markdown");
      assert.deepEqual([status, err], [0, ""]);
      assert.equal(Buffer.byteLength(out) < COMMENT_MAX, true);
      assert.match(out, /\*\*[\d,]+ more rows are left out here\*\*: `access diff --format json` has all of them\./);
      assert.match(out, /\*\*The (rest|access matrix) is left out here\*\*/);
    });
  });

  describe("--fail-on", () => {
    it("ends with 1 where access is widened, at the sensitivity that is named and above", async () => {
      const status = async (gate: string) => (await inRepository("first", "--fail-on", gate)).status;
      assert.deepEqual(
        [
          await status("widened"),
          await status("widened:low"),
          await status("widened:medium"),
          await status("widened:high"),
        ],
        [1, 1, 1, 0],
      );
      assert.equal((await inRepository("first", "first", "--fail-on", "widened")).status, 0);
      const { status: wrong, err } = await inRepository("first", "--fail-on", "narrowed");
      assert.deepEqual(
        [wrong, err],
        [2, "`--fail-on narrowed`: it takes widened, widened:low, widened:medium or widened:high"],
      );
    });

    const allowed = (until: string, rest = "") =>
      files.write(
        "allow.yaml",
        `allow:\n  - principal: clerks\n    scope: orders:write${rest}\n    reason: the season\n    until: ${until}\n`,
      );
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const gated = (file: string) => inRepository("first", "--fail-on", "widened", "--allow", file);

    it("lets through what the list allows, until the day is over", async () => {
      assert.equal((await gated(allowed(day(0)))).status, 0);
      const over = await gated(allowed(day(-1)));
      assert.equal(over.status, 1);
      assert.match(
        over.out,
        new RegExp(
          `\ngate\nrefused: clerks at desk: orders:write\nwas allowed, and is no longer: clerks orders:write \\(until ${day(-1)}\\)$`,
        ),
      );
    });

    it("allows nothing that it does not name", async () => {
      const other = await gated(allowed(day(9), "\n    client: sync"));
      assert.equal(other.status, 1);
      assert.match(other.out, /allowed, and not part of this change: clerks sync orders:write/);
    });

    it("refuses a list that would allow everything, forever, or cannot be read", async () => {
      const refused = async (text: string, message: RegExp) => {
        const { status, err } = await gated(files.write("bad.yaml", text));
        assert.equal(status, 2);
        assert.match(err, message);
      };
      await refused(
        `allow:\n  - principal: clerks\n    reason: x\n    until: ${day(1)}\n`,
        /error: allow\[0\]: would allow whatever is widened/,
      );
      await refused(
        `allow:\n  - scope: a\n    reason: x\n    until: ${day(400)}\n`,
        /error: allow\[0\]\.until: `[\d-]+` is more than a year ahead/,
      );
      await refused(
        `allow:\n  - scope: a\n    reason: x\n    until: soon\n`,
        /error: allow\[0\]\.until: must be a day/,
      );
      await refused(`allow:\n  - scop: a\n    reason: x\n    until: ${day(1)}\n`, /unknown field.*`scop`|`scop`/);
      await refused("allow: [", /bad\.yaml` is not valid YAML/);
    });
  });
});
