/** A stranger's prover agrees: z3 finds no request for which file and plan differ, and finds one for each planted mistake. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { readModel } from "../../cli/loadModel";
import { compile } from "../../model/compile/compile";
import type { Plan } from "../../model/compile/plan";
import type { Access } from "../../model/file/access";
import { loadAccess } from "../../model/file/load";
import { compareAnswers, DeployedPlan, inWords } from "../../model/prove/compare";
import { proveExhaustively } from "../../model/prove/exhaustive";
import { orders } from "../unit/model/orders";
import { validAccess } from "../property/models";
import { mutationsOf } from "../support/mutate";
import { differenceFormula } from "./formula";
import { Solver } from "./solver";

const REPOSITORY = join(__dirname, "../..");

/** The product at the root, whatever it is, and every example with an access file. */
const FILES = [".", ...readdirSync(join(REPOSITORY, "examples")).map((name) => `examples/${name}`)]
  .map((folder) => join(folder, "access.ts"))
  .filter((file) => existsSync(join(REPOSITORY, file)));

describe("z3 on file and plan", () => {
  let solver: Solver;
  before(async () => {
    solver = await Solver.start();
  });
  after(() => solver.stop());

  const find = (access: Access, plan: Plan) => solver.find(differenceFormula(access, plan));

  /** The request that z3 found, as the command prints it; both sides are asked again and must differ. */
  async function printed(access: Access, plan: Plan): Promise<string | undefined> {
    const found = await find(access, plan);
    if (found === undefined) return undefined;
    const { groups, client, grant, scopes } = found;
    const question = { groups, client: client.key, grant, scopes };
    const counterexample = compareAnswers(access, new DeployedPlan(plan), question);
    assert.notEqual(counterexample, undefined, `the evaluator sees no difference: ${JSON.stringify(question)}`);
    return inWords(counterexample!);
  }

  for (const file of FILES) {
    it(`finds no difference for ${file}`, async () => {
      const access = loadAccess(readModel(join(REPOSITORY, file)));
      assert.equal(await printed(access, compile(access)), undefined);
    });
  }

  it("finds no difference for 1,000 random files", async () => {
    const files = fc.sample(validAccess({ groups: 6, scopes: 8, clients: 3 }), { seed: 1_000, numRuns: 1_000 });
    const requests = new Set<string>();
    for (const { file, access } of files) {
      for (const client of access.clients.values())
        requests.add(Array.isArray(client.requests) ? "list" : String(client.requests));
      assert.equal(await printed(access, compile(access)), undefined, JSON.stringify(file));
    }
    // The files are of every kind, or the thousand would say little.
    assert.deepEqual([...requests].sort(), ["any", "list", "one-group"]);
  });

  it("finds a person's request for a mistake that is planted, and says it as the command does", async () => {
    const access = loadAccess(orders());
    const plan = compile(access);
    const policies = plan.policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule) =>
        rule.name === "clerks 60 min" ? { ...rule, scopes: [...rule.scopes, "stock:read"] } : rule,
      ),
    }));
    assert.match(
      (await printed(access, { ...plan, policies }))!,
      /^a member of `(clerks|leads)`.*, at `desk` with `authorization_code`, asks for .*`stock:read`.*: the access file says refused with 401 access_denied \(no_matching_policy\); the plan says granted \[/,
    );
  });

  it("finds a difference for exactly the planted mistakes for which the exhaustive proof finds one", async () => {
    const files = fc.sample(validAccess({ groups: 3, scopes: 4, clients: 2 }), { seed: 7, numRuns: 12 });
    let mistakes = 0;
    for (const { access } of [{ access: loadAccess(orders()) }, ...files]) {
      for (const { change, plan } of mutationsOf(compile(access))) {
        mistakes += 1;
        const { counterexample } = proveExhaustively(access, plan);
        assert.equal((await printed(access, plan)) !== undefined, counterexample !== undefined, change);
      }
    }
    assert.equal(mistakes > 500, true, String(mistakes));
  });
});
