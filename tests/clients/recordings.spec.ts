/**
 * The local Okta's Management API against recorded exchanges with real orgs. They are not part of this repository:
 * `OKTA_RECORDINGS` names the folder. The local org is given the id, the name and the features of each recorded one.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readRecordings, replay } from "./support/recordings";

const FOLDER = process.env["OKTA_RECORDINGS"];

/** An exchange that nobody has recorded, about a group that `POST` makes. */
const exchange = (id: number, method: string, path: string, body: object, status = 200) => ({
  id,
  method,
  url: `https://an-org.okta.com/api/v1/groups${path}`,
  requestHeaders: { "content-type": ["application/json"] },
  requestBody: method === "POST" ? '{"profile":{"name":"Clerks"}}' : "",
  status,
  body: JSON.stringify(body),
});
const ID = "00g1clerks1clerks111";
const CLERKS = {
  id: ID,
  created: "2025-03-01T12:00:00.000Z",
  lastUpdated: "2025-03-01T12:00:00.000Z",
  lastMembershipUpdated: "2025-03-01T12:00:00.000Z",
  objectClass: ["okta:user_group"],
  type: "OKTA_GROUP",
  profile: { name: "Clerks" },
  _links: Object.fromEntries(
    ["users", "apps"].map((name) => [name, { href: `https://an-org.okta.com/api/v1/groups/${ID}/${name}` }]),
  ),
};

describe("an exchange", () => {
  it("that is answered alike, but for ids, times and what is newer than it, shows no difference", async () => {
    const exchanges = [exchange(0, "POST", "", CLERKS), exchange(1, "GET", `/${ID}`, CLERKS)];
    assert.deepEqual(await replay({ name: "a", exchanges }), { compared: 2, left: 0, differences: [] });
  });

  it("that is answered otherwise shows the member, and both values", async () => {
    const exchanges = [
      exchange(0, "POST", "", { ...CLERKS, type: "APP_GROUP", profile: { name: "Clerks", colour: "red" } }),
      exchange(1, "GET", `/${ID}`, CLERKS, 404),
      exchange(2, "GET", "/00g2others2others222", CLERKS),
      exchange(3, "GET", "", [CLERKS, { ...CLERKS, id: "00g3others3others333", profile: { name: "Others" } }]),
    ];
    const { differences, ...counts } = await replay({ name: "a", exchanges });
    assert.deepEqual(counts, { compared: 3, left: 1 });
    assert.deepEqual(differences.slice(0, 2), [
      'a#0 POST /api/v1/groups: type: "APP_GROUP", "OKTA_GROUP"',
      'a#0 POST /api/v1/groups: profile.colour: "red", –',
    ]);
    assert.match(differences[2]!, /^a#1 GET \/api\/v1\/groups\/00g1clerks1clerks111: status: 404, "200 \{/);
    assert.equal(differences.length, 3);
  });
});

describe("recorded exchanges with real orgs", () => {
  if (FOLDER === undefined || !existsSync(FOLDER)) {
    it("are held against the local Okta only where OKTA_RECORDINGS names them", () => {
      assert.equal(FOLDER, undefined, `there is no folder ${FOLDER}`);
    });
    return;
  }
  const recordings = readRecordings(FOLDER);
  let compared = 0;
  for (const recording of recordings) {
    it(`are answered alike: ${recording.name}`, async () => {
      const found = await replay(recording);
      compared += found.compared;
      assert.deepEqual(found.differences, []);
    });
  }

  it("are compared for the most part", () => {
    const all = recordings.reduce((count, { exchanges }) => count + exchanges.length, 0);
    assert.ok(compared > all / 2, `${compared} of ${all} exchanges were compared`);
  });
});
