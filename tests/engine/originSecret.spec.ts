/** The origin's secret is changed in two steps (docs/day-2.md), with the real engine: nobody who comes by the edge is refused meanwhile. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ORIGIN_HEADER } from "../../guard/contract";
import { Stand, typeOf } from "../../local/engine/stand";
import { EXAMPLES } from "../support/products";

const SETTING = "okta-api-access:originSecret";
const DOMAIN = {
  name: "orders.example.com",
  certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
};
const newSecret = () => randomBytes(24).toString("hex");

describe("the origin's secret, changed", () => {
  const [old, young] = [newSecret(), newSecret()];
  let stand: Stand;
  let address: string;

  before(async () => {
    stand = await Stand.create(EXAMPLES["orders"]!, "origin");
    await stand.edit(
      "access.ts",
      "    orders: {\n      routes: {",
      "    orders: {\n      firewall: {},\n      routes: {",
    );
    await stand.succeed("config", "set", "okta-api-access:domains", JSON.stringify({ orders: DOMAIN }));
    await set(old);
    address = await ownAddress();
  });

  after(() => stand.close());

  async function set(secret: string): Promise<void> {
    await stand.succeed("config", "set", "--secret", SETTING, secret);
    await stand.succeed("up", "--yes", "--skip-preview");
  }

  /** The API's own address, which stays the same. */
  async function ownAddress(): Promise<string> {
    const { deployment } = JSON.parse((await stand.succeed("stack", "export")).stdout) as {
      deployment: { resources: { urn: string; outputs?: { apiEndpoint?: string } }[] };
    };
    return deployment.resources.find(({ urn }) => typeOf(urn).endsWith(":Api"))!.outputs!.apiEndpoint!;
  }

  /** What a caller gets there, with this secret, or without one: then the gateway asks nobody. */
  async function answers(secret?: string): Promise<number> {
    const headers: Record<string, string> = secret === undefined ? {} : { [ORIGIN_HEADER]: secret };
    return (await fetch(`${address}/health`, { headers })).status;
  }

  it("lets nobody in who does not come by the edge", async () => {
    assert.deepEqual([await answers(old), await answers(young), await answers()], [200, 403, 401]);
  });

  it("is the new one or the old one meanwhile", async () => {
    await set(`${young} ${old}`);
    assert.deepEqual([await answers(old), await answers(young), await answers()], [200, 200, 401]);
  });

  it("is the new one alone in the end, and stands in no output of the state", async () => {
    await set(young);
    assert.deepEqual([await answers(old), await answers(young), await answers()], [403, 200, 401]);
    assert.deepEqual(await stand.plannedChanges(), []);
    const { stdout } = await stand.succeed("stack", "export");
    for (const secret of [old, young]) assert.equal(stdout.includes(secret), false);
  });
});
