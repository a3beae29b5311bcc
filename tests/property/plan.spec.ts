/** Properties of compiled plans, over random access files. What fails is shrunk to a small file and printed with its seed. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compile } from "../../model/compile/compile";
import { groupsInOkta } from "../../model/evaluate/fromPlan";
import type { Access } from "../../model/file/access";
import { checkAccess, loadAccess } from "../../model/file/load";
import type { Question } from "../../model/intent";
import { GRANTS } from "../../model/okta/grants";
import { isOidcScope } from "../../model/okta/oidcScopes";
import { inWords, compareAnswers, DeployedPlan } from "../../model/prove/compare";
import { proveExhaustively } from "../../model/prove/exhaustive";
import { isOfClients, mutationsOf } from "../support/mutate";
import { brokenPlanRules } from "../../model/prove/planRules";
import { proveRoutes } from "../../model/prove/routes";
import { superfluousParts } from "../support/superfluous";
import { proveSymbolically } from "../../model/prove/symbolic/prove";
import { draw } from "../support/seed";
import { subsets } from "../support/subsets";
import { validAccess } from "./models";

function holds<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), draw("compiled plans", 20_240, numRuns));
}

const small = validAccess({ groups: 4, scopes: 6, clients: 2 });
const tiny = validAccess({ groups: 3, scopes: 4, clients: 2 });
const larger = validAccess({ groups: 8, scopes: 12, clients: 3 });

/** Everybody in up to two groups, at each client by each grant, for up to three scopes. */
function questionsOf(access: Access): Question[] {
  const people = subsets([...access.groups.keys()], 2);
  return [...access.clients.values()].flatMap((client) =>
    client.grants.flatMap((grant) =>
      (GRANTS[grant].user ? people : [[]]).flatMap((groups) =>
        subsets([...client.oidcScopes, ...client.ceiling], 3).map((scopes) => ({
          client: client.key,
          grant,
          groups,
          scopes,
        })),
      ),
    ),
  );
}

describe("compiled plans of random access files", () => {
  it("give what the file says to every question", () => {
    holds(small, 60, ({ access }) => {
      const { counterexample } = proveExhaustively(access, compile(access));
      assert.equal(counterexample && inWords(counterexample), undefined);
    });
  });

  it("are proved symbolically, at any size", () => {
    holds(larger, 60, ({ access }) => {
      const { problem, counterexample } = proveSymbolically(access, compile(access));
      assert.equal(problem ?? (counterexample && inWords(counterexample)), undefined);
    });
  });

  it("give what the file says to random questions, at larger size", () => {
    const questions = larger.chain(({ access }) => {
      const clients = [...access.clients.values()];
      const question = fc.constantFrom(...clients).chain((client) =>
        fc.record({
          client: fc.constant(client.key),
          grant: fc.constantFrom(...client.grants),
          groups: fc.subarray([...access.groups.keys()]),
          scopes: fc.subarray([...client.oidcScopes, ...client.ceiling, ...[...access.scopes.keys()].slice(0, 1)]),
        }),
      );
      return fc.record({ access: fc.constant(access), asked: fc.array(question, { minLength: 20, maxLength: 40 }) });
    });
    holds(questions, 40, ({ access, asked }) => {
      const deployed = new DeployedPlan(compile(access));
      for (const question of asked) {
        const found = compareAnswers(access, deployed, question);
        assert.equal(found && inWords(found), undefined);
      }
    });
  });

  it("are in good order, and have no part that could be left out", () => {
    holds(small, 60, ({ access }) => {
      const plan = compile(access);
      assert.deepEqual(brokenPlanRules(access, plan), []);
      assert.deepEqual(superfluousParts(access, plan), []);
    });
  });

  it("refuse and release the same in any order of their rules, and no token with a scope of the file lasts longer", () => {
    const ordered = small.chain(({ access }) => {
      const plan = compile(access);
      const orders = plan.policies.map(({ rules }) => fc.shuffledSubarray([...rules], { minLength: rules.length }));
      return fc.record({ access: fc.constant(access), plan: fc.constant(plan), orders: fc.tuple(...orders) });
    });
    holds(ordered, 40, ({ access, plan, orders }) => {
      const policies = plan.policies.map((policy, at) => ({
        ...policy,
        rules: orders[at]!.map((rule, index) => ({ ...rule, priority: index + 1 })),
      }));
      const [planned, other] = [new DeployedPlan(plan), new DeployedPlan({ ...plan, policies })];
      for (const question of questionsOf(access)) {
        const groups = groupsInOkta(plan, question.groups);
        const [wanted, is] = [planned.decide(question, groups), other.decide(question, groups)];
        if (wanted.decision === "denied" || is.decision === "denied") {
          assert.deepEqual(is, wanted);
          continue;
        }
        assert.deepEqual([is.scopes, is.claims], [wanted.scopes, wanted.claims]);
        if (question.scopes.every(isOidcScope)) continue;
        assert.ok(is.tokenMinutes <= wanted.tokenMinutes, JSON.stringify(question));
      }
    });
  });

  it("open the same routes to the same people, whether Okta or the gateway narrows", () => {
    holds(tiny, 30, ({ file }) => {
      const scopes = Object.keys(file.scopes);
      const any = { "GET /any": { scopes: scopes.slice(0, 3), handler: "h" } };
      const all = { "GET /all": { scopes: { all: scopes.slice(-2) }, handler: "h" } };
      const withRoutes = (routes: typeof any) => ({ ...file, apis: { api: { routes } } });
      // A client whose `requests` never ask for both scopes together may not have a route that needs both.
      const access = checkAccess(withRoutes({ ...any, ...all })).access ?? loadAccess(withRoutes(any));
      const { counterexample } = proveRoutes(access, compile(access));
      assert.equal(counterexample && inWords(counterexample), undefined);
    });
  });

  it("are found wrong by the symbolic proof exactly where the exhaustive one finds a wrong answer", () => {
    holds(tiny, 12, ({ access }) => {
      for (const { change, plan } of mutationsOf(compile(access))) {
        const symbolic = proveSymbolically(access, plan);
        const exhaustive = proveExhaustively(access, plan);
        const fails = symbolic.problem !== undefined || symbolic.counterexample !== undefined;
        // A list of clients may be wrong without any answer being another one.
        if (isOfClients({ change })) assert.equal(fails || exhaustive.counterexample === undefined, true, change);
        else assert.equal(fails, exhaustive.counterexample !== undefined, change);
        assert.equal(symbolic.problem?.startsWith("the proof objects") ?? false, false, change);
      }
    });
  });

  it("stay the same when the file is written again in another order of lists", () => {
    holds(small, 40, ({ file, access }) => {
      const other = structuredClone(file);
      for (const group of Object.values(other.groups)) group.scopes.reverse();
      for (const client of Object.values(other.clients)) {
        if (client.scopes !== "all") client.scopes.reverse();
        client.assignedTo?.reverse();
        if (Array.isArray(client.requests)) for (const list of [client.requests, ...client.requests]) list.reverse();
      }
      const { occurring = [] } = other.combinations ?? {};
      for (const list of [occurring, ...occurring]) list.reverse();
      assert.deepEqual(compile(loadAccess(other)), compile(access));
    });
  });
});
