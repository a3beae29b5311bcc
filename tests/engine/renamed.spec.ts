/** A client and a group that get other keys in one update, on the real engine: nothing of them is made anew, and nobody is put out. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { nameOf, Stand, typeOf } from "../../local/engine/stand";
import { DESK } from "../support/products";

const CLIENTS = "okta-api-access:clients";

describe("keys that change, with the real engine", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(DESK, "renamed");
    await stand.succeed("up", "--yes", "--skip-preview");
  });

  after(() => stand.close());

  const apps = () =>
    [...stand.cloud.okta.org.apps.values()].map(({ label, clientId, groups }) => [label, clientId, groups.size]).sort();
  const counterId = () => apps().find(([label]) => String(label).startsWith("desk-counter"))![1];

  it("go on with what is there where the file says what they were", async () => {
    const [id] = [counterId()];
    await stand.edit("access.ts", "clerks: {", 'shop: { was: "clerks",');
    await stand.edit("access.ts", "counter: {", 'till: { was: "counter",');
    await stand.edit("people.ts", '"clerks"', '"shop"');
    const { counter, ...others } = JSON.parse((await stand.succeed("config", "get", CLIENTS)).stdout) as Record<
      string,
      object
    >;
    await stand.succeed("config", "set", CLIENTS, JSON.stringify({ ...others, till: counter }));
    const planned = (await stand.plannedChanges()).map(
      ({ op, urn }) => `${op} ${typeOf(urn).split(":").at(-1)} ${nameOf(urn)}`,
    );
    assert.deepEqual(planned.sort(), [
      "update AppSignonPolicy till-sign-on-policy",
      "update Group desk-leads+shop",
      "update Group desk-shop",
      "update OAuth till-app",
      "update Rule desk-leads+shop",
      "update ServerPolicy desk-till",
      "update ServerPolicyRule desk-till: leads+shop 10 min",
      "update ServerPolicyRule desk-till: shop 60 min",
    ]);
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(
      apps().map(([label, clientId, groups]) => [label, clientId === id, groups]),
      [
        ["desk-nightly", false, 0],
        ["desk-till", true, 2],
      ],
    );
    assert.deepEqual(await stand.plannedChanges(), []);
  });

  it("are said to take things away where it does not", async () => {
    const text = await readFile(stand.fileAt("access.ts"), "utf8");
    await stand.write("access.ts", text.replace('shop: { was: "clerks",', "store: {"));
    await stand.edit("people.ts", '"shop"', '"store"');
    const { stdout } = await stand.succeed("preview");
    assert.match(stdout, /warning: the group `shop` goes with this update: its members lose what only it gives/);
    assert.match(stdout, /if it is `groups\.store` now, write `was: "shop"` there, and it stays/);
  });
});
