/** The commands that ask the access file: exit status, text and JSON of each. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import { loadAccess } from "../../../model/file/load";
import { accessMatrix } from "../../../model/ask/matrix";
import { orders } from "../model/orders";
import { Files, runCli } from "./runCli";

describe("access", () => {
  const files = new Files();
  const model = files.orders("orders");
  after(() => files.remove());

  describe("can-i", () => {
    it("prints the rule, the lifetime and why, and ends with 0 where it is granted", async () => {
      const { status, out, err } = await runCli(
        "can-i",
        "--model",
        model,
        "--groups",
        "clerks,stockists",
        "--client",
        "desk",
        "openid",
        "stock:read",
      );
      assert.deepEqual([status, err], [0, ""]);
      assert.equal(
        out,
        [
          "granted by rule 2 `stockists 60 min` of policy `desk`",
          "  scopes: openid stock:read",
          "  the token lives 60 minutes",
          "",
          "why:",
          "  no  desk / clerks 60 min: requested but not in the rule: `stock:read`",
          "  yes desk / stockists 60 min: grant type, people and every requested scope match",
          "  (1 policy of other clients, which --all shows)",
        ].join("\n"),
      );
    });

    it("prints Okta's own refusal, and ends with 1 where it is denied", async () => {
      const { status, out } = await runCli(
        "can-i",
        "--model",
        model,
        "--groups",
        "clerks",
        "--client",
        "desk",
        "orders:raed",
      );
      assert.equal(status, 1);
      assert.equal(
        out,
        "denied: 400 invalid_scope (no_matching_scope)\n  One or more scopes are not configured for the authorization server resource.\n" +
          "  `orders:raed` is no scope of the access file; did you mean `orders:read`?",
      );
    });

    it("says what was most likely meant, of a request that Okta refuses before it looks at a rule", async () => {
      const asked = async (...args: string[]) =>
        (await runCli("can-i", "--model", model, "--client", "desk", ...args)).out.split("\n")[2];
      assert.match(
        (await asked("--groups", "clerks", "zzz"))!,
        /^ {2}`zzz` is no scope of the access file \(defined: `orders:read`, /,
      );
      assert.match(
        (await asked("--groups", "clerks"))!,
        /^ {2}no scope is asked for; name one or more of `orders:read`, /,
      );
      assert.equal(
        await asked("orders:read"),
        "  `desk` is assigned to `clerks`, `leads`, `stockists`, and the person is in none (`--groups`)",
      );
      assert.equal(await asked("--groups", "clerks", "orders:delete"), "");
    });

    it("prints JSON for programs", async () => {
      const granted = await runCli(
        "can-i",
        "--json",
        "--model",
        model,
        "--groups",
        "clerks",
        "--client",
        "desk",
        "--grant",
        "authorization_code",
        "orders:read",
      );
      assert.deepEqual(JSON.parse(granted.out), {
        decision: "granted",
        scopes: ["orders:read"],
        rule: { policy: "desk", name: "clerks 60 min", priority: 1 },
        tokenMinutes: 60,
        error: null,
        errorDescription: null,
        trace: [
          {
            policy: "desk",
            rule: "clerks 60 min",
            matched: true,
            because: "grant type, people and every requested scope match",
          },
        ],
      });
      const denied = await runCli(
        "can-i",
        "--json",
        "--model",
        model,
        "--groups",
        "clerks",
        "--client",
        "sync",
        "stock:read",
      );
      assert.equal(denied.status, 1);
      assert.deepEqual(JSON.parse(denied.out), {
        decision: "denied",
        scopes: [],
        rule: null,
        tokenMinutes: null,
        error: "access_denied",
        errorDescription: "Policy evaluation failed for this request, please check the policy configurations.",
        trace: [
          {
            policy: "sync",
            rule: "client_credentials 60 min",
            matched: false,
            because: "requested but not in the rule: `stock:read`",
          },
        ],
      });
    });

    it("tells what counts at the gateway where the gateway narrows", async () => {
      const gateway = files.orders("gateway", (file) => {
        file.clients.desk!.enforcement = "gateway";
      });
      const asked = ["can-i", "--model", gateway, "--groups", "clerks", "--client", "desk", "orders:read orders:write"];
      assert.match(
        (await runCli(...asked)).out,
        /^granted .*\n {2}scopes: orders:read orders:write\n {2}of these the gateway counts: orders:read\n/,
      );
      const { effectiveScopes } = JSON.parse((await runCli(...asked, "--json")).out) as { effectiveScopes: unknown };
      assert.deepEqual(effectiveScopes, ["orders:read"]);
    });

    it("takes Okta's name of a grant type as well as ours", async () => {
      const web = files.orders("web", (file) => {
        file.clients.desk!.type = "web";
        file.clients.desk!.grants = ["authorization_code", "device_code"];
      });
      for (const grant of ["device_code", "urn:ietf:params:oauth:grant-type:device_code"]) {
        const { status } = await runCli(
          "can-i",
          "--model",
          web,
          "--groups",
          "clerks",
          "--client",
          "desk",
          "--grant",
          grant,
          "orders:read",
        );
        assert.equal(status, 0);
      }
    });

    it("refuses names that the file does not define, with the nearest one", async () => {
      const ask = (...options: string[]) => runCli("can-i", "--model", model, ...options, "orders:read");
      assert.deepEqual(await ask("--groups", "clerk", "--client", "desk"), {
        status: 2,
        out: "",
        err: "there is no group `clerk`; did you mean `clerks`? (defined: clerks, leads, stockists)",
      });
      assert.deepEqual(await ask("--client", "dsk"), {
        status: 2,
        out: "",
        err: "there is no client `dsk`; did you mean `desk`? (defined: desk, sync)",
      });
      const { status, err } = await ask("--client", "desk", "--grant", "password");
      assert.deepEqual(
        [status, err],
        [
          2,
          "there is no grant type `password` (allowed: authorization_code, client_credentials, device_code, token-exchange, ciba, interaction_code)",
        ],
      );
    });
  });

  describe("who-can", () => {
    it("names the groups and clients for a scope", async () => {
      const { status, out } = await runCli("who-can", "orders:delete", "--model", model);
      assert.equal(status, 0);
      assert.equal(
        out,
        "orders:delete:\n  members of leads at desk with authorization_code, asking for orders:delete, after signing in with urn:okta:loa:2fa:any at most 300 seconds ago",
      );
    });

    it("prints JSON for programs, for a scope and for a route", async () => {
      const scope = await runCli("who-can", "--json", "stock:read", "--model", model);
      const stockists = {
        groups: ["stockists"],
        client: "desk",
        grant: "authorization_code",
        scopes: ["stock:read"],
        stepUp: null,
      };
      assert.deepEqual(JSON.parse(scope.out), { principals: [stockists] });
      const route = await runCli("who-can", "--json", "DELETE /orders/{id}", "--model", model);
      const { principals } = JSON.parse(route.out) as { principals: { groups: string[]; stepUp: unknown }[] };
      assert.deepEqual(
        principals.map(({ groups, stepUp }) => [groups, stepUp]),
        [[["leads"], { acr: "urn:okta:loa:2fa:any", maxAge: 300 }]],
      );
    });

    it("tells the groups that a route asks for, and the reason of a public one", async () => {
      const route = await runCli("who-can", "GET /teams", "--model", model);
      assert.match(
        route.out,
        /^orders GET \/teams:\n {2}members of clerks at desk with authorization_code, asking for orders:read, who must also be in a group that matches team-\*-north\n/,
      );
      const open = await runCli("who-can", "GET /health", "--model", model);
      assert.deepEqual(
        [open.status, open.out],
        [0, "orders GET /health: everybody, since it is public (load balancer probe)"],
      );
    });

    it("ends with 1 where nobody can", async () => {
      const { status, out } = await runCli("who-can", "orders:manage", "--model", model);
      assert.deepEqual([status, out], [1, "orders:manage: nobody"]);
    });

    it("refuses what the file does not define, with the nearest name", async () => {
      const scope = await runCli("who-can", "orders:raed", "--model", model);
      assert.deepEqual([scope.status, scope.out], [2, ""]);
      assert.match(scope.err, /^there is no scope `orders:raed`; did you mean `orders:read`\? /);
      const route = await runCli("who-can", "GET /order", "--model", model);
      assert.match(route.err, /^there is no route `GET \/order`; did you mean `GET \/orders`\? /);
    });
  });

  describe("compile", () => {
    it("prints the plan as JSON", async () => {
      const { status, out } = await runCli("compile", "--json", "--model", model);
      assert.equal(status, 0);
      const plan = JSON.parse(out) as Record<string, unknown>;
      assert.deepEqual(plan, JSON.parse(JSON.stringify(compile(loadAccess(orders())))));
      assert.deepEqual(Object.keys(plan), ["scopes", "claims", "groups", "groupRules", "clients", "policies"]);
    });

    it("prints the plan as text, with its size", async () => {
      const { out } = await runCli("compile", "--model", model);
      assert.match(
        out,
        /^policy 1 desk \(clients: desk\)\n {2}rule 1 clerks 60 min\n {4}groups: clerks, leads\n {4}scopes: openid profile email orders:read\n {4}token: {2}60 minutes\n/,
      );
      assert.match(out, /\n {2}clerks\+stockists: members of all of clerks, stockists\n/);
      assert.match(
        out,
        /\n8 rules in 2 policies, with 2 derived groups; one rule for every set of groups would be 8 rules$/,
      );
    });

    it("refuses a file that would take too many combinations", async () => {
      const wide = files.orders("wide", (file) => {
        file.combinations = { limit: 1 };
      });
      const { status, out, err } = await runCli("compile", "--model", wide);
      assert.deepEqual([status, out], [2, ""]);
      assert.match(
        err,
        /^the access file has 1 error:\nerror: combinations\.limit: needs 2 derived groups where 1 are allowed/,
      );
    });
  });

  describe("matrix", () => {
    const print = async (...options: string[]) => (await runCli("matrix", "--model", model, ...options)).out;

    it("prints JSON, by either option", async () => {
      const expected = JSON.parse(JSON.stringify(accessMatrix(loadAccess(orders())))) as unknown;
      assert.deepEqual(JSON.parse(await print("--format", "json")), expected);
      assert.deepEqual(JSON.parse(await print("--json")), expected);
    });

    it("prints a table", async () => {
      const lines = (await print()).split("\n");
      assert.equal(lines[0], "scope or route              clerks  leads  stockists  sync (service)");
      assert.equal(lines[4], "orders:delete                       yes+");
      assert.equal(lines.includes("orders GET /teams *         yes     yes"), true);
      assert.equal(lines.includes("public: orders GET /health (load balancer probe)"), true);
    });

    it("prints Markdown in which no name can start markup", async () => {
      const lines = (await print("--format", "markdown")).split("\n");
      assert.deepEqual(lines.slice(0, 3), [
        "| scope or route | clerks | leads | stockists | sync (service) |",
        "| --- | --- | --- | --- | --- |",
        "| orders:read | yes | yes |  | yes |",
      ]);
      assert.equal(lines.includes("| orders GET /teams \\* | yes | yes |  |  |"), true);
    });

    it("prints HTML in which no name can start markup", async () => {
      const marked = files.orders("marked", (file) => {
        file.apis.orders!.routes["GET /health"] = { public: '<b>why</b> & "who"', handler: "orders" };
      });
      const html = (await runCli("matrix", "--format", "html", "--model", marked)).out;
      assert.match(html, /^<!doctype html>\s+<html lang="en">/);
      assert.equal(html.includes("<b>"), false);
      assert.equal(html.includes("&lt;b&gt;why&lt;/b&gt; &amp; &quot;who&quot;"), true);
      assert.equal(
        html.includes('<tr><th scope="row">orders:delete</th><td></td><td>yes+</td><td></td><td></td></tr>'),
        true,
      );
    });

    it("prints CSV with the same cells", async () => {
      const lines = (await print("--format", "csv")).split("\r\n");
      assert.deepEqual(lines.slice(0, 2), [
        "scope or route,clerks,leads,stockists,sync (service)",
        "orders:read,yes,yes,,yes",
      ]);
    });

    it("refuses another format", async () => {
      const { status, err } = await runCli("matrix", "--format", "pdf", "--model", model);
      assert.equal(status, 2);
      assert.match(err, /argument 'pdf' is invalid\. Allowed choices are text, markdown, html, csv, json\./);
    });
  });

  describe("explain", () => {
    it("says what is not modelled, and what is assumed", async () => {
      const { status, out } = await runCli("explain");
      assert.equal(status, 0);
      assert.match(out, /^not modelled:\n {2}- sign-in itself/);
      const { notModelled, assumed } = JSON.parse((await runCli("explain", "--json")).out) as Record<string, string[]>;
      assert.equal(notModelled!.length > 3 && assumed!.length > 3, true);
    });
  });

  describe("schema", () => {
    it("prints the JSON Schema of an access file", async () => {
      const { status, out } = await runCli("schema");
      const schema = JSON.parse(out) as { required: string[]; additionalProperties: boolean; properties: object };
      assert.equal(status, 0);
      assert.deepEqual(schema.required, ["product", "audience", "scopes", "groups", "clients"]);
      assert.equal(schema.additionalProperties, false);
      assert.deepEqual(Object.keys(schema.properties), [
        "product",
        "audience",
        "scopes",
        "groups",
        "clients",
        "claims",
        "apis",
        "combinations",
        "naming",
        "reviewers",
      ]);
    });
  });
});
