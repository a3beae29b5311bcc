/** The difference between two access files, the second of which says what clients and groups were. */
import assert from "node:assert/strict";
import { filesDifference } from "../../../model/ask/difference/filesDifference";
import { renamingText } from "../../../model/ask/difference/rows";
import type { AccessDifference } from "../../../model/ask/difference/types";
import { verdictLine } from "../../../model/ask/difference/verdict";
import { orders } from "./orders";

type Orders = ReturnType<typeof orders>;

const NOTHING = { widened: [], narrowed: [], signIn: [], renamed: [], tokens: [], fields: [], findings: [] };

/** @param base is done to both files. */
function difference(change: (file: Orders) => void, base: (file: Orders) => void = () => undefined, people = {}) {
  const [before, after] = [orders(), orders()];
  base(before);
  base(after);
  change(after);
  return filesDifference(
    { source: "before", value: before },
    { source: "after", value: after },
    { people: new Map(Object.entries<string[]>(people)) },
  ).difference;
}

/** Another client of the stockists, so that there is always one. */
const stockRoom = ({ clients }: Orders) => void (clients["stock-room"] = { type: "spa", scopes: ["stock:read"] });

/** The entry under another key, in its place among the others. */
function rekey<T extends object>(entries: Record<string, T>, from: string, to: string, more: Partial<T> = {}): void {
  const all = Object.entries(entries);
  for (const [key] of all) delete entries[key];
  for (const [key, entry] of all) entries[key === from ? to : key] = key === from ? { ...entry, ...more } : entry;
}

const rows = ({ widened, narrowed }: AccessDifference) =>
  [...widened, ...narrowed].map(
    ({ principal, client, scope, before, after }) => `${principal} | ${client} | ${scope} | ${before} → ${after}`,
  );

const texts = ({ renamed }: AccessDifference) => renamed.map((one) => renamingText(one));

const paths = ({ fields }: AccessDifference) => fields.map(({ path, message }) => `${path}: ${message}`);

