/** The people of the local org, held against the access file. */
import assert from "node:assert/strict";
import accessFile from "../../access";
import { loadAccess, loadPeople } from "../../model/file";
import peopleFile from "../../people";

describe("people.ts", () => {
  const people = loadPeople(peopleFile, loadAccess(accessFile));

  for (const group of Object.keys(accessFile.groups)) {
    it(`has somebody in ${group}`, () => {
      assert.ok(people.some(({ groups }) => groups.includes(group)));
    });
  }

  it("has somebody in several groups, in none, in a group without an app, and somebody who has left", () => {
    const keys = (test: (person: (typeof people)[number]) => boolean) => people.filter(test).map(({ key }) => key);
    assert.deepEqual(
      keys(({ groups }) => groups.length > 1),
      ["bruno"],
    );
    assert.deepEqual(
      keys(({ groups, otherGroups }) => groups.length === 0 && otherGroups.length === 0),
      ["nora"],
    );
    assert.deepEqual(
      keys(({ groups, otherGroups }) => groups.length === 0 && otherGroups.length > 0),
      ["uli"],
    );
    assert.deepEqual(
      keys(({ status }) => status === "DEPROVISIONED"),
      ["dora"],
    );
  });
});
