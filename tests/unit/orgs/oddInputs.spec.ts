/** Commands of real orgs, given what a new user gives them by mistake: each says what is wrong, and none repeats a secret. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clickServer, type Clicked } from "../../support/clickedServer";
import { orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { orders } from "../model/orders";
import { runCli } from "../cli/runCli";

describe("commands of real orgs, with odd inputs", () => {
  let okta: OrgForPlan;
  let clicked: Clicked;
  let folder: string;
  let model: string;

  before(async () => {
    okta = await orgForPlan();
    clicked = await clickServer((path, method = "GET", body) => okta.api(method, path, body));
    folder = mkdtempSync(join(tmpdir(), "access-odd-"));
    model = join(folder, "model.json");
    writeFileSync(model, JSON.stringify(orders()));
  });

  beforeEach(() => void (process.env["OKTA_API_TOKEN"] = okta.apiToken));

  afterEach(() => {
    for (const name of ["OKTA_API_TOKEN", "OKTA_ACCESS_TOKEN"]) delete process.env[name];
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await okta.close();
  });

  const adopt = (...more: string[]) =>
    runCli("adopt", "--org-url", okta.url, "--server", "Order Desk", "--product", "orders", ...more);

  it("names the console's address, whatever the command", async () => {
    const address = ["--org-url", "https://example-admin.oktapreview.com"];
    for (const command of [
      ["adopt", ...address, "--server", "x"],
      ["verify", ...address, "--model", model],
      ["combinations", ...address, "--model", model],
    ]) {
      const { status, err } = await runCli(...command);
      assert.deepEqual(
        [status, err],
        [
          2,
          "`https://example-admin.oktapreview.com` is the address of the console: take `-admin` out, as in `https://example.oktapreview.com`",
        ],
      );
    }
    // A domain of one's own may be called so.
    const { err } = await runCli("verify", "--org-url", "https://login-admin.invalid", "--model", model);
    assert.match(err, /^the org at `https:\/\/login-admin\.invalid` cannot be reached/);
  });

  it("refuses what can be no token, and repeats none of it", async () => {
    for (const variable of ["OKTA_API_TOKEN", "OKTA_ACCESS_TOKEN"])
      for (const [token, says] of [
        ["canary\n123", "has a space, a line break or another character that no token has: look at how it was copied"],
        ["canary 123", "has a space, a line break or another character that no token has: look at how it was copied"],
        ["canary\u200b", "has a space, a line break or another character that no token has: look at how it was copied"],
        ["SSWS canary", "begins with `SSWS`: give the token alone"],
        ["bearer canary", "begins with `bearer`: give the token alone"],
      ]) {
        delete process.env["OKTA_API_TOKEN"];
        process.env[variable] = token;
        const { status, out, err } = await adopt("--json");
        assert.deepEqual([status, out, err], [2, "", `\`${variable}\` ${says}`]);
        delete process.env[variable];
      }
  });

  it("takes a server by its issuer as well", async () => {
    const by = async (server: string) => {
      const { status, out } = await runCli("adopt", "--org-url", okta.url, "--server", server, "--json");
      assert.equal(status, 0);
      return out;
    };
    const { id, issuer } = await okta.api("GET", `/api/v1/authorizationServers/${clicked.serverId}`);
    assert.equal(await by(issuer), await by(id));
    assert.equal(await by(`${issuer}/`), await by(id));
    const other = await runCli("adopt", "--org-url", okta.url, "--server", `${okta.url}/oauth2/nope`, "--json");
    assert.match(other.err, /^the org has no authorization server `nope`/);
  });

  it("names the servers whose names are near, letter by letter", async () => {
    const made = await okta.api("POST", "/api/v1/authorizationServers", {
      name: "Order Desk ",
      audiences: ["api://x"],
    });
    try {
      const { status, err } = await runCli("adopt", "--org-url", okta.url, "--server", "order desk", "--json");
      assert.deepEqual(
        [status, err],
        [
          2,
          "the org has no authorization server `order desk`; did you mean `Order Desk`? (it has: `default`, `Order Desk`, `Order Desk `)",
        ],
      );
      assert.equal((await adopt("--json")).status, 0);
    } finally {
      await okta.api("POST", `/api/v1/authorizationServers/${made.id}/lifecycle/deactivate`);
      await okta.api("DELETE", `/api/v1/authorizationServers/${made.id}`);
    }
  });

  it("names client ids that there are none of", async () => {
    const { status, err } = await adopt("--client", `${clicked.sync},0oaNobody`, "--json");
    assert.equal(status, 2);
    assert.match(err, /^there is no application with the client id `0oaNobody`; known here: .*`/);
    assert.equal((await adopt("--client", clicked.sync, "--json")).status, 0);
  });

  it("writes nothing under a stack's name that is none", async () => {
    for (const stack of ["../../evil", "a/b/c", "..", "", "x y", "a\u0000"]) {
      const { status, err } = await adopt("--stack", stack, "--out", join(folder, "out"));
      assert.deepEqual(
        [status, err],
        [2, "`--stack` must be the stack's own name, such as `dev`, of letters, digits, `-`, `_` and `.`"],
      );
    }
    assert.deepEqual(readdirSync(folder), ["model.json"]);
  });

  it("says what is wrong with a file or a folder that cannot be written", async () => {
    const out = await adopt("--out", model);
    assert.deepEqual(
      [out.status, out.err],
      [2, `\`${model}\` cannot be used: it is there already, and is no folder (EEXIST)`],
    );
    const below = await adopt("--out", join(model, "below"));
    assert.equal(below.err, `\`${join(model, "below")}\` cannot be used: a part of it is no folder (ENOTDIR)`);
    const save = await adopt("--save", folder, "--json");
    assert.deepEqual([save.status, save.err], [2, `\`${folder}\` cannot be used: it is a folder (EISDIR)`]);
    const nowhere = join(folder, "nowhere", "x.json");
    const missing = await adopt("--save", nowhere, "--json");
    assert.equal(
      missing.err,
      `\`${nowhere}\` cannot be used: it, or the folder that it is to be in, is not there (ENOENT)`,
    );
  });

  describe("half a state", () => {
    const RESOURCES = {
      server: ["okta_auth_server", { id: "aus1", name: "Calls", audiences: ["api://calls"] }],
      scope: ["okta_auth_server_scope", { id: "scp1", auth_server_id: "aus1", name: "calls:read" }],
      policy: [
        "okta_auth_server_policy",
        { id: "00p1", auth_server_id: "aus1", name: "P", client_whitelist: ["0oa1"] },
      ],
      rule: [
        "okta_auth_server_policy_rule",
        {
          id: "0pr1",
          auth_server_id: "aus1",
          policy_id: "00p1",
          name: "Agents",
          grant_type_whitelist: ["authorization_code"],
          group_whitelist: ["00g1"],
          scope_whitelist: ["openid", "calls:read"],
        },
      ],
      app: [
        "okta_app_oauth",
        { id: "0oa1", client_secret: "canary", label: "Desk", type: "web", grant_types: ["authorization_code"] },
      ],
      group: ["okta_group", { id: "00g1", name: "agents" }],
      assignment: ["okta_app_group_assignment", { id: "0oa1/00g1", app_id: "0oa1", group_id: "00g1" }],
    } as const;

    async function without(...left: readonly (keyof typeof RESOURCES)[]) {
      const there = Object.entries(RESOURCES).filter(([name]) => !left.includes(name as "app"));
      const resources = there.map(([, [type, values]]) => ({ type, values }));
      const file = join(folder, "state.json");
      writeFileSync(file, JSON.stringify({ values: { root_module: { resources } } }));
      const { status, out, err } = await runCli("adopt", "--from", file, "--json");
      rmSync(file);
      assert.equal(`${out}${err}`.includes("canary"), false);
      return { status, err };
    }

    const NOTHING =
      "the server has 1 error:\nerror: (top level): no active rule of it gives a custom scope to an application in a way that an access file can say, so there is nothing to adopt; " +
      "not known here: whatever was made or changed by hand: a state has what its engine made and last saw, people who are assigned to applications by name";

    it("is taken where all is there", async () => assert.deepEqual(await without(), { status: 0, err: "" }));

    for (const [left, says] of [
      ["app", "the application of the client id `0oa1`"],
      ["group", "the name of the group `00g1`"],
      ["scope", "the scope `calls:read`"],
    ] as const)
      it(`says that the ${left} is not in it`, async () =>
        assert.deepEqual(await without(left), { status: 2, err: `${NOTHING}, ${says}` }));

    it("says so where it has the server alone", async () =>
      assert.deepEqual(await without("scope", "policy", "rule", "app", "group", "assignment"), {
        status: 2,
        err: NOTHING,
      }));
  });

  it("stays with the same file for a group whatever it is called", async () => {
    for (const name of [
      'a"; process.exit(1); //',
      "${process.env.HOME}",
      "*/ evil /*",
      "__proto__",
      "constructor",
      "日本語",
    ]) {
      await okta.api("PUT", `/api/v1/groups/${clicked.groups.clerks}`, { profile: { name } });
      const out = mkdtempSync(join(tmpdir(), "access-odd-"));
      try {
        assert.equal((await adopt("--json")).status, 0);
        const { access } = JSON.parse((await adopt("--json")).out);
        const file = join(out, "access.json");
        writeFileSync(file, JSON.stringify(access));
        const checked = await runCli("check", "--model", file);
        assert.equal(checked.status, 0, checked.out);
        const groups = Object.values(access.groups) as { name?: string }[];
        assert.equal(
          groups.some((group) => group.name === name),
          true,
          name,
        );
      } finally {
        rmSync(out, { recursive: true });
      }
    }
  });
});