describe("accessDifference: other keys", () => {
  it("shows a client as renamed, and nothing else where nothing else is different", () => {
    const found = difference(({ clients }) => rekey(clients, "desk", "till", { was: "desk" }));
    assert.deepEqual(found, { ...NOTHING, renamed: [{ kind: "client", before: "desk", after: "till" }] });
    assert.deepEqual(texts(found), ["client desk is till now"]);
    assert.equal(verdictLine(found), "Access stays as it is");
  });

  it("shows what a client gains and loses besides under its new key", () => {
    const found = difference(({ clients }) => {
      rekey(clients, "desk", "till", { was: "desk", scopes: ["orders:read", "orders:write", "orders:delete"] });
      rekey(clients, "sync", "nightly", { was: "sync", scopes: ["orders:read", "stock:read"] });
    }, stockRoom);
    assert.deepEqual(rows(found), [
      "nightly | nightly | stock:read | denied → granted",
      "stockists | till | stock:read | granted → denied",
    ]);
    assert.deepEqual(texts(found), ["client desk is till now", "client sync is nightly now"]);
    assert.deepEqual(
      found.signIn.map(({ client, message }) => [client, message]),
      [["till", "stockists can no longer sign in at till at all"]],
    );
    assert.deepEqual(paths(found), [
      "clients.till.scopes: without `stock:read`",
      "clients.nightly.scopes: with `stock:read`",
    ]);
  });

  it("shows a client that only has another key as one that goes and one that comes", () => {
    const found = difference(({ clients }) => rekey(clients, "sync", "nightly"));
    assert.deepEqual(
      [rows(found), found.renamed],
      [["nightly | nightly | orders:read | denied → granted", "sync | sync | orders:read | granted → denied"], []],
    );
  });

  it("shows a group that the stack makes as renamed, whatever it is called in Okta", () => {
    const managed = ({ groups }: Orders) => void (groups.clerks!.managed = true);
    const found = difference(({ groups }) => {
      rekey(groups, "clerks", "tellers", { was: "clerks", scopes: ["orders:read", "orders:write"] });
      groups.leads!.separate = ["tellers"];
    }, managed);
    assert.deepEqual(rows(found), ["tellers | desk | orders:write | denied → granted"]);
    assert.deepEqual(texts(found), ["group clerks is tellers now; in Okta clerks becomes tellers"]);
    assert.deepEqual(paths(found), [
      "groups.tellers.name: `clerks` → `tellers`",
      "groups.tellers.scopes: with `orders:write`",
      "groups.tellers.separate: with `leads`",
      "groups.leads.separate: with `tellers`",
    ]);
  });

  it("takes a group of another name in Okta for other people, where the stack does not make it in both files", () => {
    const others = [
      "tellers | desk | orders:read | denied → granted",
      "clerks | desk | orders:read | granted → denied",
    ];
    const lookedUp = difference(({ groups }) => rekey(groups, "clerks", "tellers", { was: "clerks" }));
    assert.deepEqual([rows(lookedUp), lookedUp.renamed], [others, []]);
    const madeNow = difference(({ groups }) => rekey(groups, "clerks", "tellers", { was: "clerks", managed: true }));
    assert.deepEqual([rows(madeNow), madeNow.renamed], [others, []]);
    const sameName = difference(({ groups }) => rekey(groups, "clerks", "tellers", { was: "clerks", name: "clerks" }));
    assert.deepEqual(sameName, {
      ...NOTHING,
      renamed: [{ kind: "group", before: "clerks", after: "tellers", name: "clerks" }],
    });
  });

  it("takes a `was` that names nothing of the old file for no renaming", () => {
    const found = difference(({ clients, groups }) => {
      clients.desk!.was = "counter";
      groups.clerks!.was = "sales";
      clients.till = { ...clients.sync!, was: "checkout" };
    });
    assert.deepEqual([rows(found), found.renamed], [["till | till | orders:read | denied → granted"], []]);
    assert.deepEqual(paths(found), [
      "groups.clerks.was: `not there` → `sales`",
      "clients.desk.was: `not there` → `counter`",
      "clients.till: new",
    ]);
  });

  it("takes a key that both files have for no renaming, for the engine goes on with it", () => {
    const found = difference(({ clients }) => {
      delete clients["stock-room"];
      clients.desk!.was = "stock-room";
    }, stockRoom);
    assert.deepEqual([rows(found), found.renamed], [["stockists | stock-room | stock:read | granted → denied"], []]);
  });

  it("says nothing once the `was` is taken out again, but that it is", () => {
    const [before, after] = [orders(), orders()];
    rekey(before.clients, "desk", "till", { was: "desk" });
    rekey(after.clients, "desk", "till");
    const found = filesDifference({ source: "a", value: before }, { source: "b", value: after }).difference;
    assert.deepEqual([found.renamed, rows(found)], [[], []]);
    assert.deepEqual(paths(found), ["clients.till.was: `desk` → `not there`"]);
  });

  it("knows the new key wherever the old one stands: assignments, roles, combinations, expressions, people", () => {
    const found = difference(
      (file) => {
        const text = JSON.stringify(file).replaceAll('clerks"', 'tellers"').replaceAll("clerks\\", "tellers\\");
        Object.assign(file, JSON.parse(text));
        Object.assign(file.groups.tellers!, { was: "clerks" });
        file.groups.tellers!.scopes.push("orders:delete");
      },
      (file) => {
        file.groups.clerks = { ...file.groups.clerks!, managed: true, separate: ["stockists"] };
        Object.assign(file.clients.desk!, { assignedTo: ["clerks", "leads", "stockists"] });
        Object.assign(file.clients.sync!, {
          oktaApiScopes: ["okta.users.read"],
          oktaAdminRole: { permissions: ["okta.users.read"], groups: ["clerks"] },
          reach: ["clerks"],
        });
        file.combinations = { occurring: [["clerks", "leads"], ["stockists"]] };
        file.claims.floor = { token: "access", expression: 'isMemberOfGroup("clerks") ? "shop" : "back"' };
      },
      { carla: ["clerks"], terry: ["tellers"] },
    );
    assert.deepEqual(rows(found), ["tellers | desk | orders:delete | denied → granted"]);
    assert.deepEqual(found.widened[0]!.people, ["carla", "terry"]);
    assert.deepEqual(paths(found), [
      "groups.tellers.name: `clerks` → `tellers`",
      "groups.tellers.scopes: with `orders:delete`",
    ]);
  });

  it("takes an expression that would be too long with the new key for another one", () => {
    const key = `tellers${"-of-the-shop".repeat(3)}`;
    const found = difference(
      (file) => {
        rekey(file.groups, "clerks", key, { was: "clerks" });
        file.claims.floor!.expression = `isMemberOfGroup("${key}") ? "shop" : "back"`;
      },
      (file) => {
        file.groups.clerks!.managed = true;
        const text = 'isMemberOfGroup("clerks") ? "shop" : "';
        file.claims.floor = { token: "access", expression: `${text}${"b".repeat(1_000 - text.length)}"` };
      },
    );
    assert.deepEqual(rows(found), []);
    assert.equal(
      found.fields.some(({ path }) => path === "claims.floor.value"),
      true,
    );
  });

  it("tells a finding of the old file that has only another key now as none", () => {
    const risky = ({ clients }: Orders) => void (clients.sync!.tokenMinutes = 60);
    const same = difference(({ clients }) => rekey(clients, "sync", "nightly", { was: "sync" }), risky);
    assert.deepEqual(same.findings, []);
    const other = difference(({ clients }) => rekey(clients, "sync", "nightly"), risky);
    assert.deepEqual(
      other.findings.map(({ path }) => path),
      ["clients.nightly.tokenMinutes"],
    );
  });

  it("says in which stacks a client is renamed, where it is not in all", () => {
    const [before, after] = [orders(), orders()];
    Object.assign(before.clients.sync!, { stacks: ["dev"] });
    Object.assign(after.clients.sync!, { stacks: ["dev"] });
    rekey(after.clients, "sync", "nightly", { was: "sync" });
    const found = filesDifference({ source: "a", value: before }, { source: "b", value: after }).difference;
    assert.deepEqual(texts(found), ["client sync is nightly now; only in stack dev"]);
  });
});
