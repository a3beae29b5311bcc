/** Where in the text of a file an entry stands: of TypeScript, JSON and stack files. */
import assert from "node:assert/strict";
import { placesIn } from "../../../cli/places";
import { pathOf, segmentsOf } from "../../../model/findings";
import { Files } from "./runCli";

const ACCESS = `import { defineAccess } from "okta-api-access";

const scopes = {
  "orders:read": { description: "Read" },
} as const;

const access = defineAccess({
  product: "orders",
  scopes,
  groups: { clerks: { scopes: ["orders:read", "orders:raed"] } },
  clients: {
    desk: ({
      type: "spa",
      ...shared,
    } satisfies object),
  },
});

export default access;
`;

describe("placesIn", () => {
  const files = new Files();
  after(() => files.remove());

  it("finds names, entries of lists and constants in TypeScript, and what is nearest where the text has no more", () => {
    const place = placesIn(files.write("access.ts", ACCESS));
    assert.deepEqual(
      [
        "product",
        "groups.clerks.scopes[1]",
        'scopes["orders:read"].description',
        "clients.desk.type",
        "clients.desk.refreshTokens",
        "claims.x",
        "",
      ].map((path) => Object.values(place(path) ?? {}).join(":")),
      ["8:3", "10:47", "4:20", "13:7", "12:5", "7:29", "7:29"],
    );
  });

  it("finds them in JSON", () => {
    const place = placesIn(
      files.write("access.json", '{\n  "scopes": {\n    "a:read": { "implies": ["x", "y"] }\n  }\n}'),
    );
    assert.deepEqual(place('scopes["a:read"].implies[1]'), { line: 3, column: 34 });
  });

  it("finds settings in a stack file", () => {
    const text =
      "config:\n  okta:orgName: x\n  okta-api-access:clients:\n    desk:\n      redirectUris:\n        - https://a\n        - b\n";
    const place = placesIn(files.write("Pulumi.dev.yaml", text));
    assert.deepEqual(place("okta:orgName"), { line: 2, column: 3 });
    assert.deepEqual(place("okta-api-access:clients.desk.redirectUris[1]"), { line: 7, column: 11 });
    assert.deepEqual(place("aws:region"), { line: 1, column: 1 });
  });
});

describe("segmentsOf", () => {
  it("reads what pathOf writes", () => {
    for (const segments of [
      ["clients", "support-console", "scopes", 2],
      ["apis", "a", "routes", 'GET /users/{id}/"x"', "scopes"],
      ["scopes", "orders.read]"],
      [],
    ])
      assert.deepEqual(segmentsOf(pathOf(segments)), segments);
  });
});
