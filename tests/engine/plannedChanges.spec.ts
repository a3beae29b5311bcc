/** What `access plan --since` says of a change is what the engine does with it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { goldenPlans } from "../../cli/plans/goldenPlans";
import { planChanges, type StackPlan } from "../../cli/plans/planChanges";
import { productAt } from "../../components/stack/product";
import { Stand } from "../../local/engine/stand";

const ORDERS = join(__dirname, "../../examples/orders");
const OPERATIONS: ReadonlySet<string> = new Set(["create", "update", "replace", "delete"]);

/** A change of the access file, as text, and what it is called. */
const CHANGES: readonly (readonly [title: string, from: string, to: string])[] = [
  ["one scope more for a group", '"orders:read", "orders:update"]', '"orders:read", "orders:create", "orders:update"]'],
  [
    "a route that is taken out",
    '        "PATCH /orders/{id}": { scopes: ["orders:update"], handler: "orders" },\n',
    "",
  ],
  ["a client of another type", 'type: "spa"', 'type: "native"'],
];

describe("a plan and the engine", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(ORDERS, "planned");
    await stand.succeed("up", "--yes", "--skip-preview");
  });

  after(() => stand.close());

  async function plan(): Promise<StackPlan> {
    const files = await goldenPlans(productAt(stand.fileAt("")), undefined, ["local"]);
    return JSON.parse(files.get("local.json")!) as StackPlan;
  }

  /** `operation type name` of each resource that the engine will not leave as it is, but for components. */
  async function engineSays(): Promise<string[]> {
    const steps = await stand.plannedChanges();
    return steps
      .filter(({ op, urn }) => OPERATIONS.has(op) && !/::(pulumi:|okta-api-access:)/.test(urn.split("$").at(-1)!))
      .map(({ op, urn }) => {
        const [type, name] = urn.split("::").slice(2);
        return `${op} ${type!.split("$").at(-1)!} ${name!}`;
      })
      .sort();
  }

  for (const [title, from, to] of CHANGES) {
    it(`agree on ${title}`, async () => {
      const before = await plan();
      await stand.edit("access.ts", from, to);
      const said = planChanges(before, await plan()).map(({ operation, type, name }) => `${operation} ${type} ${name}`);
      assert.deepEqual(said.sort(), await engineSays());
      assert.ok(said.length > 0);
      await stand.succeed("up", "--yes", "--skip-preview");
      assert.deepEqual(await engineSays(), []);
    });
  }
});
