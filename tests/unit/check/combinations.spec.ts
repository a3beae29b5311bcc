/** `access combinations`, against the local Okta; and how an org is read: pages, rate limits, whom the credentials go to. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inParallel, OktaApi, type Surroundings } from "../../../cli/org/oktaApi";
import { startStand, type Stand } from "../okta/support/stand";
import { Files, runCli } from "../cli/runCli";

describe("access combinations", () => {
  const files = new Files();
  let okta: Stand;
  const ids: Record<string, string> = {};
  let people = 0;

  before(async () => {
    okta = await startStand();
    for (const name of ["clerks", "leads", "clerks-of-the-north"]) {
      const { id } = await okta.must(200, "POST", "/api/v1/groups", { profile: { name } });
      ids[name] = id;
    }
    await person("clerks", "leads");
    await person("clerks", "leads");
    await person("leads");
    await person("clerks", "clerks-of-the-north");
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
  });

  after(async () => {
    delete process.env["OKTA_API_TOKEN"];
    files.remove();
    await okta.close();
  });

  async function person(...groups: string[]): Promise<string> {
    const login = `person-${(people += 1)}@example.test`;
    const profile = { login, email: login, firstName: "Per", lastName: "Son" };
    const { id } = await okta.must(200, "POST", "/api/v1/users?activate=true", { profile });
    for (const group of groups) await okta.must(204, "PUT", `/api/v1/groups/${ids[group]}/users/${id}`);
    return id;
  }

  const model = (occurring?: string[][]) =>
    files.orders("orders", (file) => {
      if (occurring) file.combinations = { occurring };
    });

  const ask = (...more: string[]) => runCli("combinations", "--org-url", okta.url, ...more);

  it("counts the people in each combination, and says what of the file is not in the org", async () => {
    const { status, out, err } = await ask("--model", model());
    assert.deepEqual([status, err], [0, ""]);
    assert.deepEqual(out.split("\n"), [
      "2  clerks + leads",
      "4 people in the groups of the file, 1 combinations of two and more",
      "not in the org: `stockists`",
      "0 group rules in the org, which takes 2,000",
    ]);
  });

  it("ends with 1 where people are in a combination that the file does not list, and counts them", async () => {
    const { status, out } = await ask("--model", model([["clerks", "stockists"]]));
    assert.equal(status, 1);
    assert.deepEqual(out.split("\n").slice(0, 3), [
      "2  clerks + leads  (not in the file)",
      "4 people in the groups of the file, 1 combinations of two and more",
      "1 of them not in `combinations.occurring`: 2 people get what its listed parts allow",
    ]);
    assert.equal((await ask("--model", model([["clerks", "leads", "stockists"]]))).status, 0);
  });

  it("writes the lists for the access file, and prints JSON for programs", async () => {
    const file = files.write("occurring.json", "");
    const { status, out } = await ask("--model", model([["clerks"]]), "--write", file, "--json");
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), [["clerks", "leads"]]);
    assert.deepEqual(JSON.parse(out), {
      people: 4,
      combinations: [{ groups: ["clerks", "leads"], people: 2, isNew: true }],
      occurring: [["clerks", "leads"]],
      missing: ["stockists"],
      groupRules: 0,
      filledByRules: [],
    });
  });

  it("counts group rules, names the groups that they fill, and leaves out who is deactivated", async () => {
    const rule = await okta.must(200, "POST", "/api/v1/groups/rules", {
      type: "group_rule",
      name: "north",
      conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.city == "North"' } },
      actions: { assignUserToGroups: { groupIds: [ids["clerks"]] } },
    });
    await okta.must(204, "POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    const left = await person("clerks", "leads");
    await okta.must(200, "POST", `/api/v1/users/${left}/lifecycle/deactivate`);
    const { out } = await ask("--model", model());
    assert.deepEqual(out.split("\n").slice(0, 1), ["2  clerks + leads"]);
    assert.deepEqual(out.split("\n").slice(-2), [
      "1 group rules in the org, which takes 2,000",
      "filled by rules of the org: `clerks`; a derived group of theirs waits for two rules, which Okta advises against",
    ]);
  });

  it("refuses an address that is no org, and names what is missing, never the credentials", async () => {
    const other = await runCli("combinations", "--org-url", "http://example.com", "--model", model());
    assert.deepEqual(
      [other.status, other.err],
      [2, "`--org-url` must be the address of an Okta org, such as `https://example.okta.com`"],
    );
    process.env["OKTA_API_TOKEN"] = "a-wrong-token";
    const wrong = await ask("--model", model());
    process.env["OKTA_API_TOKEN"] = "";
    const none = await runCli("combinations", "--org-url", "https://example.okta.com", "--model", model());
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    assert.equal(wrong.status, 2);
    assert.match(wrong.err, /^the org answers `GET \/api\/v1\/groups` with 401: Invalid token provided; /);
    assert.equal(wrong.err.includes("a-wrong-token"), false);
    assert.match(none.err, /^no credentials for the org: set `OKTA_API_TOKEN`/);
  });

  it("reads page after page of the local Okta", async () => {
    const api = new OktaApi(okta.url, `SSWS ${okta.apiToken}`);
    const all = await api.list("/api/v1/groups?limit=1000");
    assert.deepEqual(await api.list("/api/v1/groups?limit=2"), all);
    assert.equal(all.length > 2, true);
  });
});

describe("OktaApi", () => {
  /** Answers one after the other, and what was asked and waited for. */
  function surroundings(...answers: Response[]) {
    const asked: string[] = [];
    const slept: number[] = [];
    let now = 1_000_000;
    const given: Surroundings = {
      fetch: async (url) => {
        asked.push(String(url));
        return answers.shift()!;
      },
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
        now += milliseconds;
      },
      now: () => now,
    };
    return { asked, slept, given };
  }

  const page = (items: unknown[], headers: Record<string, string> = {}, status = 200) =>
    new Response(JSON.stringify(items), { status, headers });
  const limits = (limit: number, remaining: number, reset: number) => ({
    "x-rate-limit-limit": String(limit),
    "x-rate-limit-remaining": String(remaining),
    "x-rate-limit-reset": String(reset),
  });
  const list = (given: Surroundings) => new OktaApi("https://example.okta.com", "SSWS x", given).list("/a");

  it("follows the next pages of the same org, and of no other", async () => {
    const next = (address: string) => ({ link: `<https://example.okta.com/a>; rel="self", <${address}>; rel="next"` });
    const same = surroundings(page([1, 2], next("https://example.okta.com/a?after=2")), page([3]));
    assert.deepEqual(await list(same.given), [1, 2, 3]);
    assert.deepEqual(same.asked, ["https://example.okta.com/a", "https://example.okta.com/a?after=2"]);
    const other = surroundings(page([1], next("https://example.com/a")));
    await assert.rejects(list(other.given), /at another address/);
    assert.equal(other.asked.length, 1);
  });

  it("waits for Okta to count anew once a tenth of a limit is left, and asks again after a refusal", async () => {
    const next = { link: '<https://example.okta.com/a?after=1>; rel="next"' };
    const little = surroundings(page([1], { ...next, ...limits(600, 60, 1_030) }), page([2], limits(600, 599, 1_090)));
    assert.deepEqual(await list(little.given), [1, 2]);
    assert.deepEqual(little.slept, [31_000]);
    const enough = surroundings(page([1], { ...next, ...limits(600, 61, 1_030) }), page([2]));
    assert.deepEqual([await list(enough.given), enough.slept], [[1, 2], []]);
    const refused = surroundings(page([], limits(600, 0, 1_010), 429), page([1]));
    assert.deepEqual([await list(refused.given), refused.slept], [[1], [11_000]]);
  });

  it("reads once more where a connection ended, and says so where that goes on", async () => {
    const cut = () =>
      Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }),
      });
    const asking = (failures: number) => {
      let asked = 0;
      const given = {
        fetch: async () => {
          if (asked++ < failures) throw cut();
          return new Response("[1]");
        },
        sleep: async () => undefined,
        now: () => 0,
      };
      return {
        list: () => new OktaApi("https://a.okta.com", "SSWS t", given).list("/api/v1/groups"),
        asked: () => asked,
      };
    };
    assert.deepEqual(await asking(2).list(), [1]);
    const never = asking(Infinity);
    await assert.rejects(never.list(), /cannot be reached: other side closed/);
    assert.equal(never.asked(), 6);
  });

  it("gives up where Okta refuses again and again, and never waits for hours", async () => {
    const all = surroundings(...Array.from({ length: 6 }, () => page([], limits(600, 0, 9_999_999), 429)));
    await assert.rejects(list(all.given), /with 429/);
    assert.deepEqual(all.slept, [61_000, 61_000, 61_000, 61_000, 61_000]);
  });
});

describe("inParallel", () => {
  it("works on all, twelve at a time", async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([...Array(20).keys()], async (item) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      done.push(item);
    });
    assert.equal(most, 12);
    assert.deepEqual(
      done.sort((a, b) => a - b),
      [...Array(20).keys()],
    );
  });
});
