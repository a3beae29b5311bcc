/** The people that a local org gets where the product names none. */
import assert from "node:assert/strict";
import { defaultPeople } from "../../../model/ask/defaultPeople";
import { loadAccess } from "../../../model/file/load";
import { orders } from "./orders";

describe("defaultPeople", () => {
  const groupsOf = (change: (file: ReturnType<typeof orders>) => void = () => undefined) => {
    const file = orders();
    change(file);
    return defaultPeople(loadAccess(file)).map(({ groups }) => groups.join("+"));
  };

  it("are one for each group, one for each pair that may be united, and one in none", () => {
    assert.deepEqual(groupsOf(), [
      "clerks",
      "leads",
      "stockists",
      "clerks+leads",
      "clerks+stockists",
      "leads+stockists",
      "",
    ]);
  });

  it("are in no pair that is kept apart or that does not occur", () => {
    const pairs = (all: string[]) => all.filter((groups) => groups.includes("+"));
    assert.deepEqual(pairs(groupsOf((file) => (file.groups.leads!.separate = ["stockists", "clerks"]))), [
      "clerks+stockists",
    ]);
    assert.deepEqual(pairs(groupsOf((file) => (file.combinations = { occurring: [["leads", "stockists"]] }))), [
      "leads+stockists",
    ]);
  });
});
