/** `access report`: the same bytes for the same input, everything of the file in it, and nothing that a name could run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditReport } from "../../../cli/audit/auditReport";
import { runCli } from "../cli/runCli";

const HOSTILE = '<img src=x onerror="alert(1)">';

const MODEL = {
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: HOSTILE },
    "orders:delete": {
      description: "Delete",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: { clerks: { scopes: ["orders:read"] }, leads: { scopes: ["orders:read", "orders:delete"] } },
  clients: {
    desk: { type: "spa", scopes: ["orders:read", "orders:delete"] },
    sync: { type: "service", scopes: ["orders:read"] },
  },
  claims: { groups_of: { token: "access", groups: { startsWith: "shop-" }, scopes: ["orders:read"] } },
};

describe("access report", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "okta-api-access-report-"));
    writeFileSync(join(folder, "model.json"), JSON.stringify(MODEL));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const report = (...args: string[]) => runCli("report", "--model", join(folder, "model.json"), ...args);
  const written = (out: string, extension: string) => readFileSync(join(folder, out, `access.${extension}`), "utf8");

  it("writes the same bytes for the same input", async () => {
    for (const out of ["a", "b"]) assert.equal((await report("--out", join(folder, out))).status, 0);
    for (const extension of ["html", "csv", "json"]) assert.equal(written("a", extension), written("b", extension));
  });

  it("says each rule in words, and what proves them", async () => {
    const { status, out } = await report("--json");
    const { rules, proof, claims, matrix } = JSON.parse(out) as AuditReport;
    assert.deepEqual([status, proof.holds, proof.problems], [0, true, []]);
    assert.ok(proof.entries > 0 && proof.questions > 0);
    assert.deepEqual(
      rules.map(({ policy, priority, says }) => [policy, priority, says]),
      [
        [
          "desk",
          1,
          "a member of `clerks` or `leads` at `desk` may be given any of `openid`, `profile`, `email`, `orders:read` by authorization_code, for 60 minutes",
        ],
        [
          "desk",
          2,
          "a member of `leads` at `desk` may be given any of `openid`, `profile`, `email`, `orders:read`, `orders:delete` by authorization_code, for 10 minutes; `orders:delete` only after a step-up",
        ],
        ["sync", 1, "`sync` itself may be given any of `orders:read` by client_credentials, for 60 minutes"],
      ],
    );
    assert.deepEqual(claims, [{ name: "groups_of", token: "access", value: "shop-", scopes: ["orders:read"] }]);
    assert.deepEqual(
      matrix.rows.map(({ principal, scopes }) => [principal, Object.keys(scopes)]),
      [
        ["clerks", ["orders:read"]],
        ["leads", ["orders:read", "orders:delete"]],
        ["sync", ["orders:read"]],
      ],
    );
  });

  it("shows names as text, on a page that runs and loads nothing", async () => {
    await report("--out", join(folder, "a"));
    const page = written("a", "html");
    assert.ok(page.includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"));
    assert.doesNotMatch(page, /<img|<script|https?:/);
    assert.match(page, /content="default-src 'none'; style-src 'unsafe-inline'"/);
  });

  it("names the commit and its time, and changes that no commit has", async () => {
    const revision = async () => (JSON.parse((await report("--json")).out) as AuditReport).revision;
    const { contentHash, ...none } = await revision();
    assert.deepEqual(none, { commit: null, changed: false, time: null });
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        env: { ...process.env, GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z" },
        encoding: "utf8",
      }).trim();
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    const commit = git("rev-parse", "HEAD");
    assert.deepEqual(await revision(), { contentHash, commit, changed: false, time: "2026-01-02T03:04:05.000Z" });
    writeFileSync(join(folder, "model.json"), JSON.stringify({ ...MODEL, product: "store" }));
    const after = await revision();
    assert.deepEqual([after.changed, after.commit, after.contentHash === contentHash], [true, commit, false]);
  });

  it("keeps the hash where only the order of keys changes", async () => {
    const hash = async () => (JSON.parse((await report("--json")).out) as AuditReport).revision.contentHash;
    const before = await hash();
    const turned = Object.fromEntries(Object.entries(MODEL).reverse());
    writeFileSync(join(folder, "model.json"), JSON.stringify(turned));
    assert.equal(await hash(), before);
  });
});
