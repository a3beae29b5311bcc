/** What the commands say of requests: why one is refused that a person is entitled to, and what the routes need. */
import assert from "node:assert/strict";
import { Files, runCli } from "./runCli";

describe("access: what is asked for together", () => {
  const files = new Files();
  after(() => files.remove());

  const ask = (model: string, groups: string, ...scopes: string[]) =>
    runCli("can-i", "--model", model, "--groups", groups, "--client", "desk", ...scopes);

  it("can-i says that a client never asks for scopes together which a person holds, and only then", async () => {
    const model = files.orders("one", (file) => {
      file.clients.desk!.requests = "one-group";
    });
    const advice = "entitled, but this client never asks for these together: split the request";
    const together = await ask(model, "clerks,stockists", "orders:read", "stock:read");
    assert.equal(together.status, 1);
    assert.deepEqual(together.out.split("\n").slice(0, 3), [
      "denied: 401 access_denied (no_matching_policy)",
      "  Policy evaluation failed for this request, please check the policy configurations.",
      `  ${advice}`,
    ]);
    assert.equal((await ask(model, "clerks", "orders:read", "stock:read")).out.includes("split"), false);
    assert.equal((await ask(model, "clerks", "orders:read")).out.includes("split"), false);
    const asJson = JSON.parse((await ask(model, "clerks,stockists", "orders:read", "stock:read", "--json")).out);
    assert.equal(asJson.advice, advice);
    assert.equal("advice" in JSON.parse((await ask(model, "clerks", "stock:read", "--json")).out), false);
  });

  it("can-i tells groups that never occur together from groups that are kept apart", async () => {
    const occurring = files.orders("occurring", (file) => {
      file.combinations = { occurring: [["clerks", "leads"]] };
    });
    const separate = files.orders("separate", (file) => {
      file.groups.stockists!.separate = ["clerks"];
    });
    const answers = [occurring, separate].map((model) => ask(model, "clerks,stockists", "orders:read", "stock:read"));
    assert.deepEqual(
      (await Promise.all(answers)).map(({ out }) => out.split("\n")[2]),
      [
        "  each is entitled, but the person's groups are in no list of `combinations.occurring` together: split the request, or add the combination",
        "  each is entitled, but by groups that are marked `separate`: split the request",
      ],
    );
  });

  it("check --suggest-requests gives each client's requests from the routes, and what they cost", async () => {
    const model = files.orders("suggest", (file) => {
      file.clients.other = { type: "web", scopes: ["orders:read"] };
      file.apis.orders!.routes["GET /both"] = { scopes: { all: ["stock:read", "orders:read"] }, handler: "orders" };
    });
    const { status, out } = await runCli("check", "--suggest-requests", "--model", model);
    assert.equal(status, 0);
    assert.equal(
      out,
      'clients.desk.requests: [["orders:read","stock:read"]]  // 2 derived groups; with the file as it is: 2\n' +
        'clients.other.requests: "one-group"  // 0 derived groups; with the file as it is: 0',
    );
    const { suggestions } = JSON.parse((await runCli("check", "--suggest-requests", "--json", "--model", model)).out);
    assert.deepEqual(suggestions[0], {
      client: "desk",
      requests: [["orders:read", "stock:read"]],
      derivedGroups: { then: 2, now: 2 },
    });
  });
});
